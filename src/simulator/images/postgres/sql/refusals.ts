import type { SqlError } from '../../sql';
import { type Catalog } from '../../sql';
import type { PostgresVersion } from '../postgres-version';
import { StatementError } from './sql-session';
import { declaredType } from './types';

/** What a refusal is about. */
export interface RefusedStatement {
  readonly text: string;
  readonly catalog: Catalog;
  readonly database: string;
  /** Table that it changes. @default - none */
  readonly table?: string;
  readonly version: PostgresVersion;
}

type Problem = SqlError['problem'];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Where a name stands in a statement, from 1. */
function placeOf(name: string, text: string): { readonly position?: number } {
  const place = new RegExp(`(?<![\\w'])"?${escaped(name)}"?(?![\\w'])`, 'i').exec(text)?.index;
  return place === undefined ? {} : { position: place + 1 };
}

function syntaxRefusal(near: string, text: string): StatementError {
  // What is not understood is said as it was written, not as it was read.
  const rest = text.slice(text.length - near.length);
  const word = /^(?:'(?:[^']|'')*'?|"[^"]*"?|\w+|\S)/.exec(rest)?.[0];
  if (word === undefined)
    return new StatementError('42601', 'syntax error at end of input', { position: text.length + 1 });
  const position = text.length - near.length + 1;
  return new StatementError('42601', `syntax error at or near "${word}"`, { position });
}

/** Columns of a unique key, and what the server calls it. */
function keyOf(statement: RefusedStatement, table: string, key: string): { columns: string; constraint: string } {
  const indexes = statement.catalog.find(statement.database, table)?.definition.indexes ?? [];
  const columns = indexes.find(({ name }) => name === key)?.columns ?? [key];
  const constraint =
    key === 'PRIMARY' ? `${table}_pkey` : columns.includes(key) ? `${table}_${columns.join('_')}_key` : key;
  return { columns: columns.join(', '), constraint };
}

/** Declared type of a column of the table that a statement changes. */
function columnType({ catalog, database, table }: RefusedStatement, column: string): string {
  const columns = table === undefined ? [] : (catalog.find(database, table)?.definition.columns ?? []);
  const found = columns.find(({ name }) => name === column);
  return found === undefined ? 'integer' : declaredType(found.type);
}

function nullRefusal(column: string, { table, version }: RefusedStatement): StatementError {
  const relation = Number(version.major) >= 13 && table !== undefined ? ` of relation "${table}"` : '';
  return new StatementError('23502', `null value in column "${column}"${relation} violates not-null constraint`);
}

function columnRefusal(
  problem: Extract<Problem, { kind: 'unknownColumn' }>,
  statement: RefusedStatement,
): StatementError {
  const { column, clause } = problem;
  const { text, table } = statement;
  const isTarget = clause === 'field list' && table !== undefined && /^\s*(?:insert|update)/i.test(text);
  const relation = isTarget ? ` of relation "${table}"` : '';
  const name = column.includes('.') ? column : `"${column}"`;
  return new StatementError('42703', `column ${name}${relation} does not exist`, placeOf(column, text));
}

/** A refusal of the core in the words of PostgreSQL. Source: PostgreSQL 16, errcodes.txt and the messages of the parser. */
export function refusalOf({ problem }: SqlError, statement: RefusedStatement): StatementError {
  const { text, version } = statement;
  switch (problem.kind) {
    case 'syntax':
      return syntaxRefusal(problem.near, text);
    case 'tableMissing':
      return new StatementError('42P01', `relation "${problem.table}" does not exist`, placeOf(problem.table, text));
    case 'unknownTable':
      return new StatementError('42P01', `table "${problem.table}" does not exist`);
    case 'tableExists':
      return new StatementError('42P07', `relation "${problem.table}" already exists`);
    case 'databaseExists':
      return new StatementError('42P04', `database "${problem.database}" already exists`);
    case 'databaseMissing':
    case 'unknownDatabase':
      return new StatementError('3D000', `database "${problem.database}" does not exist`);
    case 'noDatabase':
      return new StatementError('3D000', 'no database is selected');
    case 'unknownColumn':
      return columnRefusal(problem, statement);
    case 'ambiguousColumn':
      return new StatementError(
        '42702',
        `column reference "${problem.column}" is ambiguous`,
        placeOf(problem.column, text),
      );
    case 'columnExists':
      return new StatementError('42701', `column "${problem.column}" specified more than once`);
    case 'cannotDrop':
      return new StatementError('42703', `column "${problem.name}" does not exist`);
    case 'keyColumnMissing':
      return new StatementError('42703', `column "${problem.column}" named in key does not exist`);
    case 'indexExists':
      return new StatementError('42P07', `relation "${problem.name}" already exists`);
    case 'duplicateEntry': {
      const { columns, constraint } = keyOf(statement, problem.table, problem.key);
      const detail = `Key (${columns})=(${problem.entry}) already exists.`;
      return new StatementError('23505', `duplicate key value violates unique constraint "${constraint}"`, { detail });
    }
    case 'multiplePrimaryKeys':
      return new StatementError('42P16', 'multiple primary keys for table are not allowed');
    case 'columnIsNull':
    case 'noDefault':
      return nullRefusal(problem.column, statement);
    case 'valueCount':
      return new StatementError('42601', 'INSERT has more expressions than target columns');
    case 'tooLong':
      return new StatementError('22001', `value too long for type ${columnType(statement, problem.column)}`);
    case 'outOfRange':
      return new StatementError('22003', `${columnType(statement, problem.column)} out of range`);
    case 'incorrectValue': {
      const kind = Number(version.major) >= 12 ? `type ${problem.wanted}` : problem.wanted;
      return new StatementError('22P02', `invalid input syntax for ${kind}: "${problem.value}"`);
    }
    case 'unknownFunction':
    case 'argumentCount':
      return new StatementError('42883', `function ${problem.name} does not exist`, {
        hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
      });
    case 'subqueryRows':
      return new StatementError('21000', 'more than one row returned by a subquery used as an expression');
    case 'columnCount':
      return new StatementError('42601', 'subquery has too many columns');
    case 'unknownVariable':
      return new StatementError('42704', `unrecognized configuration parameter "${problem.name}"`);
    case 'unknownSavepoint':
      return new StatementError(
        '3B001',
        Number(version.major) >= 11 ? `savepoint "${problem.name}" does not exist` : 'no such savepoint',
      );
    case 'notSupported':
      return new StatementError('0A000', `${problem.what} is not supported here`);
  }
}
