/** What a lesson is made of. */
export type { BrowserPage } from './browser';
export {
  amount,
  answers,
  asks,
  type Check,
  event,
  fails,
  file,
  gone,
  has,
  lines,
  type OutputCheck,
  type Partial,
  prints,
  rows,
  type StateCheck,
  table,
  unchanged,
} from './check';
export type { Beginning, Chapter, Exercise, Nature, Original, Step, WorkshopName } from './exercise';
export { edited, type EditedObjects, type FileContent, type Files, objects, type ObjectsOf } from './files';
