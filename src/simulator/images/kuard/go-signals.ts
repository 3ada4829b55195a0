import type { Process } from '../../process';

/**
 * Lets a program end on SIGTERM as Go ends one that does not handle it: as process 1, which the kernel spares, its runtime
 * gives up with code 2.
 *
 * Source: Go, runtime/signal_unix.go `dieFromSignal`.
 */
export function endsAsGoDoes(process: Process): void {
  if (process.pid !== 1) return;
  // eslint-disable-next-line require-yield -- It ends at once.
  process.onSignal('TERM', function* () {
    process.exit(2);
  });
}
