import { type Context, evaluate, likePattern, type ResultSet, type SqlValue, SqlError, toNumber } from '../../sql';
import { Relation } from '../../sql/scope';
import { createTableText, typeText } from './create-table-text';
import { defaultText, extraText, keyOfColumn } from './information-schema';
import type { Show } from './statements';
import { variablesOf } from './variables';

/** What a server shows of itself. */
export interface Shown {
  readonly variables: ReadonlyMap<string, string | number>;
  /** Rows of `SHOW PROCESSLIST`. */
  readonly clients: () => readonly (readonly SqlValue[])[];
  readonly status: () => readonly (readonly [name: string, value: SqlValue])[];
  /** What the account may do, as the statements that said so. */
  readonly grants: () => readonly string[];
  /** Whether the account may see a database. */
  readonly isVisible: (database: string) => boolean;
}

const listing = (columns: readonly string[], rows: readonly (readonly SqlValue[])[]): ResultSet => ({
  columns: columns.map((name) => ({ name })),
  rows,
});

function columnsOf(show: Show, context: Context): ResultSet {
  const { catalog, session } = context;
  const name = { name: show.table ?? '', ...(show.database !== undefined && { database: show.database }) };
  const table = catalog.table(name, session.database);
  const rows = table.definition.columns.map((column) => [
    column.name,
    typeText(column.type),
    column.isNullable ? 'YES' : 'NO',
    keyOfColumn(table, column),
    defaultText(column),
    extraText(column),
  ]);
  return listing(['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'], rows);
}

function tablesOf({ database: given, isFull }: Show, { catalog, session }: Context): ResultSet {
  const database = given ?? session.database;
  if (database === undefined) throw new SqlError({ kind: 'noDatabase' });
  if (!catalog.has(database)) throw new SqlError({ kind: 'unknownDatabase', database });
  const names = catalog.tables(database).map(({ name }) => name);
  const column = `Tables_in_${database}`;
  return isFull
    ? listing(
        [column, 'Table_type'],
        names.map((name) => [name, 'BASE TABLE']),
      )
    : listing(
        [column],
        names.map((name) => [name]),
      );
}

function indexesOf(show: Show, { catalog, session }: Context): ResultSet {
  const name = { name: show.table ?? '', ...(show.database !== undefined && { database: show.database }) };
  const table = catalog.table(name, session.database);
  const rows = table.definition.indexes.flatMap((index) =>
    index.columns.map((column, place) => [table.name, Number(!index.isUnique), index.name, place + 1, column, 'BTREE']),
  );
  return listing(['Table', 'Non_unique', 'Key_name', 'Seq_in_index', 'Column_name', 'Index_type'], rows);
}

function all(show: Show, context: Context, shown: Shown): ResultSet {
  const { catalog, session } = context;
  switch (show.what) {
    case 'databases': {
      const names = ['information_schema', ...catalog.names].sort().filter(shown.isVisible);
      return listing(
        ['Database'],
        names.map((name) => [name]),
      );
    }
    case 'tables':
      return tablesOf(show, context);
    case 'columns':
      return columnsOf(show, context);
    case 'index':
      return indexesOf(show, context);
    case 'createTable': {
      const name = { name: show.table ?? '', ...(show.database !== undefined && { database: show.database }) };
      const table = catalog.table(name, session.database);
      const charset = String(shown.variables.get('character_set_server') ?? 'latin1');
      return listing(['Table', 'Create Table'], [[table.name, createTableText(table, charset)]]);
    }
    case 'variables':
      return listing(['Variable_name', 'Value'], variablesOf(shown.variables, session));
    case 'status':
      return listing(['Variable_name', 'Value'], shown.status());
    case 'processlist':
      return listing(['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'], shown.clients());
    case 'grants':
      return listing(
        [`Grants for ${session.user}`],
        shown.grants().map((text) => [text]),
      );
    case 'nothing':
      return listing(['Level', 'Code', 'Message'], []);
  }
}

/** What SHOW shows, of names that fit its pattern. Throws SqlError. */
export function runShow(show: Show, context: Context, shown: Shown): ResultSet {
  const { columns, rows } = all(show, context, shown);
  const { like, where } = show;
  const pattern = like === undefined ? undefined : likePattern(like.toLowerCase());
  const relation = new Relation(columns.map(({ name }) => ({ table: '', name })));
  const kept = rows.filter((row) => {
    if (pattern !== undefined && !pattern.test(String(row[0]).toLowerCase())) return false;
    const value = where === undefined ? 1 : evaluate(where, { relation, row, clause: 'where clause' }, context);
    return value !== null && toNumber(value) !== 0;
  });
  return { columns, rows: kept };
}
