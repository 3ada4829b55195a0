import { encodeText } from '../../../process';
import {
  Binary,
  type BsonDocument,
  type BsonValue,
  Decimal128,
  EndKey,
  isDocument,
  ObjectId,
  Regex,
  Timestamp,
} from './values';

/** Bytes that grow. */
class Bytes {
  private bytes = new Uint8Array(256);
  private view = new DataView(this.bytes.buffer);
  length = 0;

  /** Makes room for `count` more, and says where they begin. */
  private room(count: number): number {
    const begin = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return begin;
  }

  byte(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  int32(value: number, at = this.room(4)): void {
    this.view.setInt32(at, value, true);
  }

  int64(value: bigint): void {
    const at = this.room(8);
    this.view.setBigInt64(at, value, true);
  }

  double(value: number): void {
    const at = this.room(8);
    this.view.setFloat64(at, value, true);
  }

  raw(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Text with a zero behind it. */
  name(text: string): void {
    this.raw(encodeText(text));
    this.byte(0);
  }

  taken(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);

function writeText(out: Bytes, text: string): void {
  const bytes = encodeText(text);
  out.int32(bytes.length + 1);
  out.raw(bytes);
  out.byte(0);
}

const hexBytes = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, index) => parseInt(hex.slice(index * 2, index * 2 + 2), 16));

function writeElement(out: Bytes, name: string, value: BsonValue): void {
  const begin = (type: number): void => {
    out.byte(type);
    out.name(name);
  };
  if (value === undefined) return;
  if (value === null) begin(0x0a);
  else if (typeof value === 'string') {
    begin(0x02);
    writeText(out, value);
  } else if (typeof value === 'boolean') {
    begin(0x08);
    out.byte(value ? 1 : 0);
  } else if (typeof value === 'bigint') {
    begin(0x12);
    out.int64(value);
  } else if (typeof value === 'number') {
    begin(isInt32(value) ? 0x10 : 0x01);
    if (isInt32(value)) out.int32(value);
    else out.double(value);
  } else if (Array.isArray(value)) {
    begin(0x04);
    writeDocument(out, Object.entries(value as readonly BsonValue[]));
  } else if (isDocument(value)) {
    begin(0x03);
    writeDocument(out, Object.entries(value));
  } else writeSpecial(out, begin, value);
}

function writeSpecial(out: Bytes, begin: (type: number) => void, value: BsonValue): void {
  if (value instanceof Date) {
    begin(0x09);
    out.int64(BigInt(value.getTime()));
  } else if (value instanceof ObjectId) {
    begin(0x07);
    out.raw(hexBytes(value.hex));
  } else if (value instanceof Timestamp) {
    begin(0x11);
    out.int64((BigInt(value.seconds) << 32n) | BigInt(value.increment));
  } else if (value instanceof Binary) {
    begin(0x05);
    out.int32(value.bytes.length);
    out.byte(value.subtype);
    out.raw(value.bytes);
  } else if (value instanceof Regex) {
    begin(0x0b);
    out.name(value.pattern);
    out.name(value.flags);
  } else if (value instanceof Decimal128) {
    begin(0x13);
    out.raw(value.bytes);
  } else if (value instanceof EndKey) begin(value.side === 'min' ? 0xff : 0x7f);
}

function writeDocument(out: Bytes, elements: Iterable<readonly [string, BsonValue]>): void {
  const begin = out.length;
  out.int32(0);
  for (const [name, value] of elements) writeElement(out, name, value);
  out.byte(0);
  out.int32(out.length - begin, begin);
}

/** Bytes of a document. Members that are undefined are left out. Source: bsonspec.org, version 1.1. */
export function encodeBson(document: BsonDocument): Uint8Array {
  const out = new Bytes();
  writeDocument(out, Object.entries(document));
  return out.taken();
}
