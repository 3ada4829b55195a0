import type { ColumnType, Expression, SqlValue } from '../../sql';
import type { TypeName } from './sql-session';

/** Names of types, and what they are sent as. */
const SENT_AS: Readonly<Record<string, TypeName>> = {
  bigint: 'bigint',
  bigserial: 'bigint',
  bool: 'boolean',
  boolean: 'boolean',
  bytea: 'bytea',
  char: 'character',
  character: 'character',
  date: 'date',
  decimal: 'numeric',
  double: 'double precision',
  float: 'double precision',
  float4: 'real',
  float8: 'double precision',
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  integer: 'integer',
  json: 'json',
  numeric: 'numeric',
  real: 'real',
  serial: 'integer',
  smallint: 'smallint',
  time: 'time',
  timestamp: 'timestamp',
  timestamptz: 'timestamp with time zone',
  uuid: 'uuid',
  varchar: 'character varying',
};

const LONG_NAMES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bigserial: 'bigint',
  char: 'character',
  double: 'double precision',
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  serial: 'integer',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  varchar: 'character varying',
};

/** A type as tables are described: `character varying(255)`. */
export const declaredType = ({ name, args }: ColumnType): string =>
  `${LONG_NAMES[name] ?? name}${args.length > 0 ? `(${args.join(',')})` : ''}`;

/** What a column of a table is sent as. */
export const sentType = ({ name }: ColumnType): TypeName => SENT_AS[name] ?? 'text';

const RESULTS: Readonly<Record<string, TypeName>> = {
  avg: 'double precision',
  char_length: 'integer',
  count: 'bigint',
  length: 'integer',
  now: 'timestamp with time zone',
  pg_backend_pid: 'integer',
  sum: 'bigint',
};

/** What an expression is sent as, as far as it says so itself. */
export function expressionType(expression: Expression): TypeName | undefined {
  switch (expression.type) {
    case 'countRows':
      return 'bigint';
    case 'call':
      return RESULTS[expression.name.toLowerCase()];
    case 'cast':
      return sentType(expression.to);
    case 'literal':
      return valueType(expression.value);
    default:
      return undefined;
  }
}

/** What a value is sent as; undefined for NULL. */
export function valueType(value: SqlValue): TypeName | undefined {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'double precision';
  return value === null ? undefined : 'text';
}

/** A value in the text form of what it is sent as; `declared` is the type of its column, where it has one. */
export function sentText(value: SqlValue, type: TypeName, declared?: ColumnType): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (type === 'numeric' && typeof value === 'number' && declared?.args[1] !== undefined) {
    return value.toFixed(Number(declared.args[1]));
  }
  // Servers keep the time of Greenwich.
  return type === 'timestamp with time zone' ? `${value}+00` : String(value);
}
