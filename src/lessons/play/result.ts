import type { Exercise, Step } from '../model';

/** Something that is not as the lesson says. */
export interface Problem {
  /**
   * `wrong`: it is not seen; `vacuous`: it was seen before the step already; `failed`: the step could not be carried out.
   */
  readonly kind: 'wrong' | 'vacuous' | 'failed';
  readonly expected: string;
  readonly actual: string;
}

/** How a step went. */
export interface StepResult {
  readonly step: Step;
  /** Place in the exercise, from 1. */
  readonly number: number;
  /** What was typed, with all placeholders filled in. @default - nothing */
  readonly typed?: string;
  /** What that printed. @default - nothing was typed */
  readonly output?: string;
  /**
   * `presented` is what no cluster can carry out; all that could be looked at was right. `skipped` needs a browser that
   * this machine lacks, or follows a step that failed.
   */
  readonly outcome: 'passed' | 'failed' | 'presented' | 'skipped';
  /** Why it was skipped: a sentence. */
  readonly why?: string;
  readonly problems: readonly Problem[];
}

/** How an exercise went. */
export interface ExerciseResult {
  readonly exercise: Exercise;
  readonly steps: readonly StepResult[];
  /** What went wrong before the first step. */
  readonly problem?: string;
  /** Wall milliseconds. */
  readonly durationMs: number;
}

/** Whether nothing is wrong; what was skipped for want of a browser is not wrong. */
export const isPassed = ({ steps, problem }: ExerciseResult): boolean =>
  problem === undefined && steps.every(({ outcome, problems }) => outcome !== 'failed' && problems.length === 0);
