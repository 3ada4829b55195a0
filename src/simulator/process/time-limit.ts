import { type Coroutine, runTask, waitFor } from './coroutine';
import type { Process } from './process';
import { SystemError } from './system-error';

/**
 * Runs `coroutine` for `timeoutMs` at most; then it is ended, and its `finally` blocks run.
 *
 * @throws SystemError ETIMEDOUT when the time is over, and what `coroutine` throws.
 */
export function* limitTime<T>(process: Process, timeoutMs: number, coroutine: Coroutine<T>): Coroutine<T> {
  return yield* waitFor<T>({
    begin: (resume, fail) => {
      const alarm = runTask(process.sleep(timeoutMs), () => {
        task.cancel();
        fail(new SystemError('ETIMEDOUT'));
      });
      const task = runTask(
        coroutine,
        (value) => {
          alarm.cancel();
          resume(value);
        },
        (error) => {
          alarm.cancel();
          fail(error);
        },
      );
      return () => {
        alarm.cancel();
        task.cancel();
      };
    },
  });
}
