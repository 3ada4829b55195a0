import { type Coroutine, type Stream, waitFor } from '../../process';
import { SystemError } from '../../process';

/** Bytes that may wait for a program that does not read. */
const WAITING_BYTES_MAX = 1024 * 1024;

/** A stream that a program reads and that somebody outside of the simulation fills. */
export class PushedInput implements Stream {
  readonly terminal = undefined;
  private readonly chunks: Uint8Array[] = [];
  private waitingBytes = 0;
  private hasEnded = false;
  private isClosed = false;
  private isFull = false;
  private wake: (() => void) | undefined;

  /** `onReady` hears that more may be pushed, after `push` has returned false. */
  constructor(private readonly onReady: () => void = () => undefined) {}

  /** Adds bytes; false when no more should come until `onReady`. */
  push(bytes: Uint8Array): boolean {
    if (this.hasEnded || this.isClosed || bytes.length === 0) return true;
    this.chunks.push(bytes);
    this.waitingBytes += bytes.length;
    this.wake?.();
    this.isFull = this.waitingBytes >= WAITING_BYTES_MAX;
    return !this.isFull;
  }

  end(): void {
    this.hasEnded = true;
    this.wake?.();
  }

  *read(maxBytes = Infinity): Coroutine<Uint8Array | undefined> {
    while (this.chunks.length === 0) {
      if (this.hasEnded || this.isClosed) return undefined;
      yield* waitFor<unknown>({
        begin: (resume) => {
          this.wake = () => {
            this.wake = undefined;
            resume(undefined);
          };
          return () => {
            this.wake = undefined;
          };
        },
      });
    }
    const first = this.chunks[0] as Uint8Array;
    const bytes = first.length > maxBytes ? first.subarray(0, maxBytes) : first;
    if (bytes.length === first.length) this.chunks.shift();
    else this.chunks[0] = first.subarray(bytes.length);
    this.waitingBytes -= bytes.length;
    if (this.isFull && this.waitingBytes < WAITING_BYTES_MAX / 2) {
      this.isFull = false;
      this.onReady();
    }
    return bytes;
  }

  // eslint-disable-next-line require-yield -- Nothing is written here.
  *write(): Coroutine<void> {
    throw new SystemError('EBADF');
  }

  close(): void {
    this.isClosed = true;
    this.chunks.length = 0;
    this.wake?.();
  }
}
