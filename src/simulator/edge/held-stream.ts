import type { ApiStream } from '..';
import type { Saving } from './saving';

/** A stream that tells of nothing before it is on the disk: who watches never sees a write that may still be lost. */
export function heldStream(stream: ApiStream, saving: Saving): ApiStream {
  return {
    ...stream,
    start: (write, end) => {
      let waiting: (() => void)[] = [];
      let isReleasing = false;
      const release = async (): Promise<void> => {
        isReleasing = true;
        try {
          while (waiting.length > 0) {
            const ready = waiting;
            waiting = [];
            await saving.flushed();
            for (const tell of ready) tell();
          }
        } catch {
          end(); // What waits will never be saved.
        } finally {
          isReleasing = false;
        }
      };
      const hold = (tell: () => void): void => {
        waiting.push(tell);
        if (!isReleasing) void release();
      };
      return stream.start(
        (text) => hold(() => write(text)),
        () => hold(end),
      );
    },
  };
}
