import { decodeText } from '../../../process';
import { Binary, type BsonDocument, type BsonValue, Decimal128, EndKey, ObjectId, Regex, Timestamp } from './values';

/** Bytes that are no document. */
export class BsonError extends Error {}

class Cursor {
  private readonly view: DataView;
  offset = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the next `count` bytes begin. */
  private step(count: number): number {
    const begin = this.offset;
    if (count < 0 || begin + count > this.bytes.length) throw new BsonError('a document ends too early');
    this.offset += count;
    return begin;
  }

  byte(): number {
    return this.view.getUint8(this.step(1));
  }

  int32(): number {
    return this.view.getInt32(this.step(4), true);
  }

  int64(): bigint {
    return this.view.getBigInt64(this.step(8), true);
  }

  double(): number {
    return this.view.getFloat64(this.step(8), true);
  }

  raw(count: number): Uint8Array {
    const begin = this.step(count);
    return this.bytes.slice(begin, begin + count);
  }

  name(): string {
    const end = this.bytes.indexOf(0, this.offset);
    if (end < 0) throw new BsonError('a name has no end');
    const text = decodeText(this.bytes.subarray(this.offset, end));
    this.offset = end + 1;
    return text;
  }

  text(): string {
    const bytes = this.raw(this.int32());
    return decodeText(bytes.subarray(0, bytes.length - 1));
  }
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

function readBinary(cursor: Cursor): Binary {
  const length = cursor.int32();
  const subtype = cursor.byte();
  return new Binary(cursor.raw(length), subtype);
}

function readTimestamp(cursor: Cursor): Timestamp {
  const increment = cursor.int32() >>> 0;
  return new Timestamp(cursor.int32() >>> 0, increment);
}

/** How the value of each type is read. */
const READERS: Readonly<Record<number, (cursor: Cursor) => BsonValue>> = {
  0x01: (cursor) => cursor.double(),
  0x02: (cursor) => cursor.text(),
  0x03: (cursor) => Object.fromEntries(readElements(cursor)),
  0x04: (cursor) => readElements(cursor).map(([, value]) => value),
  0x05: readBinary,
  0x06: () => undefined,
  0x07: (cursor) => new ObjectId(hexOf(cursor.raw(12))),
  0x08: (cursor) => cursor.byte() !== 0,
  0x09: (cursor) => new Date(Number(cursor.int64())),
  0x0a: () => null,
  0x0b: (cursor) => new Regex(cursor.name(), cursor.name()),
  0x0d: (cursor) => cursor.text(),
  0x10: (cursor) => cursor.int32(),
  0x11: readTimestamp,
  0x12: (cursor) => cursor.int64(),
  0x13: (cursor) => new Decimal128(cursor.raw(16)),
  0x7f: () => new EndKey('max'),
  0xff: () => new EndKey('min'),
};

function readElements(cursor: Cursor): [string, BsonValue][] {
  const begin = cursor.offset;
  const end = begin + cursor.int32();
  const elements: [string, BsonValue][] = [];
  for (let type = cursor.byte(); type !== 0; type = cursor.byte()) {
    const name = cursor.name();
    const read = READERS[type];
    if (read === undefined) throw new BsonError(`'${name}' has the unknown type ${type}`);
    elements.push([name, read(cursor)]);
  }
  if (cursor.offset !== end) throw new BsonError('a document has another length than it says');
  return elements;
}

/** The document at the beginning of `bytes`. @throws BsonError */
export function decodeBson(bytes: Uint8Array): BsonDocument {
  return Object.fromEntries(readElements(new Cursor(bytes)));
}

/** All documents, one behind the other; what is cut off at the end is left out. @throws BsonError */
export function decodeSequence(bytes: Uint8Array): BsonDocument[] {
  const documents: BsonDocument[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset + 4 <= bytes.length;) {
    const length = view.getInt32(offset, true);
    if (length < 5) throw new BsonError('a document is too short');
    if (offset + length > bytes.length) break;
    documents.push(decodeBson(bytes.subarray(offset, offset + length)));
    offset += length;
  }
  return documents;
}
