import { type Coroutine, type Stream, SystemError, waitFor } from '../../process';

/** Bytes that are handed over at a time. Source: Linux, pipe(7): what the real pipe between a program and its runtime holds. */
const PIECE_BYTES = 65_536;

/** A stream that a program writes and that somebody outside of the simulation hears, who may ask it to wait. */
export class SessionOutput implements Stream {
  readonly terminal = undefined;
  private isHeld = false;
  private isClosed = false;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly tell: (bytes: Uint8Array) => void) {}

  *write(bytes: Uint8Array): Coroutine<void> {
    for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
      while (this.isHeld && !this.isClosed) yield* this.released();
      if (this.isClosed) throw new SystemError('EPIPE');
      this.tell(bytes.subarray(offset, offset + PIECE_BYTES));
    }
  }

  /** Who hears cannot take more for now. */
  hold(): void {
    this.isHeld = true;
  }

  /** Who hears takes more. */
  release(): void {
    this.isHeld = false;
    this.wakeAll();
  }

  end(): void {
    // The session ends with its program.
  }

  // eslint-disable-next-line require-yield -- Nothing is read here.
  *read(): Coroutine<Uint8Array | undefined> {
    throw new SystemError('EBADF');
  }

  close(): void {
    this.isClosed = true;
    this.wakeAll();
  }

  private released(): Coroutine<unknown> {
    return waitFor<unknown>({
      begin: (resume) => {
        const go = (): void => resume(undefined);
        this.waiting.add(go);
        return () => this.waiting.delete(go);
      },
    });
  }

  private wakeAll(): void {
    for (const go of [...this.waiting]) {
      this.waiting.delete(go);
      go();
    }
  }
}
