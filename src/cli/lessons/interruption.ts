import { EXIT } from '../exit-code';

/** Signals that end a lesson: Ctrl-C, a polite end, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Whether somebody has ended the program, and when. */
export interface Interruption {
  /** The signal that came. @default - none yet */
  readonly signal: () => NodeJS.Signals | undefined;
  /** Ends with the first signal. */
  readonly came: Promise<void>;
  /** Leaves signals to the system again. */
  readonly stop: () => void;
}

/**
 * Listens for the first signal; what it means is up to the caller. Ctrl-C once more ends the program at once; of a terminal
 * that is closed the shell in it tells a second time.
 */
export function listenForInterruption(): Interruption {
  let first: NodeJS.Signals | undefined;
  let tell: () => void = () => undefined;
  const came = new Promise<void>((resolve) => (tell = resolve));
  const hear = (signal: NodeJS.Signals): void => {
    if (first !== undefined && signal === 'SIGINT') process.exit(EXIT.interrupted);
    first ??= signal;
    tell();
  };
  const stop = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, hear);
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return { signal: () => first, came, stop };
}
