import type { Alteration, ColumnDefinition, IndexDefinition, Statement } from './ast';
import type { Context } from './dialect';
import { evaluate } from './evaluate';
import { emptyScope } from './scope';
import { SqlError } from './sql-error';
import { storedValue } from './stored-value';
import type { Row, Table, TableDefinition } from './table';
import type { SqlValue } from './values';

type Create = Extract<Statement, { type: 'createTable' }>;
type Alter = Extract<Statement, { type: 'alterTable' }>;

/** A declaration without contradictions: columns of the primary key are never NULL. Throws SqlError. */
function checked(columns: readonly ColumnDefinition[], indexes: readonly IndexDefinition[]): TableDefinition {
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name.toLowerCase())) throw new SqlError({ kind: 'columnExists', column: name });
    names.add(name.toLowerCase());
  }
  const indexNames = new Set<string>();
  const primary = indexes.filter(({ name }) => name === 'PRIMARY');
  if (primary.length > 1) throw new SqlError({ kind: 'multiplePrimaryKeys' });
  for (const index of indexes) {
    const missing = index.columns.find((column) => !names.has(column.toLowerCase()));
    if (missing !== undefined) throw new SqlError({ kind: 'keyColumnMissing', column: missing });
    if (indexNames.has(index.name.toLowerCase())) throw new SqlError({ kind: 'indexExists', name: index.name });
    indexNames.add(index.name.toLowerCase());
  }
  const keyColumns = new Set(primary.flatMap((index) => index.columns.map((name) => name.toLowerCase())));
  return {
    columns: columns.map((column) =>
      keyColumns.has(column.name.toLowerCase()) ? { ...column, isNullable: false } : column,
    ),
    indexes,
  };
}

/** Makes a table. Returns 0, the rows it has changed. Throws SqlError. */
export function createTable({ table, isLenient, columns, indexes }: Create, context: Context): number {
  const { catalog, session, dialect } = context;
  const database = catalog.databaseOf(table, session.database);
  if (isLenient && catalog.find(database, table.name) !== undefined) return 0;
  catalog.createTable(database, table.name, checked(columns, indexes), dialect.firstAutomatic);
  return 0;
}

/** How a new column looks in rows that are there already. */
function valueInOldRows(column: ColumnDefinition, context: Context): SqlValue {
  if (column.defaultValue !== undefined) {
    return storedValue(column, evaluate(column.defaultValue, emptyScope(), context), 1);
  }
  if (column.isNullable) return null;
  return /int|decimal|numeric|float|double|bool/.test(column.type.name) ? 0 : '';
}

function positionIn(columns: readonly ColumnDefinition[], name: string): number {
  return columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
}

interface Altered {
  readonly definition: TableDefinition;
  readonly convert: (row: Row) => Row;
}

const same = (row: Row): Row => row;

function addColumn(
  { columns, indexes }: TableDefinition,
  { column, after, isFirst }: Extract<Alteration, { type: 'addColumn' }>,
  context: Context,
): Altered {
  const place = isFirst ? 0 : after === undefined ? columns.length : positionIn(columns, after) + 1;
  if (after !== undefined && place === 0) throw unknown(after);
  const value = valueInOldRows(column, context);
  return {
    definition: checked(columns.toSpliced(place, 0, column), indexes),
    convert: (row) => row.toSpliced(place, 0, value),
  };
}

const unknown = (column: string): SqlError => new SqlError({ kind: 'unknownColumn', column, clause: 'field list' });

function altered({ columns, indexes }: TableDefinition, alteration: Alteration, context: Context): Altered {
  switch (alteration.type) {
    case 'addColumn':
      return addColumn({ columns, indexes }, alteration, context);
    case 'dropColumn': {
      const place = positionIn(columns, alteration.name);
      if (place < 0) throw new SqlError({ kind: 'cannotDrop', name: alteration.name });
      const kept = indexes.filter((index) => !index.columns.some((name) => name === columns[place]?.name));
      return { definition: checked(columns.toSpliced(place, 1), kept), convert: (row) => row.toSpliced(place, 1) };
    }
    case 'changeColumn': {
      const place = positionIn(columns, alteration.name);
      if (place < 0) throw unknown(alteration.name);
      const { column } = alteration;
      const renamed = indexes.map((index) => ({
        ...index,
        columns: index.columns.map((name) => (name === columns[place]?.name ? column.name : name)),
      }));
      const convert = (row: Row): Row => row.with(place, storedValue(column, row[place] ?? null, 1));
      return { definition: checked(columns.with(place, column), renamed), convert };
    }
    case 'addIndex': {
      const { index } = alteration;
      const name = index.name === '' ? (index.columns[0] ?? '') : index.name;
      return { definition: checked(columns, [...indexes, { ...index, name }]), convert: same };
    }
    case 'dropIndex': {
      const kept = indexes.filter(({ name }) => name.toLowerCase() !== alteration.name.toLowerCase());
      if (kept.length === indexes.length) throw new SqlError({ kind: 'cannotDrop', name: alteration.name });
      return { definition: checked(columns, kept), convert: same };
    }
    case 'rename':
    case 'ignored':
      return { definition: { columns, indexes }, convert: same };
  }
}

/** Refuses an index that rows which are there already contradict. */
function checkRows(table: Table): void {
  for (const [id, row] of table.rows) {
    const conflict = table.conflict(row, id);
    if (conflict === undefined) continue;
    const { index, entry } = conflict;
    throw new SqlError({ kind: 'duplicateEntry', entry: entry.join('-'), table: table.name, key: index.name });
  }
}

/** Declares a table anew; all of it, or nothing. Returns 0, the rows it has changed. Throws SqlError. */
export function alterTable(statement: Alter, context: Context): number {
  const { catalog, session } = context;
  let table = catalog.table(statement.table, session.database);
  const before = { definition: table.definition, rows: [...table.rows] };
  try {
    for (const alteration of statement.alterations) {
      const { definition, convert } = altered(table.definition, alteration, context);
      table.redefine(definition, convert);
      checkRows(table);
    }
  } catch (error) {
    table.truncate(table.nextAutomatic);
    table.redefine(before.definition, same);
    for (const [id, row] of before.rows) table.set(id, row);
    throw error;
  }
  for (const alteration of statement.alterations) {
    if (alteration.type !== 'rename') continue;
    table = catalog.renameTable(table, alteration.to.database ?? table.database, alteration.to.name);
  }
  catalog.storage.writeTable(table);
  return 0;
}

/** Drops tables. Throws SqlError when one is missing, and `isLenient` does not allow it. Returns 0. */
export function dropTables({ tables, isLenient }: Extract<Statement, { type: 'dropTable' }>, context: Context): number {
  const { catalog, session } = context;
  for (const name of tables) {
    const database = catalog.databaseOf(name, session.database);
    const table = catalog.find(database, name.name);
    if (table !== undefined) catalog.dropTable(table);
    else if (!isLenient) throw new SqlError({ kind: 'unknownTable', database, table: name.name });
  }
  return 0;
}
