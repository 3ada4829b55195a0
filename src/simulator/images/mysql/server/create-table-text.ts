import { type ColumnDefinition, type ColumnType, type Table, toText } from '../../sql';

/** Widths that whole numbers are shown with where a declaration says none. Source: MySQL 5.6. */
const WIDTHS: Readonly<Record<string, readonly [signed: number, unsigned: number]>> = {
  bigint: [20, 20],
  int: [11, 10],
  mediumint: [9, 8],
  smallint: [6, 5],
  tinyint: [4, 3],
};

/** Other names of types. */
const SAME: Readonly<Record<string, string>> = {
  bool: 'tinyint',
  boolean: 'tinyint',
  dec: 'decimal',
  integer: 'int',
  numeric: 'decimal',
  real: 'double',
};

/** A type as it is listed: `int(11)`. */
export function typeText(type: ColumnType): string {
  const name = SAME[type.name] ?? type.name;
  const isBoolean = type.name.startsWith('bool');
  const [signed, unsigned] = WIDTHS[name] ?? [];
  const width = type.isUnsigned ? unsigned : signed;
  const implied = isBoolean ? ['1'] : name === 'decimal' ? ['10', '0'] : width === undefined ? [] : [String(width)];
  const args = type.args.length > 0 ? type.args : implied;
  const shown = name === 'enum' || name === 'set' ? args.map((arg) => `'${arg}'`) : args;
  return `${name}${shown.length > 0 ? `(${shown.join(',')})` : ''}${type.isUnsigned ? ' unsigned' : ''}`;
}

function columnText(column: ColumnDefinition): string {
  const { name, type, isNullable, defaultValue, isAutoIncrement, isUpdateTime } = column;
  const isTimestamp = type.name === 'timestamp';
  const isText = /text|blob/.test(type.name);
  const parts = [`\`${name}\` ${typeText(type)}`];
  if (!isNullable) parts.push('NOT NULL');
  else if (isTimestamp) parts.push('NULL');
  if (defaultValue?.type === 'literal' && defaultValue.value !== null)
    parts.push(`DEFAULT '${toText(defaultValue.value)}'`);
  else if (defaultValue !== undefined && defaultValue.type !== 'literal') parts.push('DEFAULT CURRENT_TIMESTAMP');
  else if (isNullable && !isText) parts.push('DEFAULT NULL');
  if (isUpdateTime) parts.push('ON UPDATE CURRENT_TIMESTAMP');
  if (isAutoIncrement) parts.push('AUTO_INCREMENT');
  return parts.join(' ');
}

/** The statement that makes a table as it is now. */
export function createTableText({ name, definition, nextAutomatic }: Table, charset: string): string {
  const lines = [
    ...definition.columns.map(columnText),
    ...definition.indexes.map((index) => {
      const columns = `(${index.columns.map((column) => `\`${column}\``).join(',')})`;
      if (index.name === 'PRIMARY') return `PRIMARY KEY ${columns}`;
      return `${index.isUnique ? 'UNIQUE ' : ''}KEY \`${index.name}\` ${columns}`;
    }),
  ];
  const counter = nextAutomatic > 1 ? ` AUTO_INCREMENT=${nextAutomatic}` : '';
  const body = lines.map((line) => `  ${line}`).join(',\n');
  return `CREATE TABLE \`${name}\` (\n${body}\n) ENGINE=InnoDB${counter} DEFAULT CHARSET=${charset}`;
}
