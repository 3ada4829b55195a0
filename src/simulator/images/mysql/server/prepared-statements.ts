import type { Outcome, SqlValue } from '../../sql';
import type { MysqlProblem } from '../protocol/answers';
import { readParameter } from '../protocol/binary-values';
import { decodeText, joinBytes } from '../../../process';
import { PayloadReader } from '../protocol/payload-reader';
import { MysqlRefusal, type StatementRunner } from './run-statement';
import { type MysqlStatement, parsePrepared } from './statements';

/** Statements of one client at most. Source: MySQL 8.0, default of `max_prepared_stmt_count`. */
const STATEMENTS_MAX = 16_382;

/** A statement that is run again and again, with other values. */
interface Prepared {
  readonly statement: MysqlStatement;
  readonly parameters: number;
  /** Types of the values, as they were told last: one or two bytes each. */
  types: readonly (readonly [type: number, flags: number])[];
  /** Values that came in pieces before the others, by their place. */
  readonly long: Map<number, Uint8Array[]>;
}

/** What a client is told of a statement that it has prepared. */
export interface PreparedFacts {
  readonly id: number;
  readonly parameters: number;
  /** The rows it would have, without any; undefined for a statement without rows. */
  readonly rows: Extract<Outcome, { type: 'rows' }> | undefined;
}

const refusal = (number: number, state: string, message: string): MysqlRefusal => {
  const problem: MysqlProblem = { number, state, message };
  return new MysqlRefusal(problem);
};

/**
 * The prepared statements of one client.
 *
 * Source: MySQL 8.0, sql/sql_prepare.cc, and the pages "Prepared Statements" of its client/server protocol. Not modelled:
 * cursors (all rows come at once), and refusing at once what a statement without rows would be refused for.
 */
export class PreparedStatements {
  private readonly statements = new Map<number, Prepared>();
  private lastId = 0;

  constructor(private readonly runner: StatementRunner) {}

  /** Throws SqlError, MysqlRefusal. */
  prepare(text: string): PreparedFacts {
    if (this.statements.size >= STATEMENTS_MAX) {
      const current = `(current value: ${STATEMENTS_MAX})`;
      throw refusal(1461, '42000', `Can't create more than max_prepared_stmt_count statements ${current}`);
    }
    const { statement, parameters } = parsePrepared(text);
    if (statement.type === 'use') {
      throw refusal(1295, 'HY000', 'This command is not supported in the prepared statement protocol yet');
    }
    const rows = this.runner.describe(statement);
    this.lastId += 1;
    this.statements.set(this.lastId, { statement, parameters, types: [], long: new Map() });
    return { id: this.lastId, parameters, rows };
  }

  /** Runs one with the values that `payload` holds behind the command. Throws SqlError, MysqlRefusal. */
  execute(payload: Uint8Array): Outcome {
    const reader = new PayloadReader(payload);
    reader.number(1);
    const prepared = this.find(reader.number(4), 'mysqld_stmt_execute');
    reader.number(5); // Flags of a cursor, and how often: once.
    const values = readValues(reader, prepared);
    prepared.long.clear();
    return this.runner.run(prepared.statement, values);
  }

  /** Takes a piece of a long value; nobody is told of a mistake. */
  takeLong(payload: Uint8Array): void {
    const reader = new PayloadReader(payload);
    reader.number(1);
    const prepared = this.statements.get(reader.number(4));
    const place = reader.number(2);
    const pieces = prepared?.long.get(place) ?? [];
    prepared?.long.set(place, [...pieces, payload.slice(7)]);
  }

  /** Forgets what came in pieces. Throws MysqlRefusal. */
  reset(id: number): void {
    this.find(id, 'mysqld_stmt_reset').long.clear();
  }

  close(id: number): void {
    this.statements.delete(id);
  }

  /** Forgets all. */
  clear(): void {
    this.statements.clear();
  }

  private find(id: number, asked: string): Prepared {
    const found = this.statements.get(id);
    if (found !== undefined) return found;
    throw refusal(1243, 'HY000', `Unknown prepared statement handler (${id}) given to ${asked}`);
  }
}

function readValues(reader: PayloadReader, prepared: Prepared): readonly SqlValue[] {
  const { parameters, long } = prepared;
  if (parameters === 0) return [];
  const nulls = reader.bytes(Math.ceil(parameters / 8));
  const places = Array.from({ length: parameters }, (_, place) => place);
  if (reader.number(1) === 1) prepared.types = places.map(() => [reader.number(1), reader.number(1)]);
  if (reader.isPastEnd || prepared.types.length < parameters) {
    throw refusal(1210, 'HY000', 'Incorrect arguments to mysqld_stmt_execute');
  }
  return places.map((place) => {
    const pieces = long.get(place);
    if (pieces !== undefined) return decodeText(joinBytes(pieces));
    const isNull = ((nulls[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
    const [type, flags] = prepared.types[place] ?? [0, 0];
    return isNull ? null : readParameter(reader, type, flags);
  });
}
