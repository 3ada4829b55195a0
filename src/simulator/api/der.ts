/** One value of a DER text: its tag and where its contents lie. */
export interface DerValue {
  readonly tag: number;
  readonly contents: Uint8Array;
  /** The value with its tag and length. */
  readonly whole: Uint8Array;
}

/** Bytes that are no DER. */
export class DerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DerError';
  }
}

function lengthAt(bytes: Uint8Array, at: number): { readonly length: number; readonly begin: number } {
  const first = bytes[at];
  if (first === undefined) throw new DerError('asn1: syntax error: truncated tag or length');
  if (first < 0x80) return { length: first, begin: at + 1 };
  const digits = bytes.subarray(at + 1, at + 1 + (first & 0x7f));
  if (digits.length > 4 || digits.length === 0) throw new DerError('asn1: structure error: length too large');
  return { length: digits.reduce((length, digit) => length * 256 + digit, 0), begin: at + 1 + digits.length };
}

/** The values that follow each other in a DER text. Throws a DerError. Source: ITU-T X.690. */
export function derValues(bytes: Uint8Array): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const { length, begin } = lengthAt(bytes, at + 1);
    if (begin + length > bytes.length) throw new DerError('asn1: syntax error: data truncated');
    values.push({
      tag: bytes[at] as number,
      contents: bytes.subarray(begin, begin + length),
      whole: bytes.subarray(at, begin + length),
    });
    at = begin + length;
  }
  return values;
}

/** The same of the only value in a text that must have this tag. */
export function derParts(bytes: Uint8Array, tag: number): DerValue[] {
  const [value, ...rest] = derValues(bytes);
  if (value?.tag !== tag || rest.length > 0) throw new DerError("asn1: structure error: tags don't match");
  return derValues(value.contents);
}
