import { decodeText, encodeText } from '../../../process';
import { hexOf } from '../../digests';
import { ProtocolViolation } from '../protocol/fields';
import { StatementError, TYPE_NUMBERS, type TypeName } from '../sql/sql-session';
import { readDate, readMoment, readTime, writeDate, writeMoment, writeTime } from './moment-form';
import { readNumeric, writeNumeric } from './numeric-form';

/** How values of a type are written in binary. */
interface BinaryForm {
  /** Bytes of every value; -1 for values of any length. */
  readonly size: number;
  readonly read: (view: DataView) => string;
  readonly write: (text: string) => Uint8Array;
}

function written(size: number, write: (view: DataView) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  write(view);
  return new Uint8Array(view.buffer);
}

const bytesOf = (view: DataView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, index) => parseInt(hex.slice(index * 2, index * 2 + 2), 16));

/** Types whose binary form is not their text. Source: PostgreSQL 16, the functions `..._send` and `..._recv` of adt. */
const FORMS: Partial<Record<TypeName, BinaryForm>> = {
  boolean: {
    size: 1,
    read: (view) => (view.getUint8(0) === 1 ? 't' : 'f'),
    write: (text) => Uint8Array.of(text === 't' ? 1 : 0),
  },
  smallint: {
    size: 2,
    read: (view) => String(view.getInt16(0)),
    write: (text) => written(2, (view) => view.setInt16(0, Number(text))),
  },
  integer: {
    size: 4,
    read: (view) => String(view.getInt32(0)),
    write: (text) => written(4, (view) => view.setInt32(0, Number(text))),
  },
  bigint: {
    size: 8,
    read: (view) => view.getBigInt64(0).toString(),
    write: (text) => written(8, (view) => view.setBigInt64(0, BigInt(text))),
  },
  real: {
    size: 4,
    // A short one has the digits that it was written with, and no more.
    read: (view) => String(Number(view.getFloat32(0).toPrecision(7))),
    write: (text) => written(4, (view) => view.setFloat32(0, Number(text))),
  },
  'double precision': {
    size: 8,
    read: (view) => String(view.getFloat64(0)),
    write: (text) => written(8, (view) => view.setFloat64(0, Number(text))),
  },
  bytea: {
    size: -1,
    read: (view) => `\\x${hexOf(bytesOf(view))}`,
    write: (text) => (text.startsWith('\\x') ? bytesOfHex(text.slice(2)) : encodeText(text)),
  },
  date: { size: 4, read: readDate, write: writeDate },
  time: { size: 8, read: readTime, write: writeTime },
  timestamp: { size: 8, read: readMoment, write: writeMoment },
  'timestamp with time zone': { size: 8, read: (view) => `${readMoment(view)}+00`, write: writeMoment },
  numeric: { size: -1, read: readNumeric, write: writeNumeric },
  uuid: {
    size: 16,
    read: (view) => hexOf(bytesOf(view)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    write: (text) => bytesOfHex(text.replaceAll('-', '')),
  },
};

const NAMES: ReadonlyMap<number, TypeName> = new Map(
  Object.entries(TYPE_NUMBERS).map(([name, number]) => [number, name as TypeName]),
);

/**
 * The text of a value that a client has sent. `isBinary`: in the binary form of the type with that number; a type that is
 * not known has that of a text. @throws ProtocolViolation, StatementError
 */
export function readParameter(bytes: Uint8Array | null, isBinary: boolean, type: number): string | null {
  if (bytes === null) return null;
  const form = isBinary ? FORMS[NAMES.get(type) ?? 'text'] : undefined;
  if (form !== undefined) {
    try {
      return form.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    } catch {
      throw new ProtocolViolation('incorrect binary data format in bind parameter');
    }
  }
  if (bytes.includes(0)) throw new StatementError('22021', 'invalid byte sequence for encoding "UTF8": 0x00');
  return decodeText(bytes);
}

/** A value as it is sent. */
export const writeValue = (text: string | null, isBinary: boolean, type: TypeName): Uint8Array | null =>
  text === null ? null : ((isBinary ? FORMS[type]?.write(text) : undefined) ?? encodeText(text));

/** Bytes of a type; -1 for those of any length. */
export const sizeOfType = (type: TypeName): number => FORMS[type]?.size ?? -1;
