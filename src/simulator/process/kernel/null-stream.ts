import type { Coroutine } from '../coroutine';
import type { Stream } from '../streams';

/** `/dev/null`: there is nothing to read, and what is written is gone. */
export const nullStream: Stream = {
  terminal: undefined,
  // eslint-disable-next-line require-yield -- The end is there at once.
  *read(): Coroutine<Uint8Array | undefined> {
    return undefined;
  },
  *write(): Coroutine<void> {
    // Nobody has to wait for nothing.
  },
  close: () => undefined,
  end: () => undefined,
};
