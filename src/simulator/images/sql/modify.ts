import type { Assignment, ColumnDefinition, Expression, Statement } from './ast';
import { checkNames } from './check-names';
import type { Context } from './dialect';
import { evaluate } from './evaluate';
import { timeText } from './functions';
import { pinnedIds } from './pinned-rows';
import { countOf, runSelect } from './select';
import { emptyScope, Relation, type Scope } from './scope';
import { SqlError } from './sql-error';
import { storedValue } from './stored-value';
import type { Conflict, Row, Table } from './table';
import type { Transaction } from './transaction';
import { compareValues, type SqlValue, toNumber, truthOf } from './values';

/** What a statement has changed. */
export interface Modified {
  readonly affectedRows: number;
  /** Rows that an UPDATE has found, changed or not; 0 for all else. */
  readonly matchedRows: number;
  /** First value that an automatic column was given; 0 without one. */
  readonly insertId: number;
}

type Insert = Extract<Statement, { type: 'insert' }>;
type Update = Extract<Statement, { type: 'update' }>;
type Delete = Extract<Statement, { type: 'delete' }>;

const relationOf = (table: Table, alias: string): Relation =>
  new Relation(table.definition.columns.map(({ name, type }) => ({ table: alias, name, type })));

const columnAt = (table: Table, position: number): ColumnDefinition =>
  table.definition.columns[position] as ColumnDefinition;

function positionOf(table: Table, column: string): number {
  const position = table.position(column);
  if (position < 0) throw new SqlError({ kind: 'unknownColumn', column, clause: 'field list' });
  return position;
}

/** Value of a column that a statement says nothing of. Throws SqlError when it must. */
function defaultOf(column: ColumnDefinition, context: Context): SqlValue {
  if (column.defaultValue !== undefined) return evaluate(column.defaultValue, emptyScope(), context);
  if (column.isNullable || column.isAutoIncrement) return null;
  // The first timestamp of a table keeps the time by itself.
  if (column.type.name === 'timestamp') return timeText(context.nowMs);
  throw new SqlError({ kind: 'noDefault', column: column.name });
}

function duplicate(table: Table, { index, entry }: Conflict): SqlError {
  return new SqlError({ kind: 'duplicateEntry', entry: entry.join('-'), table: table.name, key: index.name });
}

/** Writes rows of one insert. */
class Inserter {
  affectedRows = 0;
  insertId = 0;
  private readonly relation: Relation;

  constructor(
    private readonly table: Table,
    private readonly statement: Insert,
    private readonly context: Context,
    private readonly transaction: Transaction,
  ) {
    this.relation = relationOf(table, table.name);
  }

  /** `given` holds values by the positions of their columns. */
  add(given: ReadonlyMap<number, SqlValue>, number: number): void {
    const row = this.newRow(given, number);
    const conflict = this.table.conflict(row);
    if (conflict === undefined) {
      this.transaction.write(this.table, this.table.newId(), row);
      this.affectedRows += 1;
    } else {
      this.settle(conflict, row, number);
    }
  }

  private newRow(given: ReadonlyMap<number, SqlValue>, number: number): Row {
    const { table } = this;
    return table.definition.columns.map((column, position) => {
      const value = given.has(position) ? (given.get(position) ?? null) : defaultOf(column, this.context);
      if (column.isAutoIncrement && (value === null || value === 0)) return this.automatic();
      const stored = storedValue(column, value, number);
      if (column.isAutoIncrement && typeof stored === 'number') {
        table.nextAutomatic = Math.max(table.nextAutomatic, stored + 1);
      }
      return stored;
    });
  }

  private automatic(): number {
    const value = this.table.nextAutomatic;
    this.table.nextAutomatic = value + 1;
    if (this.insertId === 0) this.insertId = value;
    return value;
  }

  /** What is done about a row that is there already. */
  private settle(conflict: Conflict, row: Row, number: number): void {
    const { table, context, transaction, relation } = this;
    const { onDuplicate } = this.statement;
    if (onDuplicate === 'ignore') return;
    if (onDuplicate === 'refuse') throw duplicate(table, conflict);
    if (onDuplicate === 'replace') {
      for (let other: Conflict | undefined = conflict; other !== undefined; other = table.conflict(row)) {
        transaction.write(table, other.id, undefined);
        this.affectedRows += 1;
      }
      transaction.write(table, table.newId(), row);
      this.affectedRows += 1;
      return;
    }
    const before = table.rows.get(conflict.id) as Row;
    const scope: Scope = { relation, row: before, clause: 'field list', inserted: { relation, row } };
    if (assign(table, conflict.id, onDuplicate, scope, number, context, transaction)) this.affectedRows += 2;
  }
}

