import { HashValue, ListValue, type RedisValue, SetValue, SortedSetValue, StringValue } from '../data/values';
import { fromByteText } from '../protocol/byte-text';
import { checksum } from './checksum';
import { type Dump, type DumpedKey, KIND, MARK } from './format';

/** A dump that cannot be read. */
export class DumpError extends Error {}

const CHECKSUM_BYTES = 8;
/** What stands in its place when it is switched off. */
const NO_CHECKSUM = '\0'.repeat(CHECKSUM_BYTES);
const HEADER_BYTES = 9;

class DumpReader {
  offset = HEADER_BYTES;

  constructor(private readonly text: string) {}

  take(count: number): string {
    if (this.offset + count > this.text.length)
      throw new DumpError('Short read or OOM loading DB. Unrecoverable error, aborting now.');
    this.offset += count;
    return this.text.slice(this.offset - count, this.offset);
  }

  byte(): number {
    return this.take(1).charCodeAt(0);
  }

  littleEndian(bytes: number): bigint {
    const value = [...this.take(bytes)].reduceRight((sum, letter) => (sum << 8n) | BigInt(letter.charCodeAt(0)), 0n);
    return BigInt.asIntN(bytes * 8, value);
  }

  /** A length; a negative one stands for a number of so many bytes. */
  private lengthOrEncoding(): number {
    const first = this.byte();
    const rest = first & 0x3f;
    if (first >> 6 === 0) return rest;
    if (first >> 6 === 1) return (rest << 8) | this.byte();
    if (first >> 6 === 3) {
      if (rest > 2) throw new DumpError(`Unknown RDB string encoding type ${rest}`);
      return -(1 << rest);
    }
    const bytes = first === 0x81 ? 8 : 4;
    return [...this.take(bytes)].reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);
  }

  length(): number {
    return Math.max(this.lengthOrEncoding(), 0);
  }

  /** Passes over lengths that only help to make room. */
  skipLengths(count: number): void {
    for (let index = 0; index < count; index += 1) this.length();
  }

  string(): string {
    const length = this.lengthOrEncoding();
    return length < 0 ? String(this.littleEndian(-length)) : this.take(length);
  }

  strings(count: number): readonly string[] {
    return Array.from({ length: count }, () => this.string());
  }

  private score(): number {
    const length = this.byte();
    if (length > 252) return length === 253 ? NaN : length === 254 ? Infinity : -Infinity;
    return Number(this.take(length));
  }

  private binaryScore(): number {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigInt64(0, this.littleEndian(8));
    return view.getFloat64(0);
  }

  value(kind: number): RedisValue {
    switch (kind) {
      case KIND.string:
        return new StringValue(this.string());
      case KIND.list:
        return new ListValue(this.strings(this.length()));
      case KIND.set:
        return new SetValue(this.strings(this.length()));
      case KIND.hash:
        return new HashValue(Array.from({ length: this.length() }, () => [this.string(), this.string()] as const));
      case KIND.zset:
        return new SortedSetValue(Array.from({ length: this.length() }, () => [this.string(), this.score()] as const));
      case KIND.binaryZset:
        return new SortedSetValue(
          Array.from({ length: this.length() }, () => [this.string(), this.binaryScore()] as const),
        );
      default:
        throw new DumpError(`Unknown RDB encoding type ${kind}`);
    }
  }
}

/**
 * Reads a dump of `writeDump`, or of a real server when it has no compressed or packed values.
 *
 * Throws DumpError.
 */
export function readDump(text: string): Dump {
  if (!text.startsWith('REDIS')) throw new DumpError('Wrong signature trying to load DB from file');
  const notes = new Map<string, string>();
  const keys: DumpedKey[] = [];
  const reader = new DumpReader(text);
  let database = 0;
  let expiresAtMs: number | undefined;
  for (;;) {
    const mark = reader.byte();
    if (mark === MARK.end) break;
    if (mark === MARK.auxiliary) notes.set(reader.string(), reader.string());
    else if (mark === MARK.sizes) reader.skipLengths(2);
    else if (mark === MARK.database) database = reader.length();
    else if (mark === MARK.expiryMs) expiresAtMs = Number(reader.littleEndian(8));
    else if (mark === MARK.expirySeconds) expiresAtMs = Number(reader.littleEndian(4)) * 1000;
    else {
      const key = reader.string();
      keys.push({ database, key, value: reader.value(mark), expiresAtMs });
      expiresAtMs = undefined;
    }
  }
  const body = text.slice(0, reader.offset);
  const found = text.slice(reader.offset, reader.offset + CHECKSUM_BYTES);
  if (found !== NO_CHECKSUM && found !== checksum(fromByteText(body))) {
    throw new DumpError('Wrong RDB checksum expected: aborting now.');
  }
  return { notes, keys };
}
