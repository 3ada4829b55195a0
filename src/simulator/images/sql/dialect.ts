import type { SeededRandom } from '../../engine';
import type { Catalog } from './catalog';
import type { LexicalRules } from './lexer';
import type { Session } from './session';
import type { SqlValue } from './values';

/** What a statement finds while it runs. */
export interface Context {
  readonly catalog: Catalog;
  readonly session: Session;
  readonly dialect: Dialect;
  /** Virtual time when the statement began. */
  readonly nowMs: number;
  readonly random: SeededRandom;
  /** Values given beside the statement. */
  readonly parameters: readonly SqlValue[];
}

/** A function that statements call. Throws SqlError. */
export type SqlFunction = (args: readonly SqlValue[], context: Context) => SqlValue;

/** Names of columns, and rows of values in their order. */
export interface Listing {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/** In what one SQL differs from another. */
export interface Dialect {
  readonly rules: LexicalRules;
  /** What texts are compared by. */
  readonly collate: (text: string) => string;
  /** The value of a comparison. */
  readonly truth: (isTrue: boolean) => SqlValue;
  /** Whether `||` puts texts together; else it means OR. */
  readonly concatenates: boolean;
  /** Functions by their names in lower case, beside those that all have. */
  readonly functions: Readonly<Record<string, SqlFunction>>;
  /** Value of `@@name`. Throws SqlError. */
  readonly variable: (name: string, context: Context) => SqlValue;
  /** Tables that are made when somebody looks: `information_schema.tables`. */
  readonly virtualTable: (database: string, name: string, context: Context) => Listing | undefined;
  /** Value that an automatic column of an empty table begins with. */
  readonly firstAutomatic: number;
}
