import { type SqlValue, toText } from '../../sql';
import { FIELD_TYPE } from './constants';
import type { PayloadReader } from './payload-reader';
import type { PayloadWriter } from './payload-writer';

/** Bit of a parameter's type that says its number has no sign. */
const UNSIGNED = 0x80;

/** Bytes of numbers, by their type. */
const NUMBER_BYTES: Readonly<Record<number, number>> = {
  [FIELD_TYPE.tiny]: 1,
  [FIELD_TYPE.short]: 2,
  [FIELD_TYPE.year]: 2,
  [FIELD_TYPE.int24]: 4,
  [FIELD_TYPE.long]: 4,
  [FIELD_TYPE.longlong]: 8,
};

const two = (number: number): string => String(number).padStart(2, '0');

/** Parts of a second behind the point; a text of its own only when there are any. */
const fraction = (micros: number): string => (micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`);

/** A date, with a time when it is long enough. Source: MySQL 8.0, sql-common/client.cc `read_binary_datetime`. */
function readMoment(reader: PayloadReader): string {
  const length = reader.number(1);
  if (length === 0) return '0000-00-00 00:00:00';
  const date = `${String(reader.number(2)).padStart(4, '0')}-${two(reader.number(1))}-${two(reader.number(1))}`;
  if (length < 7) return date;
  const clock = `${two(reader.number(1))}:${two(reader.number(1))}:${two(reader.number(1))}`;
  return `${date} ${clock}${length < 11 ? '' : fraction(reader.number(4))}`;
}

/** A time of a day, or a span of days. Source: MySQL 8.0, sql-common/client.cc `read_binary_time`. */
function readClock(reader: PayloadReader): string {
  const length = reader.number(1);
  if (length === 0) return '00:00:00';
  const sign = reader.number(1) === 1 ? '-' : '';
  const hours = reader.number(4) * 24 + reader.number(1);
  const clock = `${sign}${two(hours)}:${two(reader.number(1))}:${two(reader.number(1))}`;
  return `${clock}${length < 12 ? '' : fraction(reader.number(4))}`;
}

/** A whole number; as text when no number here can hold it. */
function readInteger(reader: PayloadReader, size: number, isUnsigned: boolean): number | string {
  const bytes = [...reader.bytes(size)].reverse();
  const raw = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const value = isUnsigned ? raw : BigInt.asIntN(size * 8, raw);
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function readFraction(reader: PayloadReader, size: 4 | 8): number {
  const view = new DataView(new ArrayBuffer(8));
  reader.bytes(size).forEach((byte, index) => view.setUint8(index, byte));
  // A short one has the digits that it was written with, and no more.
  return size === 8 ? view.getFloat64(0, true) : Number(view.getFloat32(0, true).toPrecision(7));
}

/** Reads a parameter of a type, as two bytes tell it. Source: MySQL 8.0, sql/protocol_classic.cc `parse_packet`. */
export function readParameter(reader: PayloadReader, type: number, flags: number): SqlValue {
  const size = NUMBER_BYTES[type];
  if (size !== undefined) return readInteger(reader, size, (flags & UNSIGNED) !== 0);
  switch (type) {
    case FIELD_TYPE.null:
      return null;
    case FIELD_TYPE.float:
      return readFraction(reader, 4);
    case FIELD_TYPE.double:
      return readFraction(reader, 8);
    case FIELD_TYPE.date:
    case FIELD_TYPE.datetime:
    case FIELD_TYPE.timestamp:
      return readMoment(reader);
    case FIELD_TYPE.time:
      return readClock(reader);
    default:
      return reader.textWithLength();
  }
}

function writeMoment(writer: PayloadWriter, text: string): void {
  const [year = 0, month = 0, day = 0, ...clock] = text.split(/[-: .T]/).map(Number);
  writer
    .number(clock.length === 0 ? 4 : 7, 1)
    .number(year, 2)
    .number(month, 1)
    .number(day, 1);
  for (const part of clock.slice(0, 3)) writer.number(part, 1);
}

function writeClock(writer: PayloadWriter, text: string): void {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace('-', '').split(':').map(Number);
  writer
    .number(8, 1)
    .number(text.startsWith('-') ? 1 : 0, 1)
    .number(Math.floor(hours / 24), 4);
  for (const part of [hours % 24, minutes, seconds]) writer.number(part, 1);
}

function writeFraction(writer: PayloadWriter, value: number, size: 4 | 8): void {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  writer.bytes(new Uint8Array(view.buffer));
}

/** Writes a value of a row in the form of its column's type; `text` is the value as text. Source: as `readParameter`. */
export function writeCell(writer: PayloadWriter, type: number, value: Exclude<SqlValue, null>, text: string): void {
  const size = NUMBER_BYTES[type];
  if (size !== undefined) {
    writer.number(Number(value), size);
    return;
  }
  switch (type) {
    case FIELD_TYPE.float:
      return writeFraction(writer, Number(value), 4);
    case FIELD_TYPE.double:
      return writeFraction(writer, Number(value), 8);
    case FIELD_TYPE.date:
    case FIELD_TYPE.datetime:
    case FIELD_TYPE.timestamp:
      return writeMoment(writer, toText(value));
    case FIELD_TYPE.time:
      return writeClock(writer, toText(value));
    default:
      writer.textWithLength(text);
  }
}
