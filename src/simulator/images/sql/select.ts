import { hasAggregate } from './aggregate';
import type { ColumnType, Expression, Order, Select, SelectItem, Union } from './ast';
import { checkSelect } from './check-names';
import type { Context } from './dialect';
import { evaluate } from './evaluate';
import { type ReadRows, readRows } from './read-rows';
import { type Clause, emptyScope, Relation, type RelationColumn, type Scope } from './scope';
import { SqlError } from './sql-error';
import type { Row } from './table';
import { compareValues, keyOf, type SqlValue, toNumber, truthOf } from './values';

/** A column of an answer. */
export interface ResultColumn {
  readonly name: string;
  /** Name by which the query calls its table. @default - it is of no table */
  readonly table?: string;
  readonly type?: ColumnType;
  /** @default - it may be NULL */
  readonly isNullable?: boolean;
}

/** What a query finds. */
export interface ResultSet {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly Row[];
}

/** A row of the answer with what it was made from. */
interface Made {
  readonly values: Row;
  readonly scope: Scope;
}

interface Item {
  readonly column: ResultColumn;
  readonly value: (scope: Scope) => SqlValue;
}

function itemsOf(items: readonly SelectItem[], { columns }: Relation, context: Context): readonly Item[] {
  return items.flatMap((item): readonly Item[] => {
    if (item.type === 'value') {
      const { value, name } = item;
      const source =
        value.type === 'column' ? columns.find((column) => isNamed(column, value.name, value.table)) : undefined;
      const column = source === undefined ? { name, isNullable: mayBeNull(value) } : { ...source, name };
      return [{ column, value: (scope) => evaluate(value, scope, context) }];
    }
    const { table } = item;
    const wanted = columns.flatMap((column, position) =>
      table === undefined || column.table.toLowerCase() === table.toLowerCase() ? [{ column, position }] : [],
    );
    if (table !== undefined && wanted.length === 0) {
      throw new SqlError({ kind: 'unknownColumn', column: `${table}.*`, clause: 'field list' });
    }
    return wanted.map(({ column, position }) => ({ column, value: ({ row }) => row[position] ?? null }));
  });
}

/** Whether an expression that is no column may be NULL, as far as it says so itself. */
const mayBeNull = (value: Expression): boolean =>
  value.type === 'literal'
    ? value.value === null
    : value.type !== 'countRows' && !(value.type === 'call' && value.name.toLowerCase() === 'count');

const isNamed = (column: RelationColumn, name: string, table: string | undefined): boolean =>
  column.name.toLowerCase() === name.toLowerCase() &&
  (table === undefined || column.table.toLowerCase() === table.toLowerCase());

