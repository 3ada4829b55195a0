import type { ProcessExit, Signal } from '../process';

/** Numbers of signals. Source: Linux, signal(7), x86. */
const NUMBERS: Readonly<Record<Signal, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  USR2: 12,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  WINCH: 28,
};

/** All signals, by their numbers. */
export const SIGNALS: readonly Signal[] = (Object.keys(NUMBERS) as Signal[]).sort(
  (left, right) => NUMBERS[left] - NUMBERS[right],
);

/** Number of a signal, as `kill -l` shows it. */
export const signalNumber = (signal: Signal): number => NUMBERS[signal];

/** The signal of a name, with or without `SIG`, in any case, or of a number; undefined when there is none. */
export function findSignal(text: string): Signal | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  return (Object.keys(NUMBERS) as Signal[]).find((signal) => signal === name || String(NUMBERS[signal]) === text);
}

/** How a process ends that `signal` ends. */
export const endedBy = (signal: Signal): ProcessExit => ({ code: 128 + NUMBERS[signal], signal });

/** Whether a signal that is not handled ends the process that gets it. */
export const isFatal = (signal: Signal): boolean =>
  signal !== 'CHLD' && signal !== 'WINCH' && signal !== 'CONT' && signal !== 'STOP';
