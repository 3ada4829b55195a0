/** Writes DER, as far as certificates need it. Source: ITU-T X.690. */

/** Tags. */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

function lengthOf(body: Buffer): number[] {
  if (body.length < 0x80) return [body.length];
  return body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
}

/** A value with its tag and length; bodies stay below 64 KiB. */
export function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body)]), body]);
}

/** Base-128 digits of one number of an object identifier, the highest first. */
function digitsOf(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

/** Writers of the types. */
export const der = {
  sequence: (...parts: readonly Buffer[]): Buffer => tagged(TAG.sequence, ...parts),
  set: (...parts: readonly Buffer[]): Buffer => tagged(TAG.set, ...parts),
  isTrue: (): Buffer => tagged(TAG.boolean, Buffer.from([0xff])),
  /** A whole number of any size, from its bytes without sign. */
  integer: (bytes: Buffer): Buffer =>
    tagged(TAG.integer, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes),
  octets: (...parts: readonly Buffer[]): Buffer => tagged(TAG.octetString, ...parts),
  /** Bits; `unused` of the last byte do not count. */
  bits: (body: Buffer, unused = 0): Buffer => tagged(TAG.bitString, Buffer.from([unused]), body),
  text: (value: string): Buffer => tagged(TAG.utf8String, Buffer.from(value)),
  /** An object identifier in dots. */
  identifier: (dotted: string): Buffer => {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    return tagged(TAG.objectIdentifier, Buffer.from([first * 40 + second, ...rest.flatMap(digitsOf)]));
  },
  /** A time to the second: two digits of the year up to 2049, four later. */
  time: (date: Date): Buffer => {
    const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
    return date.getUTCFullYear() < 2050
      ? tagged(TAG.utcTime, Buffer.from(digits.slice(2)))
      : tagged(TAG.generalizedTime, Buffer.from(digits));
  },
} as const;
