import { CelError, CelObject, type CelLibrary, type CelValue } from './value';

/** Bytes. */
export class CelBytes extends CelObject {
  readonly type = 'bytes';

  constructor(readonly bytes: Uint8Array) {
    super();
  }

  /** Bytes compare as texts whose letters they are. */
  get order(): string {
    return this.toString();
  }

  override toString(): string {
    return Array.from(this.bytes, (byte) => String.fromCharCode(byte)).join('');
  }
}

/** One byte after the other, in base64; undefined for what is no base64. */
export function parseBytes(base64: string): CelBytes | undefined {
  try {
    return new CelBytes(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** `a + b` of bytes; undefined for anything else. */
export function joinedBytes(operator: string, a: CelValue, b: CelValue): CelValue | undefined {
  if (operator !== '+' || !(a instanceof CelBytes) || !(b instanceof CelBytes)) return undefined;
  return new CelBytes(Uint8Array.from([...a.bytes, ...b.bytes]));
}

function textOf({ bytes }: CelBytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
}

/** Bytes and texts. Source: cel-spec, doc/langdef.md, String and Bytes Values. */
export const BYTES: CelLibrary = {
  bytes: (value) => {
    if (value instanceof CelBytes) return value;
    return typeof value === 'string' ? new CelBytes(new TextEncoder().encode(value)) : undefined;
  },
  string: (value) => (value instanceof CelBytes ? textOf(value) : undefined),
  size: (value) => (value instanceof CelBytes ? value.bytes.length : undefined),
};
