import type { RemoteListener } from '../../api';
import { SessionOutput } from './session-output';

/** Outputs of a session, one for each stream, which hold and go on together. */
export interface SessionOutputs {
  readonly stdout: SessionOutput;
  readonly stderr: SessionOutput;
  hold(): void;
  release(): void;
  close(): void;
}

/** Outputs that tell `listener` what is written to them. */
export function sessionOutputs(listener: RemoteListener): SessionOutputs {
  const stdout = new SessionOutput((bytes) => listener.data('stdout', bytes));
  const stderr = new SessionOutput((bytes) => listener.data('stderr', bytes));
  const both = [stdout, stderr];
  return {
    stdout,
    stderr,
    hold: () => both.forEach((output) => output.hold()),
    release: () => both.forEach((output) => output.release()),
    close: () => both.forEach((output) => output.close()),
  };
}
