import { DecodeError } from './decode-error';

const TEXT = new TextDecoder();

/** One field of a message as it stands on the wire. */
export interface WireField {
  readonly number: number;
  /** 0: varint, 1: eight bytes, 2: length and bytes, 5: four bytes. */
  readonly wireType: number;
  /** A varint; for wire type 1, the bits of a double. */
  readonly integer: bigint;
  /** What wire type 2 holds; empty otherwise. */
  readonly bytes: Uint8Array;
}

const EMPTY = new Uint8Array(0);
const TOO_SHORT = 'unexpected EOF';

/** Reads the fields of a protobuf message one after the other. Throws a DecodeError in Go's words. */
export function* readMessage(bytes: Uint8Array): Generator<WireField, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let low = 0;
    // Numbers below 2^28, nearly all of them, need no big integers.
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= bytes.length) throw new DecodeError(TOO_SHORT);
      const byte = bytes[at++] as number;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt(low);
    }
    let result = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      if (at >= bytes.length) throw new DecodeError(TOO_SHORT);
      const byte = bytes[at++] as number;
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, result);
    }
    throw new DecodeError('proto: integer overflow');
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (number === 0) throw new DecodeError(`proto: illegal tag 0 (wire type ${wireType})`);
    if (wireType === 0) {
      yield { number, wireType, integer: varint(), bytes: EMPTY };
    } else if (wireType === 1 || wireType === 5) {
      const length = wireType === 1 ? 8 : 4;
      if (at + length > bytes.length) throw new DecodeError(TOO_SHORT);
      const integer = wireType === 1 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
      at += length;
      yield { number, wireType, integer, bytes: EMPTY };
    } else if (wireType === 2) {
      const length = Number(varint());
      if (at + length > bytes.length) throw new DecodeError(TOO_SHORT);
      const inner = bytes.subarray(at, at + length);
      at += length;
      yield { number, wireType, integer: 0n, bytes: inner };
    } else {
      throw new DecodeError(`proto: illegal wireType ${wireType}`);
    }
  }
}

/** The varints that a packed list holds. */
export function* readPacked(bytes: Uint8Array): Generator<bigint, void, undefined> {
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    yield BigInt.asUintN(64, value);
    [value, shift] = [0n, 0n];
  }
}

/** UTF-8 text. */
export const textOfBytes = (bytes: Uint8Array): string => TEXT.decode(bytes);

/** A varint as a signed number. */
export const signed = (integer: bigint): number => Number(BigInt.asIntN(64, integer));

/** The number that eight bytes stand for. */
export function double(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}