/** Gives a row new values; whether anything differs. Throws SqlError. */
function assign(
  table: Table,
  id: number,
  assignments: readonly Assignment[],
  scope: Scope,
  number: number,
  context: Context,
  transaction: Transaction,
): boolean {
  const row = [...scope.row];
  const named = new Set<number>();
  for (const { column, value } of assignments) {
    const position = positionOf(table, column);
    named.add(position);
    // What was assigned before counts already.
    row[position] = storedValue(columnAt(table, position), evaluate(value, { ...scope, row }, context), number);
  }
  if (row.every((value, position) => value === scope.row[position])) return false;
  table.definition.columns.forEach(({ isUpdateTime }, position) => {
    if (isUpdateTime && !named.has(position)) row[position] = timeText(context.nowMs);
  });
  const conflict = table.conflict(row, id);
  if (conflict !== undefined) throw duplicate(table, conflict);
  transaction.write(table, id, row);
  return true;
}

/** Runs an insert. Throws SqlError. */
export function runInsert(statement: Insert, context: Context, transaction: Transaction): Modified {
  const table = context.catalog.table(statement.table, context.session.database);
  const positions =
    statement.columns === undefined
      ? table.definition.columns.map((_, position) => position)
      : statement.columns.map((column) => positionOf(table, column));
  const inserter = new Inserter(table, statement, context, transaction);
  const { rows } = statement;
  const lists: readonly (readonly (SqlValue | undefined)[])[] =
    'type' in rows
      ? runSelect(rows, context).rows
      : rows.map((row) => row.map((value) => value && evaluate(value, emptyScope(), context)));
  lists.forEach((list, index) => {
    const isDefault = list.length === 0 && (statement.columns?.length ?? 0) === 0;
    if (!isDefault && list.length !== positions.length) throw new SqlError({ kind: 'valueCount', row: index + 1 });
    const given = new Map<number, SqlValue>();
    list.forEach((value, place) => {
      if (value !== undefined) given.set(positions[place] as number, value);
    });
    inserter.add(given, index + 1);
  });
  const { affectedRows, insertId } = inserter;
  if (insertId > 0) context.session.lastInsertId = insertId;
  return { affectedRows, matchedRows: 0, insertId };
}

/** Rows that a statement means, in its order, at most as many as it says. */
function chosen(statement: Update | Delete, table: Table, context: Context): readonly { id: number; scope: Scope }[] {
  const { where, orderBy, alias } = statement;
  const relation = relationOf(table, alias);
  if (where !== undefined) checkNames(where, relation, 'where clause');
  const ids = pinnedIds(table, alias, where, context) ?? [...table.rows.keys()];
  const rows = ids.flatMap((id) => {
    const row = table.rows.get(id);
    const scope: Scope = { relation, row: row ?? [], clause: 'where clause' };
    const isMeant = row !== undefined && (where === undefined || truthOf(evaluate(where, scope, context)) === true);
    return isMeant ? [{ id, scope }] : [];
  });
  const key = (scope: Scope, value: Expression): SqlValue =>
    evaluate(value, { ...scope, clause: 'order clause' }, context);
  rows.sort((a, b) => {
    for (const { value, isDescending } of orderBy) {
      const order = compareValues(key(a.scope, value), key(b.scope, value), context.dialect.collate);
      if (order !== 0) return isDescending ? -order : order;
    }
    return 0;
  });
  const limit = countOf(statement.limit, context);
  return limit === undefined ? rows : rows.slice(0, toNumber(limit));
}

/** Runs an update. Throws SqlError. */
export function runUpdate(statement: Update, context: Context, transaction: Transaction): Modified {
  const table = context.catalog.table(statement.table, context.session.database);
  const relation = relationOf(table, statement.alias);
  for (const { column, value } of statement.assignments) {
    positionOf(table, column);
    checkNames(value, relation, 'field list');
  }
  const rows = chosen(statement, table, context);
  let affectedRows = 0;
  rows.forEach(({ id, scope }, index) => {
    const inFields: Scope = { ...scope, clause: 'field list' };
    if (assign(table, id, statement.assignments, inFields, index + 1, context, transaction)) affectedRows += 1;
  });
  return { affectedRows, matchedRows: rows.length, insertId: 0 };
}

/** Runs a delete. Throws SqlError. */
export function runDelete(statement: Delete, context: Context, transaction: Transaction): Modified {
  const table = context.catalog.table(statement.table, context.session.database);
  const rows = chosen(statement, table, context);
  for (const { id } of rows) transaction.write(table, id, undefined);
  return { affectedRows: rows.length, matchedRows: 0, insertId: 0 };
}
