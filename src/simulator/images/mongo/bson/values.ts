import type { SeededRandom } from '../../../engine';

/** The id that a document gets when nobody gives it one. */
export class ObjectId {
  constructor(
    /** 24 hexadecimal digits, in lower case. */
    readonly hex: string,
  ) {}

  /** One of this moment: seconds, then chance. */
  static from(nowMs: number, random: SeededRandom): ObjectId {
    const digits = (value: number, length: number): string => value.toString(16).padStart(length, '0');
    const chance = digits(random.next(), 8) + digits(random.next(), 8);
    return new ObjectId(digits(Math.floor(nowMs / 1000), 8) + chance);
  }
}

/** A place in the log of operations: seconds, and which one within them. */
export class Timestamp {
  constructor(
    readonly seconds: number,
    readonly increment: number,
  ) {}
}

/** Bytes, with what they mean: 4 is a UUID. */
export class Binary {
  constructor(
    readonly bytes: Uint8Array,
    readonly subtype = 0,
  ) {}
}

/** A regular expression. */
export class Regex {
  constructor(
    readonly pattern: string,
    readonly flags: string,
  ) {}
}

/** A decimal number, which nobody here reckons with: its 16 bytes. */
export class Decimal128 {
  constructor(readonly bytes: Uint8Array) {}
}

/** What is before, or after, every other value. */
export class EndKey {
  constructor(readonly side: 'min' | 'max') {}
}

/**
 * A value of a document. A number is written as a 32 bit integer where it is one, else as a double; a bigint is a 64 bit
 * integer.
 */
export type BsonValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Date
  | ObjectId
  | Timestamp
  | Binary
  | Regex
  | Decimal128
  | EndKey
  | readonly BsonValue[]
  | BsonDocument;

/** A document. Not modelled: that names which look like array indices keep their place among others. */
export interface BsonDocument {
  readonly [name: string]: BsonValue;
}

/** Whether a value is a document: neither an array nor one of the types above. */
export const isDocument = (value: BsonValue): value is BsonDocument =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null);

/** Number of a value; undefined for what is none. */
export const numberOf = (value: BsonValue): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined;
