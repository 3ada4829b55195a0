import type { EventLoop } from '../../engine';
import { type ByteReader, type Coroutine, type HttpBody, runTask, type Task } from '../../process';
import { ByteChannel } from './channel';
import type { Transit } from './delivery';

/** The body of a message that goes to another machine bit by bit. */
export class BodyTransfer {
  readonly channel: ByteChannel;
  private task: Task | undefined;

  constructor(
    loop: EventLoop,
    transit: Transit,
    private readonly source: ByteReader,
  ) {
    const fail = (): void => this.channel.fail('ECONNRESET');
    this.channel = new ByteChannel(loop, transit, fail, fail);
  }

  /** Copies it to its end, as part of the task of whoever sends it; when that is cancelled, the reader gets ECONNRESET. */
  *copy(): Coroutine<void> {
    let isWhole = false;
    try {
      for (let bytes = yield* this.source.read(); bytes !== undefined; bytes = yield* this.source.read()) {
        yield* this.channel.write(bytes);
      }
      isWhole = true;
      this.channel.end();
    } finally {
      this.source.close();
      if (!isWhole) this.channel.fail('ECONNRESET');
    }
  }

  /** The same as a task of its own. */
  start(): void {
    // What goes wrong is seen by the reader.
    this.task = runTask(this.copy(), undefined, () => undefined);
  }

  /** Breaks it off; does nothing when it is through. */
  stop(): void {
    this.task?.cancel();
  }
}

/** Whether a body comes bit by bit. */
export const isStreamed = (body: HttpBody): body is ByteReader => !(body instanceof Uint8Array);
