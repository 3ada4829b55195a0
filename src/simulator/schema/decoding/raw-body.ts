import type { DuplicateKeys } from './scan-json';

/** How a body is written. */
export type BodyFormat = 'json' | 'yaml' | 'protobuf';

/** A body before it is known what it is. */
export interface RawBody {
  readonly format: BodyFormat;
  /** What it says, as JSON; of protobuf, what the envelope says. */
  readonly value: unknown;
  /** Why it cannot be read at all, in the words of the decoder of its format. */
  readonly syntaxError?: string;
  /** Keys that JSON gives twice. */
  readonly duplicates: DuplicateKeys;
  /** What the strict reader of YAML says about keys given twice. */
  readonly strictError?: string;
  /** The message inside of a protobuf envelope, which only its type can read. */
  readonly message?: Uint8Array;
}

/** No keys twice. */
export const NO_DUPLICATES: DuplicateKeys = new Map<string, readonly string[]>();
