import type { ColumnType, SqlValue } from '../../sql';
import { CHARSET, COLUMN_FLAG, FIELD_TYPE } from './constants';

/** How a column is described to clients. */
export interface ColumnField {
  readonly type: number;
  /** Bytes of a value at most. */
  readonly length: number;
  /** Number of the character set; that of `binary` for what is no text. */
  readonly charset: number;
  readonly flags: number;
  /** Digits behind the point. */
  readonly decimals: number;
}

/** There are as many digits behind the point as a value has. Source: MySQL 8.0, include/mysql_com.h `DECIMAL_NOT_SPECIFIED`. */
const AS_MANY_AS_THERE_ARE = 31;

const NUMBERS: Readonly<Record<string, readonly [type: number, length: number]>> = {
  bigint: [FIELD_TYPE.longlong, 20],
  bool: [FIELD_TYPE.tiny, 1],
  boolean: [FIELD_TYPE.tiny, 1],
  int: [FIELD_TYPE.long, 11],
  integer: [FIELD_TYPE.long, 11],
  mediumint: [FIELD_TYPE.int24, 9],
  smallint: [FIELD_TYPE.short, 6],
  tinyint: [FIELD_TYPE.tiny, 4],
  year: [FIELD_TYPE.year, 4],
};

const FRACTIONS: Readonly<Record<string, readonly [type: number, length: number]>> = {
  double: [FIELD_TYPE.double, 22],
  float: [FIELD_TYPE.float, 12],
  real: [FIELD_TYPE.double, 22],
};

const MOMENTS: Readonly<Record<string, readonly [type: number, length: number]>> = {
  date: [FIELD_TYPE.date, 10],
  datetime: [FIELD_TYPE.datetime, 19],
  time: [FIELD_TYPE.time, 10],
  timestamp: [FIELD_TYPE.timestamp, 19],
};

/** Longest values of the types that have no length of their own, in bytes. */
const LONG_BYTES: Readonly<Record<string, number>> = { tiny: 255, '': 65_535, medium: 16_777_215, long: 4_294_967_295 };

const bare = (type: number, length: number, decimals = 0, flags = 0): ColumnField => ({
  type,
  length,
  charset: CHARSET.binary,
  flags: flags | COLUMN_FLAG.binary,
  decimals,
});

const text = (length: number): ColumnField => ({
  type: FIELD_TYPE.varString,
  length,
  charset: CHARSET.utf8,
  flags: 0,
  decimals: 0,
});

function declaredField({ name, args, isUnsigned }: ColumnType): ColumnField {
  const sign = isUnsigned ? COLUMN_FLAG.unsigned : 0;
  const number = NUMBERS[name];
  if (number !== undefined) return bare(...number, 0, sign);
  const fraction = FRACTIONS[name];
  if (fraction !== undefined) return bare(...fraction, Number(args[1] ?? AS_MANY_AS_THERE_ARE), sign);
  const moment = MOMENTS[name];
  if (moment !== undefined) return bare(...moment);
  if (['decimal', 'numeric', 'dec', 'fixed'].includes(name)) {
    // A sign and a point are places as well.
    return bare(FIELD_TYPE.newDecimal, Number(args[0] ?? 10) + 2, Number(args[1] ?? 0), sign);
  }
  const [, size = '', kind] = /^(tiny|medium|long)?(text|blob)$/.exec(name) ?? [];
  const longest = LONG_BYTES[size] ?? 0;
  if (kind === 'blob') return bare(FIELD_TYPE.blob, longest, 0, COLUMN_FLAG.blob);
  if (kind === 'text') return { ...text(longest), type: FIELD_TYPE.blob, flags: COLUMN_FLAG.blob };
  if (name === 'varbinary') return bare(FIELD_TYPE.varString, Number(args[0] ?? 255));
  if (name === 'binary') return bare(FIELD_TYPE.string, Number(args[0] ?? 1));
  return text(Number(args[0] ?? 255) * 3);
}

/** Describes a column: as it is declared, or as its values are. Source: MySQL 8.0, sql/field.cc, `Field::make_send_field`. */
export function fieldOf(type: ColumnType | undefined, values: readonly SqlValue[]): ColumnField {
  if (type !== undefined) return declaredField(type);
  const value = values.find((each) => each !== null);
  if (value === undefined) return values.length === 0 ? text(255) : bare(FIELD_TYPE.null, 0);
  if (typeof value === 'string') return text(255);
  const isWhole = values.every((each) => each === null || Number.isInteger(Number(each)));
  return isWhole ? bare(FIELD_TYPE.longlong, 21) : bare(FIELD_TYPE.double, 23, AS_MANY_AS_THERE_ARE);
}
