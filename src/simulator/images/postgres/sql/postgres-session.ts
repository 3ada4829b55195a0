import { remembering, type SeededRandom } from '../../../engine';
import {
  type Catalog,
  type Context,
  type Dialect,
  execute,
  parseStatement,
  rollback,
  Session,
  SqlError,
  type SqlValue,
  type Statement,
  TokenReader,
} from '../../sql';
import type { ServerReport } from '../protocol/error-fields';
import type { PostgresVersion } from '../postgres-version';
import { POSTGRES_RULES } from './dialect';
import { refusalOf } from './refusals';
import { insertReturning, returningShape } from './returning';
import { type SqlSession, StatementError, type StatementResult, type StatementShape } from './sql-session';
import { folded, parameterCount, splitStatements } from './statement-text';
import { resultOf } from './results';
import { runUtility, type ServerControl } from './utility-statements';

/** What the sessions of a server share. */
export interface SessionParts {
  readonly version: PostgresVersion;
  readonly catalog: Catalog;
  readonly dialect: Dialect;
  readonly control: ServerControl;
  readonly random: SeededRandom;
  readonly nowMs: () => number;
}

/** What gives up a part of a transaction, from a savepoint on. */
const RETURNS = /^rollback\s+(?:(?:work|transaction)\s+)?to\b/;
/** Statements that end a transaction, whatever happened in it. */
const isEnd = (low: string): boolean => /^(?:commit|end|rollback|abort)\b/.test(low) && !RETURNS.test(low);

const endWord = (word: string): string => (word === 'end' ? 'commit' : 'rollback');

/** The statement that a text is; applications send few of them, again and again. Throws SqlError. */
const statementOf = remembering((low): Statement =>
  parseStatement(new TokenReader(low.replace(/^(?:end|abort)\b/, endWord), POSTGRES_RULES)),
);

const tableOf = (statement: Statement): string | undefined => ('table' in statement ? statement.table.name : undefined);

/** SQL of one client of a server of PostgreSQL. Not modelled: isolation, declarations of tables in a transaction that is undone. */
export class PostgresSession implements SqlSession {
  private readonly session: Session;
  private hasFailed = false;

  constructor(
    private readonly parts: SessionParts,
    database: string,
    user: string,
    pid: number,
  ) {
    this.session = new Session(pid, user);
    this.session.database = database;
  }

  get status(): 'I' | 'T' | 'E' {
    return this.hasFailed ? 'E' : this.session.transaction === undefined ? 'I' : 'T';
  }

  split(text: string): readonly string[] {
    return splitStatements(text);
  }

  run(text: string, parameters: readonly (string | null)[] = []): StatementResult {
    const low = folded(text);
    this.refuseWhenFailed(low);
    try {
      return runUtility(low, this.parts.control) ?? this.runOnTables(low, text, parameters);
    } catch (error) {
      if (this.session.transaction !== undefined) this.hasFailed = true;
      throw error;
    }
  }

  describe(text: string): StatementShape {
    const parameters = parameterCount(text);
    const low = folded(text);
    this.refuseWhenFailed(low);
    if (low.startsWith('show')) return { parameters, columns: [{ name: low.slice(5), type: 'text' }] };
    if (/^insert\b/.test(low)) return { parameters, ...this.shapeOfInsert(low, text) };
    if (!low.startsWith('select')) return { parameters };
    // A query without values finds the same columns, and changes nothing.
    const nulls = Array.from({ length: parameters }, () => null);
    const { columns } = this.runOnTables(low, text, nulls);
    return columns === undefined ? { parameters } : { parameters, columns };
  }

  close(): void {
    rollback({ session: this.session });
  }

  /** Columns that an insert returns; nothing of it happens. */
  private shapeOfInsert(low: string, text: string): Pick<StatementShape, 'columns'> {
    return this.refusing(low, text, (statement) => {
      if (statement.type !== 'insert' || statement.returning === undefined) return {};
      const { columns } = resultOf(statement, returningShape(statement, this.context([])), low, false);
      return columns === undefined ? {} : { columns };
    });
  }

  private runOnTables(low: string, text: string, parameters: readonly (string | null)[]): StatementResult {
    return this.refusing(low, text, (statement) => {
      const notices = this.noticesOf(statement);
      const isInTransaction = this.session.transaction !== undefined;
      const wasFailed = this.hasFailed;
      if (wasFailed && isEnd(low)) rollback({ session: this.session });
      if (/^(?:savepoint|rollbackTo|release)$/.test(statement.type)) this.refuseOutside(low);
      const context = this.context(parameters);
      const returns = statement.type === 'insert' && statement.returning !== undefined;
      const outcome = returns ? insertReturning(statement, context) : execute(statement, context);
      if (isEnd(low) || RETURNS.test(low)) this.hasFailed = false;
      else if (isInTransaction && this.session.transaction === undefined) {
        // The core ends a transaction where tables are declared; here it goes on.
        execute({ type: 'begin' }, this.context([]));
      }
      const result = resultOf(statement, outcome, low, wasFailed);
      return notices.length === 0 ? result : { ...result, notices };
    });
  }

  /** Does `work` with a statement; what the core refuses is refused in the words of PostgreSQL. */
  private refusing<T>(low: string, text: string, work: (statement: Statement) => T): T {
    const { catalog, version } = this.parts;
    const database = this.session.database ?? '';
    let table: string | undefined;
    try {
      const statement = statementOf(low);
      table = tableOf(statement);
      return work(statement);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw refusalOf(error, { text, catalog, database, version, ...(table === undefined ? {} : { table }) });
    }
  }

  /** After a mistake a transaction takes nothing but its end. */
  private refuseWhenFailed(low: string): void {
    if (!this.hasFailed || isEnd(low) || RETURNS.test(low)) return;
    throw new StatementError(
      '25P02',
      'current transaction is aborted, commands ignored until end of transaction block',
    );
  }

  /** Savepoints are of transactions that were begun. Source: PostgreSQL 16, xact.c `RequireTransactionBlock`. */
  private refuseOutside(low: string): void {
    if (this.session.transaction !== undefined) return;
    const what = /^release/.test(low) ? 'RELEASE SAVEPOINT' : RETURNS.test(low) ? 'ROLLBACK TO SAVEPOINT' : 'SAVEPOINT';
    throw new StatementError('25P01', `${what} can only be used in transaction blocks`);
  }

  private context(parameters: readonly SqlValue[]): Context {
    const { catalog, dialect, random, nowMs } = this.parts;
    return { catalog, session: this.session, dialect, nowMs: nowMs(), random, parameters };
  }

  /** What is said of what is there already, or not, where a statement does not mind. */
  private noticesOf(statement: Statement): readonly ServerReport[] {
    const has = (name: string): boolean => this.parts.catalog.find(this.session.database ?? '', name) !== undefined;
    const notice = (code: string, message: string): ServerReport => ({ severity: 'NOTICE', code, message });
    if (statement.type === 'createTable' && statement.isLenient && has(statement.table.name)) {
      return [notice('42P07', `relation "${statement.table.name}" already exists, skipping`)];
    }
    if (statement.type !== 'dropTable' || !statement.isLenient) return [];
    const missing = statement.tables.filter(({ name }) => !has(name));
    return missing.map(({ name }) => notice('00000', `table "${name}" does not exist, skipping`));
  }
}
