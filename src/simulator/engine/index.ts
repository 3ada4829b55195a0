/** Virtual time, what will happen in it, seeded chance, and what was decided. */
export { VirtualClock } from './clock';
export { durationMs } from './duration';
export { EventLoop, type PlanOptions, type Timer } from './event-loop';
export { hashBytes, hashText, olderHashBytes } from './hash';
export { SeededRandom } from './random';
export { remembering } from './remembering';
export { SparseSet } from './sparse-set';
export { Trace, type TraceEntry } from './trace';
