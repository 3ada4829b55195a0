/** One line that a container has written, or a part of a long one. */
export interface LogLine {
  /** Virtual time at which it was complete. */
  readonly timeMs: number;
  readonly stream: 'stdout' | 'stderr';
  /** With its line end, unless it is a part. */
  readonly bytes: Uint8Array;
}

/** Room of the first chunk; each further one has twice as much, up to the most. */
const CHUNK_BYTES_MIN = 64;
const CHUNK_BYTES_MAX = 65_536;

/** Most bytes before a line: a number of up to 56 bits, and one of up to 21. */
const HEAD_BYTES_MAX = 11;

/**
 * Lines one behind the other in one piece of memory, each behind two numbers: the time since the line before, doubled, with
 * one more for stderr; and its length. What is written stays as it is: it is handed out without a copy.
 */
class Chunk implements Iterable<LogLine> {
  private readonly bytes: Uint8Array;
  private endBytes = 0;
  private lastMs: number;

  constructor(
    readonly roomBytes: number,
    private readonly beginMs: number,
  ) {
    this.bytes = new Uint8Array(roomBytes);
    this.lastMs = beginMs;
  }

  /** Takes a line; false when there is no room for it, or when it is older than the last one. */
  add(timeMs: number, stream: LogLine['stream'], line: Uint8Array): boolean {
    const sinceMs = timeMs - this.lastMs;
    if (sinceMs < 0 || this.endBytes + HEAD_BYTES_MAX + line.length > this.roomBytes) return false;
    this.lastMs = timeMs;
    this.number(2 * sinceMs + (stream === 'stderr' ? 1 : 0));
    this.number(line.length);
    this.bytes.set(line, this.endBytes);
    this.endBytes += line.length;
    return true;
  }

  *[Symbol.iterator](): Iterator<LogLine> {
    const { bytes, endBytes } = this;
    let offset = 0;
    const number = (): number => {
      let value = 0;
      for (let weight = 1; ; weight *= 128) {
        const byte = bytes[offset] ?? 0;
        offset += 1;
        value += (byte & 0x7f) * weight;
        if (byte < 0x80) return value;
      }
    };
    for (let timeMs = this.beginMs; offset < endBytes;) {
      const mark = number();
      const length = number();
      timeMs += Math.floor(mark / 2);
      yield { timeMs, stream: mark % 2 === 1 ? 'stderr' : 'stdout', bytes: bytes.subarray(offset, offset + length) };
      offset += length;
    }
  }

  /** Writes a number, seven bits a byte, the lowest first; all bytes but the last have the highest bit set. */
  private number(value: number): void {
    let left = value;
    for (; left >= 0x80; left = Math.floor(left / 0x80)) {
      this.bytes[this.endBytes] = 0x80 | (left % 0x80);
      this.endBytes += 1;
    }
    this.bytes[this.endBytes] = left;
    this.endBytes += 1;
  }
}

/** Lines of a log, oldest first, in little more memory than their bytes: programs write millions that nobody reads. */
export class LogLines implements Iterable<LogLine> {
  private readonly chunks: Chunk[] = [];

  /** Takes a line, by copy. Its time is kept in whole milliseconds. */
  add(timeMs: number, stream: LogLine['stream'], bytes: Uint8Array): void {
    const wholeMs = Math.floor(timeMs);
    const last = this.chunks.at(-1);
    if (last?.add(wholeMs, stream, bytes) === true) return;
    const room = Math.min(2 * (last?.roomBytes ?? CHUNK_BYTES_MIN / 2), CHUNK_BYTES_MAX);
    const chunk = new Chunk(Math.max(room, bytes.length + HEAD_BYTES_MAX), wholeMs);
    chunk.add(wholeMs, stream, bytes);
    this.chunks.push(chunk);
  }

  *[Symbol.iterator](): Iterator<LogLine> {
    for (const chunk of this.chunks) yield* chunk;
  }

  /** The last `count` lines that are wanted, oldest first. */
  last(count: number, isWanted: (line: LogLine) => boolean = () => true): readonly LogLine[] {
    let found: LogLine[] = [];
    for (let place = this.chunks.length - 1; place >= 0 && found.length < count; place -= 1) {
      found = [...[...(this.chunks[place] as Chunk)].filter(isWanted), ...found];
    }
    return found.slice(Math.max(found.length - count, 0));
  }
}
