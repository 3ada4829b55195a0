import type { Coroutine, Process } from '../../process';

/** Writes a line as Go's `log` does: with date and time, on stderr. */
export function* goLog(process: Process, text: string): Coroutine<void> {
  const [date = '', time = ''] = new Date(process.nowMs).toISOString().split('T');
  yield* process.complain(`${date.replaceAll('-', '/')} ${time.slice(0, 8)} ${text}\n`);
}
