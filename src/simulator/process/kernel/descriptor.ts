import { CHECKPOINT, type Coroutine } from '../coroutine';
import type { Stream, TerminalSize } from '../streams';
import { isSystemError, SystemError } from '../system-error';

/**
 * Streams of the world outside by what stands for them in one container, as long as somebody holds them: a stream that is
 * handed in twice, as stdout and stderr, is one.
 */
export type ForeignStreams = Map<Stream, OpenStream>;

/** What descriptors of several processes stand for together: it is closed with the last of them. */
export class OpenStream {
  private holders = 0;

  constructor(
    readonly stream: Stream,
    private readonly foreign: ForeignStreams,
  ) {}

  hold(): void {
    this.holders += 1;
  }

  release(): void {
    this.holders -= 1;
    if (this.holders > 0) return;
    this.foreign.delete(this.stream);
    this.stream.close();
    this.stream.end();
  }
}

/** What a process that holds descriptors hears of them. */
export interface DescriptorOwner {
  /** Somebody has written what nobody reads: the process gets SIGPIPE. */
  raisePipe(): void;
  /** A descriptor was closed. */
  forget(descriptor: Descriptor): void;
}

/**
 * A stream as one process holds it. Closing or ending it closes this descriptor only; the stream behind it ends with the
 * last descriptor of all processes.
 */
export class Descriptor implements Stream {
  private isClosed = false;

  constructor(
    readonly open: OpenStream,
    private readonly owner: DescriptorOwner,
  ) {
    open.hold();
  }

  get terminal(): TerminalSize | undefined {
    return this.open.stream.terminal;
  }

  *read(maxBytes?: number): Coroutine<Uint8Array | undefined> {
    this.requireOpen();
    yield CHECKPOINT;
    return yield* this.open.stream.read(maxBytes);
  }

  *write(bytes: Uint8Array): Coroutine<void> {
    this.requireOpen();
    yield CHECKPOINT;
    try {
      yield* this.open.stream.write(bytes);
    } catch (error) {
      if (isSystemError(error, 'EPIPE')) this.owner.raisePipe();
      throw error;
    }
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.owner.forget(this);
    this.open.release();
  }

  end(): void {
    this.close();
  }

  private requireOpen(): void {
    if (this.isClosed) throw new SystemError('EBADF');
  }
}
