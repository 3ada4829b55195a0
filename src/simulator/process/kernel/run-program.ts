import type { Coroutine } from '../coroutine';
import type { Process, Program } from '../process';
import { SystemError } from '../system-error';
import { describeError } from './error-text';
import { ProcessGone } from './process-gone';

/** Runs a program as what it is of `process`, and returns its exit code: 1, with a line on stderr, when it throws. */
export function* runProgram(process: Process, program: Program): Coroutine<number> {
  try {
    return yield* program(process);
  } catch (error) {
    if (error instanceof ProcessGone) throw error;
    yield* reportError(process, error);
    return 1;
  }
}

/** Says on stderr what a program has thrown, if anybody hears it. */
export function* reportError(process: Process, error: unknown): Coroutine<void> {
  try {
    yield* process.complain(describeError(process.argv, error));
  } catch (failure) {
    if (!(failure instanceof SystemError)) throw failure;
  }
}
