import type { Assignment, Expression, Statement } from './ast';
import { parseAlter, parseCreate, parseDrop } from './parse-definition';
import { parseExpression } from './parse-expression';
import { parseAlias, parseItems, parseLimit, parseOrder, parseSelect, parseTableName } from './parse-select';
import type { TokenReader } from './token-reader';

function parseAssignment(reader: TokenReader): Assignment {
  let column = reader.name();
  if (reader.accept('.')) column = reader.name(true);
  reader.expect('=');
  return { column, value: parseExpression(reader) };
}

const parseAssignments = (reader: TokenReader): readonly Assignment[] => reader.list(() => parseAssignment(reader));

function parseValue(reader: TokenReader): Expression | undefined {
  return reader.accept('DEFAULT') ? undefined : parseExpression(reader);
}

function parseRow(reader: TokenReader): readonly (Expression | undefined)[] {
  if (reader.accept('(', ')')) return [];
  return reader.listInParentheses(() => parseValue(reader));
}

type Insert = Extract<Statement, { type: 'insert' }>;

function parseInsertRows(reader: TokenReader): Pick<Insert, 'columns' | 'rows'> {
  if (reader.accept('SET')) {
    const assignments = parseAssignments(reader);
    return { columns: assignments.map(({ column }) => column), rows: [assignments.map(({ value }) => value)] };
  }
  const isEmpty = reader.accept('(', ')');
  const columns =
    !isEmpty && reader.isNext('(') ? reader.listInParentheses(() => reader.name(true)) : isEmpty ? [] : undefined;
  if (reader.isNext('SELECT')) return { ...(columns && { columns }), rows: parseSelect(reader) };
  if (reader.accept('DEFAULT', 'VALUES')) return { columns: [], rows: [[]] };
  if (reader.acceptOne('VALUES', 'VALUE') === undefined) throw reader.error();
  return { ...(columns && { columns }), rows: reader.list(() => parseRow(reader)) };
}

function parseOnDuplicate(reader: TokenReader): Insert['onDuplicate'] {
  if (reader.accept('ON', 'DUPLICATE', 'KEY', 'UPDATE')) return parseAssignments(reader);
  if (!reader.accept('ON', 'CONFLICT')) return 'refuse';
  if (reader.isNext('(')) reader.skipParentheses();
  reader.expect('DO');
  if (reader.accept('NOTHING')) return 'ignore';
  reader.expect('UPDATE', 'SET');
  return parseAssignments(reader);
}

function parseInsert(reader: TokenReader, isReplace: boolean): Statement {
  const isIgnoring = reader.accept('IGNORE');
  reader.accept('INTO');
  const table = parseTableName(reader);
  const rows = parseInsertRows(reader);
  const onDuplicate = parseOnDuplicate(reader);
  const returning = reader.accept('RETURNING') ? parseItems(reader) : undefined;
  return {
    type: 'insert',
    table,
    ...rows,
    onDuplicate: isReplace ? 'replace' : isIgnoring ? 'ignore' : onDuplicate,
    ...(returning && { returning }),
  };
}

function parseSelection(reader: TokenReader) {
  const where = reader.accept('WHERE') ? parseExpression(reader) : undefined;
  const orderBy = parseOrder(reader);
  const { limit } = parseLimit(reader);
  return { orderBy, ...(where && { where }), ...(limit && { limit }) };
}

function parseUpdate(reader: TokenReader): Statement {
  reader.accept('IGNORE');
  const table = parseTableName(reader);
  const alias = parseAlias(reader) ?? table.name;
  reader.expect('SET');
  const assignments = parseAssignments(reader);
  return { type: 'update', table, alias, assignments, ...parseSelection(reader) };
}

function parseDelete(reader: TokenReader): Statement {
  reader.expect('FROM');
  const table = parseTableName(reader);
  const alias = parseAlias(reader) ?? table.name;
  return { type: 'delete', table, alias, ...parseSelection(reader) };
}

/** Reads what a statement begins with; undefined for what is none of all dialects. */
function parseKind(reader: TokenReader): Statement | undefined {
  if (reader.isNext('SELECT')) return parseSelect(reader);
  if (reader.accept('INSERT')) return parseInsert(reader, false);
  if (reader.accept('REPLACE')) return parseInsert(reader, true);
  if (reader.accept('UPDATE')) return parseUpdate(reader);
  if (reader.accept('DELETE')) return parseDelete(reader);
  if (reader.accept('CREATE')) return parseCreate(reader);
  if (reader.accept('DROP')) return parseDrop(reader);
  if (reader.accept('ALTER')) return parseAlter(reader);
  if (reader.accept('TRUNCATE')) {
    reader.accept('TABLE');
    return { type: 'truncate', table: parseTableName(reader) };
  }
  if (reader.accept('BEGIN')) {
    reader.acceptOne('WORK', 'TRANSACTION');
    return { type: 'begin' };
  }
  if (reader.accept('START', 'TRANSACTION')) {
    while (reader.token.type !== 'end' && !reader.isNext(';')) reader.take();
    return { type: 'begin' };
  }
  return parseEnd(reader);
}

/** Reads what ends a transaction or a part of one. */
function parseEnd(reader: TokenReader): Statement | undefined {
  if (reader.accept('COMMIT')) {
    reader.acceptOne('WORK', 'TRANSACTION');
    return { type: 'commit' };
  }
  if (reader.accept('ROLLBACK')) {
    reader.acceptOne('WORK', 'TRANSACTION');
    if (!reader.accept('TO')) return { type: 'rollback' };
    reader.accept('SAVEPOINT');
    return { type: 'rollbackTo', name: reader.name() };
  }
  if (reader.accept('SAVEPOINT')) return { type: 'savepoint', name: reader.name() };
  if (!reader.accept('RELEASE')) return undefined;
  reader.accept('SAVEPOINT');
  return { type: 'release', name: reader.name() };
}

/** Reads a whole statement. Throws SqlError. */
export function parseStatement(reader: TokenReader): Statement {
  const statement = parseKind(reader);
  if (statement === undefined) throw reader.error();
  reader.expectEnd();
  return statement;
}
