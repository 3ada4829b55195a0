import { ByteQueue } from '../byte-queue';
import { type Coroutine, waitFor } from '../coroutine';
import type { Stream } from '../streams';
import { SystemError } from '../system-error';
import { WaitList } from '../wait-list';

/** Bytes that a pipe holds. Source: Linux, pipe(7). */
const CAPACITY_BYTES = 65_536;
/** Bytes that are written in one piece, between those of others. Source: Linux, PIPE_BUF. */
const ATOMIC_BYTES = 4096;

/** Bytes on their way from those who write to those who read: 64 KiB at most. */
class Pipe {
  readonly queue = new ByteQueue();
  readonly changes = new WaitList();
  isReaderGone = false;
  isWriterGone = false;
}

class PipeReader implements Stream {
  readonly terminal = undefined;

  constructor(private readonly pipe: Pipe) {}

  *read(maxBytes = CAPACITY_BYTES): Coroutine<Uint8Array | undefined> {
    const { pipe } = this;
    while (pipe.queue.size === 0) {
      if (pipe.isWriterGone) return undefined;
      yield* waitFor(pipe.changes.change);
    }
    const bytes = pipe.queue.take(maxBytes);
    pipe.changes.wakeAll();
    return bytes;
  }

  // eslint-disable-next-line require-yield -- It refuses at once.
  *write(): Coroutine<void> {
    throw new SystemError('EBADF');
  }

  close(): void {
    this.pipe.isReaderGone = true;
    this.pipe.queue.clear();
    this.pipe.changes.wakeAll();
  }

  end(): void {
    this.close();
  }
}

class PipeWriter implements Stream {
  readonly terminal = undefined;

  constructor(private readonly pipe: Pipe) {}

  // eslint-disable-next-line require-yield -- It refuses at once.
  *read(): Coroutine<Uint8Array | undefined> {
    throw new SystemError('EBADF');
  }

  *write(bytes: Uint8Array): Coroutine<void> {
    const { pipe } = this;
    const pieceMin = bytes.length <= ATOMIC_BYTES ? bytes.length : 1;
    for (let offset = 0; offset < bytes.length;) {
      if (pipe.isReaderGone) throw new SystemError('EPIPE');
      const room = CAPACITY_BYTES - pipe.queue.size;
      if (room < pieceMin) {
        yield* waitFor(pipe.changes.change);
        continue;
      }
      pipe.queue.push(bytes.subarray(offset, offset + room));
      offset += room;
      pipe.changes.wakeAll();
    }
  }

  close(): void {
    this.end();
  }

  end(): void {
    this.pipe.isWriterGone = true;
    this.pipe.changes.wakeAll();
  }
}

/** Two ends of a new pipe. Closing an end, or ending it, is the same. */
export function createPipe(): { readonly reader: Stream; readonly writer: Stream } {
  const pipe = new Pipe();
  return { reader: new PipeReader(pipe), writer: new PipeWriter(pipe) };
}
