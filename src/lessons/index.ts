/** Lessons: the exercises of the workshops, and what plays them. */
export { isNamedBy, placed, type Placed, type Workshop, workshops } from './chapters';
export type { BrowserPage, Chapter, Check, Exercise, Step } from './model';
export {
  type ExerciseResult,
  isPassed,
  minorOf,
  onlyLooks,
  playAll,
  playExercise,
  playStep,
  recognise,
  type Recognition,
  type Playing,
  type Problem,
  type StepResult,
  timeNeededMs,
  begin,
  clear,
  isOutputCheck,
  jumpsMs,
  type Tour,
} from './play';
export { junitText, type Summary, summarize, summaryText } from './report';
export { filledIn, filledInAsFarAs, isComplete, NothingThere, type Material, Stage, type StageOptions } from './stage';
export { chapters } from './workshops';
