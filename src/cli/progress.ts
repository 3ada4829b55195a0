import type { ProgressEvent } from '../workshop/synthesis';
import { styled, type Terminal } from './terminal';

/** Work that is done sooner shows no progress. */
const LONG_WORK_MS = 300;

const WORDS: Readonly<Record<ProgressEvent['phase'], string>> = {
  build: 'building objects',
  check: 'checking',
  write: 'writing files',
};

/** A line that says what is being done and goes away at the end. */
export interface Progress {
  readonly show: (event: ProgressEvent) => void;
  readonly clear: () => void;
}

/** Progress for a person at a terminal, and for long work only; nothing anywhere else. */
export function progressOn(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  const began = now();
  let isShown = false;
  return {
    show: ({ phase, done, total }) => {
      if (!terminal.isInteractive || now() - began < LONG_WORK_MS) return;
      isShown = true;
      terminal.err(`\r\u001b[K${styled(terminal.hasColorsErr, 'dim', `[${done + 1}/${total}] ${WORDS[phase]}`)}`);
    },
    clear: () => {
      if (isShown) terminal.err('\r\u001b[K');
      isShown = false;
    },
  };
}