/** Groups of rows: one for each combination of values, or one of all rows when only aggregates ask for groups. */
function groupsOf(
  select: Select,
  rows: readonly Row[],
  scopeOf: ScopeOf,
  context: Context,
): readonly (readonly Row[])[] {
  if (select.groupBy.length === 0) return [rows];
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const scope = scopeOf(row, 'group statement');
    const values = select.groupBy.map((value) => evaluate(itemMeant(select, value), scope, context));
    const key = keyOf(values, context.dialect.collate);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

type ScopeOf = (row: Row, clause: Clause) => Scope;

/** Items of the select list by their names, as HAVING and ORDER BY may use them. */
function aliasesOf(items: readonly SelectItem[]): ReadonlyMap<string, Expression> {
  return new Map(items.flatMap((item) => (item.type === 'value' ? [[item.name.toLowerCase(), item.value]] : [])));
}

/** What an entry of GROUP BY means: an item by its position or its name, or itself. */
function itemMeant(select: Select, value: Expression): Expression {
  if (value.type === 'column' && value.table === undefined) {
    return aliasesOf(select.items).get(value.name.toLowerCase()) ?? value;
  }
  const item = value.type === 'literal' ? select.items[Number(value.value) - 1] : undefined;
  return item?.type === 'value' ? item.value : value;
}

function inOrder(rows: readonly Made[], order: readonly Order[], context: Context): readonly Made[] {
  if (order.length === 0) return rows;
  const keyOfRow = ({ values, scope }: Made, { value }: Order): SqlValue =>
    // A number is the position of an item.
    value.type === 'literal' && typeof value.value === 'number'
      ? (values[value.value - 1] ?? null)
      : evaluate(value, { ...scope, clause: 'order clause' }, context);
  const keyed = rows.map((made) => ({ made, keys: order.map((each) => keyOfRow(made, each)) }));
  keyed.sort((a, b) => {
    for (const [index, { isDescending }] of order.entries()) {
      const difference = compareValues(a.keys[index] ?? null, b.keys[index] ?? null, context.dialect.collate);
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return 0;
  });
  return keyed.map(({ made }) => made);
}

/** Number of an expression such as that of LIMIT. */
export function countOf(expression: Expression | undefined, context: Context): number | undefined {
  if (expression === undefined) return undefined;
  const value = evaluate(expression, emptyScope(), context);
  return value === null ? undefined : toNumber(value);
}

/** The first of each that are equal. */
function distinct(rows: readonly Made[], collate: (text: string) => string): readonly Made[] {
  const seen = new Set<string>();
  return rows.filter(({ values }) => {
    const key = keyOf(values, collate);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** What each row, or each group of rows, of a query is evaluated in. */
function scopesOf(select: Select, context: Context, { relation, rows }: ReadRows, outer?: Scope): readonly Scope[] {
  const scopeOf: ScopeOf = (row, clause) => ({ relation, row, clause, ...(outer && { outer }) });
  const { where, having } = select;
  const kept =
    where === undefined
      ? rows
      : rows.filter((row) => truthOf(evaluate(where, scopeOf(row, 'where clause'), context)) === true);
  const values = select.items.flatMap((item) => (item.type === 'value' ? [item.value] : []));
  const isGrouped = select.groupBy.length > 0 || [...values, ...(having ? [having] : [])].some(hasAggregate);
  if (!isGrouped) return kept.map((row) => scopeOf(row, 'field list'));
  return groupsOf(select, kept, scopeOf, context).map((group) => ({
    ...scopeOf(group[0] ?? relation.columns.map(() => null), 'field list'),
    group,
  }));
}

/** Runs a query. `outer` is the scope of the query around it. Throws SqlError. */
export function runSelect(select: Select, context: Context, outer?: Scope): ResultSet {
  const read = readRows(select, context, outer);
  const { having } = select;
  const items = itemsOf(select.items, read.relation, context);
  const columns = items.map(({ column }) => column);
  const aliases = aliasesOf(select.items);
  checkSelect(select, read.relation, aliases, outer);
  let made: readonly Made[] = scopesOf(select, context, read, outer)
    .filter(
      (scope) =>
        having === undefined ||
        truthOf(evaluate(having, { ...scope, aliases, clause: 'having clause' }, context)) === true,
    )
    .map((scope) => ({ scope: { aliases, ...scope }, values: items.map(({ value }) => value(scope)) }));
  if (select.isDistinct) made = distinct(made, context.dialect.collate);
  for (const union of select.unions ?? []) made = united(made, columns, union, context, outer);
  const ordered = inOrder(made, select.orderBy, context);
  const offset = countOf(select.offset, context) ?? 0;
  const limit = countOf(select.limit, context) ?? Infinity;
  return { columns, rows: ordered.slice(offset, offset + limit).map(({ values }) => values) };
}

/** Adds the rows of another query; from then on names mean the columns of the answer. */
function united(
  made: readonly Made[],
  columns: readonly ResultColumn[],
  { select, isAll }: Union,
  context: Context,
  outer?: Scope,
): readonly Made[] {
  const added = runSelect(select, context, outer);
  if (added.columns.length !== columns.length) throw new SqlError({ kind: 'columnCount', count: columns.length });
  const relation = new Relation(columns.map(({ name, table = '' }) => ({ name, table })));
  const all = [...made.map(({ values }) => values), ...added.rows].map((values): Made => ({
    values,
    scope: { relation, row: values, clause: 'order clause' },
  }));
  return isAll ? all : distinct(all, context.dialect.collate);
}
