import { type Coroutine, type Stream, SystemError, waitFor } from '../../process';

/** A stream that a program writes and that somebody outside of the simulation hears, who may ask it to wait. */
export class SessionOutput implements Stream {
  readonly terminal = undefined;
  private isHeld = false;
  private isClosed = false;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly tell: (bytes: Uint8Array) => void) {}

  *write(bytes: Uint8Array): Coroutine<void> {
    while (this.isHeld && !this.isClosed) {
      yield* waitFor<unknown>({
        begin: (resume) => {
          const go = (): void => resume(undefined);
          this.waiting.add(go);
          return () => this.waiting.delete(go);
        },
      });
    }
    if (this.isClosed) throw new SystemError('EPIPE');
    if (bytes.length > 0) this.tell(bytes);
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

  private wakeAll(): void {
    for (const go of [...this.waiting]) {
      this.waiting.delete(go);
      go();
    }
  }
}
