import { decodeText, encodeText } from '../../../process';
import { ProtocolViolation } from '../protocol/fields';
import { TYPE_NUMBERS, type TypeName } from '../sql/sql-session';

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A number of a type that is sent in binary; undefined for other types, whose binary form is their text. */
function readNumber(bytes: Uint8Array, type: number): string | undefined {
  const view = viewOf(bytes);
  if (type === TYPE_NUMBERS.boolean) return bytes[0] === 1 ? 't' : 'f';
  if (type === TYPE_NUMBERS.bigint) return view.getBigInt64(0).toString();
  if (type === TYPE_NUMBERS.integer) return String(view.getInt32(0));
  return type === TYPE_NUMBERS['double precision'] ? String(view.getFloat64(0)) : undefined;
}

/** The text of a value that a client has sent. `isBinary`: in the binary form of the type with that number. */
export function readParameter(bytes: Uint8Array | null, isBinary: boolean, type: number): string | null {
  if (bytes === null) return null;
  try {
    return (isBinary ? readNumber(bytes, type) : undefined) ?? decodeText(bytes);
  } catch {
    throw new ProtocolViolation('incorrect binary data format in bind parameter');
  }
}

function binaryOf(text: string, type: TypeName): Uint8Array {
  const view = new DataView(new ArrayBuffer(type === 'integer' ? 4 : 8));
  if (type === 'boolean') return Uint8Array.of(text === 't' ? 1 : 0);
  if (type === 'integer') view.setInt32(0, Number(text));
  else if (type === 'bigint') view.setBigInt64(0, BigInt(text));
  else if (type === 'double precision') view.setFloat64(0, Number(text));
  else return encodeText(text);
  return new Uint8Array(view.buffer);
}

/** A value as it is sent. */
export const writeValue = (text: string | null, isBinary: boolean, type: TypeName): Uint8Array | null =>
  text === null ? null : isBinary ? binaryOf(text, type) : encodeText(text);

/** Bytes of a type; -1 for those of any length. */
export function sizeOfType(type: TypeName): number {
  if (type === 'boolean') return 1;
  if (type === 'integer') return 4;
  return type === 'bigint' || type === 'double precision' || type === 'timestamp' ? 8 : -1;
}
