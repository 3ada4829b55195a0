import { type ExerciseResult, isPassed } from '../play';

/** Results in numbers. */
export interface Summary {
  readonly exercises: number;
  /** Steps of the texts. */
  readonly steps: number;
  /** Steps that we have added. */
  readonly ours: number;
  readonly passed: number;
  readonly failed: number;
  /** Steps that no cluster can carry out; what can be looked at of them was right. They have passed. */
  readonly presented: number;
  /** Steps that were not carried out: for want of a browser, or behind one that failed. */
  readonly notRun: number;
  readonly failedExercises: readonly string[];
}

/** Counts steps; an exercise that cannot begin counts with all of its steps as failed. */
export function summarize(results: readonly ExerciseResult[]): Summary {
  const steps = results.flatMap((result) => result.steps);
  const count = (outcome: string): number => steps.filter((step) => step.outcome === outcome).length;
  const lost = results.filter(({ problem }) => problem !== undefined).flatMap(({ exercise }) => exercise.steps);
  const all = [...steps.map(({ step }) => step), ...lost];
  const ours = all.filter(({ isOurs }) => isOurs === true).length;
  return {
    exercises: results.length,
    steps: all.length - ours,
    ours,
    passed: count('passed') + count('presented'),
    failed: count('failed') + lost.length,
    presented: count('presented'),
    notRun: count('skipped'),
    failedExercises: results.filter((result) => !isPassed(result)).map(({ exercise }) => exercise.id),
  };
}

/** `281 exercises, 624 steps: 624 passed, 0 failed`. */
export function summaryText({ exercises, steps, ours, passed, failed, presented, notRun }: Summary): string {
  const outside = presented === 0 ? '' : ` (${presented} only presented: they happen outside of a cluster)`;
  const skipped = notRun === 0 ? '' : `, ${notRun} not run`;
  const own = ours === 0 ? '' : ` and ${ours} of our own`;
  const noun = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  return `${noun(exercises, 'exercise')}, ${noun(steps, 'step')}${own}: ${passed} passed${outside}, ${failed} failed${skipped}`;
}
