import type { Expression, Join, Order, Select, SelectItem, Source, TableName, Union } from './ast';
import { parseExpression } from './parse-expression';
import type { TokenReader } from './token-reader';

/** Reads the name of a table. Throws SqlError. */
export function parseTableName(reader: TokenReader): TableName {
  const name = reader.name();
  return reader.accept('.') ? { database: name, name: reader.name(true) } : { name };
}

function parseItem(reader: TokenReader): SelectItem {
  if (reader.accept('*')) return { type: 'all' };
  if (reader.isName() && reader.peek(1).text === '.' && reader.peek(2).text === '*') {
    const table = reader.name();
    reader.expect('.', '*');
    return { type: 'all', table };
  }
  const { begin } = reader.token;
  const value = parseExpression(reader);
  const written = value.type === 'column' ? value.name : reader.textFrom(begin);
  return { type: 'value', value, name: parseAlias(reader) ?? written };
}

/** Reads the entries of a select list, or of RETURNING. */
export const parseItems = (reader: TokenReader): readonly SelectItem[] => reader.list(() => parseItem(reader));

/** A name behind AS, or without it. */
export function parseAlias(reader: TokenReader): string | undefined {
  if (reader.accept('AS')) return reader.token.type === 'text' ? reader.text() : reader.name(true);
  return reader.isName() ? reader.name() : undefined;
}

function parseSource(reader: TokenReader): Source {
  if (reader.accept('(')) {
    const select = parseSelect(reader);
    reader.expect(')');
    return { type: 'select', select, alias: parseAlias(reader) ?? '' };
  }
  const table = parseTableName(reader);
  return { type: 'table', ...table, alias: parseAlias(reader) ?? table.name };
}

function parseJoin(reader: TokenReader): Join | undefined {
  if (reader.accept(',')) return { kind: 'inner', source: parseSource(reader) };
  const isLeft = reader.accept('LEFT');
  if (isLeft) reader.accept('OUTER');
  else reader.acceptOne('INNER', 'CROSS');
  if (!reader.accept('JOIN')) {
    if (isLeft) throw reader.error();
    return undefined;
  }
  const source = parseSource(reader);
  const kind = isLeft ? 'left' : 'inner';
  return reader.accept('ON') ? { kind, source, on: parseExpression(reader) } : { kind, source };
}

/** Reads ORDER BY with its entries; none when it is not there. */
export function parseOrder(reader: TokenReader): readonly Order[] {
  if (!reader.accept('ORDER', 'BY')) return [];
  return reader.list(() => {
    const value = parseExpression(reader);
    return { value, isDescending: reader.acceptOne('ASC', 'DESC') === 'DESC' };
  });
}

/** Reads LIMIT and OFFSET. */
export function parseLimit(reader: TokenReader): { readonly limit?: Expression; readonly offset?: Expression } {
  if (!reader.accept('LIMIT')) return reader.accept('OFFSET') ? { offset: parseExpression(reader) } : {};
  const first = parseExpression(reader);
  if (reader.accept(',')) return { limit: parseExpression(reader), offset: first };
  return reader.accept('OFFSET') ? { limit: first, offset: parseExpression(reader) } : { limit: first };
}

/** Reads a query without its order, its limit, and what is added to it. */
function parseSelectBody(reader: TokenReader): Select {
  reader.expect('SELECT');
  const isDistinct = reader.accept('DISTINCT');
  while (reader.acceptOne('ALL', 'SQL_NO_CACHE', 'SQL_CALC_FOUND_ROWS') !== undefined);
  const items = parseItems(reader);
  const from = reader.accept('FROM') ? parseSource(reader) : undefined;
  const joins: Join[] = [];
  if (from !== undefined) {
    for (let join = parseJoin(reader); join !== undefined; join = parseJoin(reader)) joins.push(join);
  }
  const where = reader.accept('WHERE') ? parseExpression(reader) : undefined;
  const groupBy = reader.accept('GROUP', 'BY') ? reader.list(() => parseExpression(reader)) : [];
  const having = reader.accept('HAVING') ? parseExpression(reader) : undefined;
  return {
    type: 'select',
    isDistinct,
    items,
    joins,
    groupBy,
    orderBy: [],
    ...(from && { from }),
    ...(where && { where }),
    ...(having && { having }),
  };
}

/** Reads a query. Throws SqlError. */
export function parseSelect(reader: TokenReader): Select {
  const body = parseSelectBody(reader);
  const unions: Union[] = [];
  while (reader.accept('UNION')) {
    const isAll = reader.accept('ALL');
    if (!isAll) reader.accept('DISTINCT');
    unions.push({ isAll, select: parseSelectBody(reader) });
  }
  const orderBy = parseOrder(reader);
  const limit = parseLimit(reader);
  // Locks are not modelled.
  if (!reader.accept('FOR', 'UPDATE')) reader.accept('LOCK', 'IN', 'SHARE', 'MODE');
  return { ...body, orderBy, ...limit, ...(unions.length > 0 && { unions }) };
}
