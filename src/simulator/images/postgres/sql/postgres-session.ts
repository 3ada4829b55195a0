import type { SeededRandom } from '../../../engine';
import {
  type Catalog,
  type Context,
  type Dialect,
  execute,
  type Outcome,
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
import { refusalOf } from './refusals';
import {
  type ResultColumn,
  type SqlSession,
  StatementError,
  type StatementResult,
  type StatementShape,
} from './sql-session';
import { folded, parameterCount, splitStatements } from './statement-text';
import { expressionType, sentText, sentType, valueType } from './types';
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

/** Statements that end a transaction, whatever happened in it. */
const ENDS = /^(?:commit|end|rollback|abort)\b/;

const tableOf = (statement: Statement): string | undefined => ('table' in statement ? statement.table.name : undefined);

/** Name that a column gets which has none. Source: PostgreSQL 16, parse_target.c `FigureColname`. */
function columnName(item: {
  readonly value: { readonly type: string; readonly name?: string };
  readonly name: string;
}): string {
  const { value, name } = item;
  if (value.type === 'countRows' && name.startsWith('count')) return /^\w+$/.test(name) ? name : 'count';
  if (/^[A-Za-z_]\w*$/.test(name) || name.includes(' ')) return /[()]/.test(name) ? 'case' : name;
  return value.type === 'call' ? (value.name ?? '?column?') : '?column?';
}

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
    if (this.hasFailed && !ENDS.test(low)) {
      throw new StatementError(
        '25P02',
        'current transaction is aborted, commands ignored until end of transaction block',
      );
    }
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
    if (low.startsWith('show')) return { parameters, columns: [{ name: low.slice(5), type: 'text' }] };
    if (!low.startsWith('select')) return { parameters };
    // A query without values finds the same columns, and changes nothing.
    const nulls = Array.from({ length: parameters }, () => null);
    const { columns } = this.runOnTables(low, text, nulls);
    return columns === undefined ? { parameters } : { parameters, columns };
  }

  close(): void {
    rollback({ session: this.session });
  }

  private runOnTables(low: string, text: string, parameters: readonly (string | null)[]): StatementResult {
    const { catalog, version } = this.parts;
    const database = this.session.database ?? '';
    let table: string | undefined;
    try {
      const statement = parseStatement(
        new TokenReader(low.replace(/^(?:end|abort)\b/, this.endWord), this.parts.dialect.rules),
      );
      table = tableOf(statement);
      const notices = this.noticesOf(statement);
      const isInTransaction = this.session.transaction !== undefined;
      const wasFailed = this.hasFailed;
      if (wasFailed) rollback({ session: this.session });
      const outcome = execute(statement, this.context(parameters));
      if (ENDS.test(low)) this.hasFailed = false;
      else if (isInTransaction && this.session.transaction === undefined) {
        // The core ends a transaction where tables are declared; here it goes on.
        execute({ type: 'begin' }, this.context([]));
      }
      const result = this.resultOf(statement, outcome, low, wasFailed);
      return notices.length === 0 ? result : { ...result, notices };
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw refusalOf(error, { text, catalog, database, version, ...(table === undefined ? {} : { table }) });
    }
  }

  private readonly endWord = (word: string): string => (word === 'end' ? 'commit' : 'rollback');

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

  private resultOf(statement: Statement, outcome: Outcome, low: string, wasFailed: boolean): StatementResult {
    if (outcome.type === 'rows') {
      const items = statement.type === 'select' ? statement.items : [];
      const values = items.every(({ type }) => type === 'value') ? items : [];
      const columns = outcome.columns.map((column, index): ResultColumn => {
        const item = values[index];
        const value = item?.type === 'value' ? item.value : undefined;
        const stored = column.type === undefined ? undefined : sentType(column.type);
        const found = outcome.rows.map((row) => valueType(row[index] ?? null)).find((type) => type !== undefined);
        return {
          name: item?.type === 'value' ? columnName(item) : column.name,
          type: stored ?? (value && expressionType(value)) ?? found ?? 'text',
        };
      });
      const rows = outcome.rows.map((row) => row.map(sentText));
      return { tag: `SELECT ${rows.length}`, columns, rows };
    }
    switch (statement.type) {
      case 'insert':
        return { tag: `INSERT 0 ${outcome.affectedRows}` };
      case 'update':
        return { tag: `UPDATE ${outcome.matchedRows}` };
      case 'delete':
        return { tag: `DELETE ${outcome.affectedRows}` };
      case 'begin':
        return { tag: low.startsWith('start') ? 'START TRANSACTION' : 'BEGIN' };
      case 'commit':
        return { tag: wasFailed ? 'ROLLBACK' : 'COMMIT' };
      case 'rollback':
        return { tag: 'ROLLBACK' };
      case 'truncate':
        return { tag: 'TRUNCATE TABLE' };
      default:
        // `create unique index` is said to be CREATE INDEX.
        return {
          tag: low
            .replace(/\b(?:unique|temporary)\s+/g, '')
            .split(/\s+/)
            .slice(0, 2)
            .join(' ')
            .toUpperCase(),
        };
    }
  }
}
