import { ByteQueue, type ByteReader, type Coroutine, encodeText, waitFor, WaitList } from '../../process';
import type { ServerStream } from './server-function';

/** Bytes that wait for a client: one that is further behind is cut off, and asks anew. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024;

/** A stream of the API server as the body of a message. It begins when it is first read. */
export class StreamedBody implements ByteReader {
  private readonly bytes = new ByteQueue();
  private readonly news = new WaitList();
  private isOver = false;
  private stop: (() => void) | undefined;

  constructor(private readonly stream: ServerStream) {}

  *read(maxBytes?: number): Coroutine<Uint8Array | undefined> {
    if (!this.isOver) this.stop ??= this.stream.start(this.write, this.end);
    while (this.bytes.size === 0 && !this.isOver) yield* waitFor(this.news.change);
    return this.bytes.size === 0 ? undefined : this.bytes.take(maxBytes);
  }

  close(): void {
    this.stop?.();
    this.end();
  }

  private readonly write = (text: string): void => {
    if (this.isOver) return;
    this.bytes.push(encodeText(text));
    if (this.bytes.size > WAITING_BYTES_MAX) this.close();
    else this.news.wakeAll();
  };

  private readonly end = (): void => {
    this.isOver = true;
    this.news.wakeAll();
  };
}
