/** Plays exercises: types their commands and looks at what must be seen. */
export { minorOf, playAll, type Tour } from './play-all';
export { recognise, type Recognition } from './follow-step';
export { begin, clear, type ExercisePlay, jumpsMs, playExercise, timeNeededMs } from './play-exercise';
export { playStep } from './play-step';
export type { Playing } from './playing';
export { isOutputCheck } from './judge';
export { onlyLooks } from './looking';
export { type ExerciseResult, isPassed, type Problem, type StepResult } from './result';
