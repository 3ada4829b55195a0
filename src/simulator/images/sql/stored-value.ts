import type { ColumnDefinition } from './ast';
import { SqlError } from './sql-error';
import { type SqlValue, toNumber, toText } from './values';

/** Bits of whole numbers, by the name of their type. */
const INTEGER_BITS: Readonly<Record<string, number>> = {
  bool: 8,
  tinyint: 8,
  smallint: 16,
  mediumint: 24,
  int: 32,
  integer: 32,
  bigint: 64,
  serial: 32,
  bigserial: 64,
  year: 16,
};

const FRACTIONS: readonly string[] = ['decimal', 'numeric', 'float', 'double', 'real', 'dec', 'fixed'];
const TIMES: readonly string[] = ['datetime', 'timestamp', 'date', 'time', 'timestamptz'];

/** Longest texts, in characters, of types without a length. */
const TEXT_MAX: Readonly<Record<string, number>> = { tinytext: 255, tinyblob: 255 };

const MOMENT =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d+)?)?)?(?:Z|[-+]\d{2}:?\d{2})?$/;
const CLOCK = /^-?(\d{1,3}):(\d{1,2})(?::(\d{1,2}))?$/;

const two = (text: string | undefined): string => (text ?? '0').padStart(2, '0');

function storedTime(type: string, text: string): string | undefined {
  if (type === 'time') {
    const clock = CLOCK.exec(text);
    return clock === null ? undefined : `${two(clock[1])}:${two(clock[2])}:${two(clock[3])}`;
  }
  const [, year, month, day, hours, minutes, seconds] = MOMENT.exec(text) ?? [];
  if (year === undefined || Number(month) > 12 || Number(day) > 31) return undefined;
  const date = `${year}-${two(month)}-${two(day)}`;
  return type === 'date' ? date : `${date} ${two(hours)}:${two(minutes)}:${two(seconds)}`;
}

/** What a column takes for a value. `row` is the number of the row in its statement. Throws SqlError. */
export function storedValue(column: ColumnDefinition, value: SqlValue, row: number): SqlValue {
  const { name, type } = column;
  if (value === null) {
    if (!column.isNullable) throw new SqlError({ kind: 'columnIsNull', column: name });
    return null;
  }
  const incorrect = (wanted: string): SqlError =>
    new SqlError({ kind: 'incorrectValue', wanted, value: toText(value), column: name, row });
  const bits = INTEGER_BITS[type.name];
  if (bits !== undefined) {
    if (typeof value === 'string' && !/^\s*[-+]?\d/.test(value)) throw incorrect('integer');
    const number = Math.round(toNumber(value));
    const [low, high] = type.isUnsigned ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
    if (number < low || number > high) throw new SqlError({ kind: 'outOfRange', column: name, row });
    return number;
  }
  if (FRACTIONS.includes(type.name)) return storedFraction(column, value, row, incorrect);
  if (type.name === 'boolean')
    return typeof value === 'string' ? /^(?:1|t|true|y|yes|on)$/i.test(value) : Number(value) !== 0;
  const text = toText(value);
  if (TIMES.includes(type.name)) {
    const time = storedTime(type.name.replace('timestamptz', 'timestamp'), text);
    if (time === undefined) throw incorrect(type.name === 'date' || type.name === 'time' ? type.name : 'datetime');
    return time;
  }
  const lengthMax =
    type.name === 'enum' || type.name === 'set' ? Infinity : Number(type.args[0] ?? TEXT_MAX[type.name] ?? Infinity);
  if ([...text].length > lengthMax) throw new SqlError({ kind: 'tooLong', column: name, row });
  return text;
}

function storedFraction(
  { name, type }: ColumnDefinition,
  value: string | number | boolean,
  row: number,
  incorrect: (kind: string) => SqlError,
): SqlValue {
  if (typeof value === 'string' && !/^\s*[-+]?[\d.]/.test(value)) throw incorrect('decimal');
  const number = toNumber(value);
  const isExact = !['float', 'double', 'real'].includes(type.name);
  if (!isExact) return number;
  const [precision = 10, scale = 0] = type.args.map(Number);
  if (Math.abs(number) >= 10 ** (precision - scale)) throw new SqlError({ kind: 'outOfRange', column: name, row });
  return Number(number.toFixed(scale));
}
