import type { ColumnDefinition, Context, Listing, SqlValue, Table } from '../../sql';
import { typeText } from './create-table-text';

/** All tables of all databases. */
const allTables = ({ catalog }: Context): readonly Table[] => catalog.names.flatMap((name) => catalog.tables(name));

/** How a column is part of keys: of the primary one, of a unique one, of another. */
export function keyOfColumn({ definition }: Table, { name }: ColumnDefinition): 'PRI' | 'UNI' | 'MUL' | '' {
  const indexes = definition.indexes.filter(({ columns }) => columns.includes(name));
  if (indexes.some((index) => index.name === 'PRIMARY')) return 'PRI';
  const leading = indexes.filter(({ columns }) => columns[0] === name);
  if (leading.some(({ isUnique, columns }) => isUnique && columns.length === 1)) return 'UNI';
  return leading.length > 0 ? 'MUL' : '';
}

/** Default of a column as it is listed. */
export function defaultText({ defaultValue }: ColumnDefinition): string | null {
  if (defaultValue === undefined) return null;
  if (defaultValue.type === 'literal') return defaultValue.value === null ? null : String(defaultValue.value);
  return 'CURRENT_TIMESTAMP';
}

/** What else there is to a column. */
export const extraText = ({ isAutoIncrement, isUpdateTime }: ColumnDefinition): string =>
  isAutoIncrement ? 'auto_increment' : isUpdateTime ? 'on update CURRENT_TIMESTAMP' : '';

const TABLES = ['TABLE_CATALOG', 'TABLE_SCHEMA', 'TABLE_NAME', 'TABLE_TYPE', 'ENGINE', 'TABLE_ROWS', 'AUTO_INCREMENT'];

const COLUMNS = [
  'TABLE_SCHEMA',
  'TABLE_NAME',
  'COLUMN_NAME',
  'ORDINAL_POSITION',
  'COLUMN_DEFAULT',
  'IS_NULLABLE',
  'DATA_TYPE',
  'COLUMN_TYPE',
  'COLUMN_KEY',
  'EXTRA',
];

const STATISTICS = [
  'TABLE_SCHEMA',
  'TABLE_NAME',
  'NON_UNIQUE',
  'INDEX_SCHEMA',
  'INDEX_NAME',
  'SEQ_IN_INDEX',
  'COLUMN_NAME',
];

function columnRows(table: Table): readonly (readonly SqlValue[])[] {
  return table.definition.columns.map((column, index) => [
    table.database,
    table.name,
    column.name,
    index + 1,
    defaultText(column),
    column.isNullable ? 'YES' : 'NO',
    column.type.name,
    typeText(column.type),
    keyOfColumn(table, column),
    extraText(column),
  ]);
}

function statisticRows({ database, name, definition }: Table): readonly (readonly SqlValue[])[] {
  return definition.indexes.flatMap((index) =>
    index.columns.map((column, place) => [
      database,
      name,
      Number(!index.isUnique),
      database,
      index.name,
      place + 1,
      column,
    ]),
  );
}

/** A table of `information_schema`; undefined for one that is not there, or not modelled. */
export function schemaListing(
  name: string,
  context: Context,
  variables: readonly (readonly [name: string, value: SqlValue])[],
): Listing | undefined {
  const tables = allTables(context);
  switch (name) {
    case 'schemata':
      return { columns: ['CATALOG_NAME', 'SCHEMA_NAME'], rows: context.catalog.names.map((each) => ['def', each]) };
    case 'tables':
      return {
        columns: TABLES,
        rows: tables.map(({ database, name: table, rows, nextAutomatic }) => [
          'def',
          database,
          table,
          'BASE TABLE',
          'InnoDB',
          rows.size,
          nextAutomatic,
        ]),
      };
    case 'columns':
      return { columns: COLUMNS, rows: tables.flatMap(columnRows) };
    case 'statistics':
      return { columns: STATISTICS, rows: tables.flatMap(statisticRows) };
    case 'global_variables':
    case 'session_variables':
      return { columns: ['VARIABLE_NAME', 'VARIABLE_VALUE'], rows: variables };
    default:
      return undefined;
  }
}
