import { type ByteReader, type Coroutine, encodeText, waitFor, type WaitList } from '../../process';

/** The configuration for one proxy: each version a line, the newest when it is read. */
export class ConfigStream implements ByteReader {
  private sent: string | undefined;
  private isClosed = false;

  constructor(
    private readonly current: () => string,
    private readonly news: WaitList,
  ) {}

  *read(): Coroutine<Uint8Array | undefined> {
    while (!this.isClosed) {
      const text = this.current();
      if (text !== this.sent) {
        this.sent = text;
        return encodeText(`${text}\n`);
      }
      yield* waitFor(this.news.change);
    }
    return undefined;
  }

  close(): void {
    this.isClosed = true;
  }
}
