import type { SqlFunction } from './dialect';
import { SqlError } from './sql-error';
import { compareValues, type SqlValue, toNumber, toText } from './values';

/** Virtual time as a column has it: `2026-01-01 00:00:00`, in UTC. */
export const timeText = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');

type Known = string | number | boolean;

/** A function that is NULL when one of its arguments is. */
const strict =
  (run: (args: readonly Known[]) => SqlValue): SqlFunction =>
  (args) =>
    args.includes(null) ? null : run(args as readonly Known[]);

/** A function of texts. */
const ofTexts = (run: (...texts: readonly string[]) => SqlValue): SqlFunction =>
  strict((args) => run(...args.map(toText)));

/** A function of numbers. */
const ofNumbers = (run: (...numbers: readonly number[]) => number): SqlFunction =>
  strict((args) => run(...args.map(toNumber)));

function substring(text: string, position: number, length = Infinity): string {
  const letters = [...text];
  const begin = position < 0 ? letters.length + position : position - 1;
  if (position === 0 || begin < 0 || length <= 0) return '';
  return letters.slice(begin, begin + length).join('');
}

const rounded = (value: number, digits = 0): number => {
  const factor = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * factor)) / factor;
};

/** The greatest or least of its arguments. */
const extreme =
  (direction: 1 | -1): SqlFunction =>
  (args, { dialect }) =>
    args.includes(null)
      ? null
      : args.reduce((best, value) => (compareValues(value, best, dialect.collate) * direction > 0 ? value : best));

const now: SqlFunction = (_, { nowMs }) => timeText(nowMs);

const substringOf: SqlFunction = strict(([text = '', position = 1, length]) =>
  substring(toText(text), toNumber(position), length === undefined ? undefined : toNumber(length)),
);

/** Functions of all dialects, by their names in lower case. */
export const commonFunctions: Readonly<Record<string, SqlFunction>> = {
  abs: ofNumbers((value = 0) => Math.abs(value)),
  ceil: ofNumbers((value = 0) => Math.ceil(value)),
  ceiling: ofNumbers((value = 0) => Math.ceil(value)),
  floor: ofNumbers((value = 0) => Math.floor(value)),
  mod: strict(([a = 0, b = 0]) => (toNumber(b) === 0 ? null : toNumber(a) % toNumber(b))),
  power: ofNumbers((base = 0, exponent = 1) => base ** exponent),
  round: ofNumbers((value = 0, digits = 0) => rounded(value, digits)),
  sign: ofNumbers((value = 0) => Math.sign(value)),
  sqrt: ofNumbers((value = 0) => Math.sqrt(value)),
  char_length: ofTexts((text = '') => [...text].length),
  concat: ofTexts((...texts) => texts.join('')),
  left: strict(([text = '', count = 0]) => [...toText(text)].slice(0, toNumber(count)).join('')),
  length: ofTexts((text = '') => new TextEncoder().encode(text).length),
  lower: ofTexts((text = '') => text.toLowerCase()),
  ltrim: ofTexts((text = '') => text.replace(/^ +/, '')),
  repeat: strict(([text = '', count = 0]) => toText(text).repeat(Math.max(toNumber(count), 0))),
  replace: ofTexts((text = '', from = '', to = '') => (from === '' ? text : text.replaceAll(from, to))),
  reverse: ofTexts((text = '') => [...text].reverse().join('')),
  right: strict(([text = '', count = 0]) =>
    toNumber(count) <= 0 ? '' : [...toText(text)].slice(-toNumber(count)).join(''),
  ),
  rtrim: ofTexts((text = '') => text.replace(/ +$/, '')),
  substr: substringOf,
  substring: substringOf,
  trim: ofTexts((text = '') => text.replace(/^ +| +$/g, '')),
  upper: ofTexts((text = '') => text.toUpperCase()),
  coalesce: (args) => args.find((value) => value !== null) ?? null,
  greatest: extreme(1),
  least: extreme(-1),
  nullif: ([a = null, b = null], { dialect }) =>
    a !== null && b !== null && compareValues(a, b, dialect.collate) === 0 ? null : a,
  now,
  curdate: (_, { nowMs }) => timeText(nowMs).slice(0, 10),
  random: (_, { random }) => random.next() / 0x1_0000_0000,
};

/** The first argument of a function that needs one. Throws SqlError. */
export function requiredArgument(name: string, args: readonly SqlValue[]): SqlValue {
  const [first] = args;
  if (first === undefined) throw new SqlError({ kind: 'argumentCount', name });
  return first;
}
