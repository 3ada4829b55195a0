import type { ServerReport } from '../protocol/error-fields';

/** Numbers of types in messages. Source: PostgreSQL, src/include/catalog/pg_type.dat. */
export const TYPE_NUMBERS = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  json: 114,
  real: 700,
  'double precision': 701,
  unknown: 705,
  character: 1042,
  'character varying': 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  'timestamp with time zone': 1184,
  numeric: 1700,
  uuid: 2950,
} as const;

/** A type as SQL names it. */
export type TypeName = keyof typeof TYPE_NUMBERS;

/** A column of an answer. */
export interface ResultColumn {
  readonly name: string;
  readonly type: TypeName;
}

/** What a statement came to. */
export interface StatementResult {
  /** What was done, and how often: `INSERT 0 1`. */
  readonly tag: string;
  /** @default - it answers no rows */
  readonly columns?: readonly ResultColumn[];
  /** Values in their text form. @default - none */
  readonly rows?: readonly (readonly (string | null)[])[];
  /** What else there is to say. @default - nothing */
  readonly notices?: readonly ServerReport[];
}

/** What is refused, with its SQLSTATE. */
export class StatementError extends Error {
  readonly report: ServerReport;

  constructor(code: string, message: string, more: Pick<ServerReport, 'detail' | 'hint' | 'position'> = {}) {
    super(message);
    this.name = 'StatementError';
    this.report = { severity: 'ERROR', code, message, ...more };
  }
}

/** What a statement needs and answers, before it is run. */
export interface StatementShape {
  readonly parameters: number;
  /** @default - it answers no rows */
  readonly columns?: readonly ResultColumn[];
}

/** SQL of one client, in one database. */
export interface SqlSession {
  /** Idle, in a transaction, or in one that has failed. */
  readonly status: 'I' | 'T' | 'E';
  /** Statements of a text, in their order. @throws StatementError */
  split(text: string): readonly string[];
  /** Runs one statement; `parameters` stand for `$1`, `$2`. @throws StatementError */
  run(statement: string, parameters?: readonly (string | null)[]): StatementResult;
  /** What a statement needs and answers. @throws StatementError */
  describe(statement: string): StatementShape;
  /** Gives up what is not committed. */
  close(): void;
}
