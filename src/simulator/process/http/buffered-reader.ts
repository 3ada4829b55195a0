import { ByteQueue } from '../byte-queue';
import type { Coroutine } from '../coroutine';
import type { ByteReader } from '../streams';

const NEWLINE = 0x0a;

/** What a line is that does not end within its limit. */
export class LineTooLong extends Error {}

/** Bytes of a connection, read line by line where that is wanted. */
export class BufferedReader implements ByteReader {
  private readonly waiting = new ByteQueue();

  constructor(private readonly source: ByteReader) {}

  *read(maxBytes?: number): Coroutine<Uint8Array | undefined> {
    return this.waiting.size > 0 ? this.waiting.take(maxBytes) : yield* this.source.read(maxBytes);
  }

  /**
   * The next line without its end (CR LF, or LF); undefined at the end of all, or amid a line.
   *
   * @throws LineTooLong
   */
  *line(bytesMax: number): Coroutine<string | undefined> {
    let line = '';
    for (let bytes = yield* this.read(); bytes !== undefined; bytes = yield* this.read()) {
      const end = bytes.indexOf(NEWLINE);
      const part = end < 0 ? bytes : bytes.subarray(0, end);
      if (line.length + part.length > bytesMax) throw new LineTooLong();
      line += latin1(part);
      if (end < 0) continue;
      this.waiting.putBack(bytes.subarray(end + 1));
      return line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    return undefined;
  }

  /** Gives bytes back: they are read next. */
  putBack(bytes: Uint8Array): void {
    this.waiting.putBack(bytes);
  }

  close(): void {
    this.waiting.clear();
    this.source.close();
  }
}

/** Text of bytes, one character each: what heads of messages are written in. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
