import { CommandError, notAFloat, notAnInteger } from '../protocol/reply';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** A whole number of 64 bits as Redis writes it; undefined for any other text. */
export function findInt64(text: string): bigint | undefined {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > INT64_MAX || value < INT64_MIN ? undefined : value;
}

/** Throws CommandError when `text` is no whole number of 64 bits. */
export function parseInt64(text: string): bigint {
  const value = findInt64(text);
  if (value === undefined) throw notAnInteger();
  return value;
}

/** Whether a sum is beyond 64 bits. */
export const overflowsInt64 = (value: bigint): boolean => value > INT64_MAX || value < INT64_MIN;

/** A whole number that may lose precision: an index, a count, a time. Throws CommandError for any other text. */
export const parseInteger = (text: string): number => Number(parseInt64(text));

/** A whole number of at least 0. Throws CommandError for any other text. */
export function parseCount(text: string): number {
  const value = findInt64(text);
  if (value === undefined || value < 0n) throw new CommandError('ERR value is out of range, must be positive');
  return Number(value);
}

/** A number with a fraction, or an infinite one. Throws CommandError with `problem` for any other text. */
export function parseFloat64(text: string, problem = notAFloat): number {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) throw problem();
  return Number(text);
}

/** A number as Redis writes it: the shortest text that reads back as the same. Source: Redis 7.0, src/util.c `d2string`. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0';
  return String(value).replace(/^(-?\d(?:\.\d+)?)e([+-])(\d)$/, '$1e$20$3');
}

/** A number with the 17 digits that releases before 7.2 write: C's `%.17g`. */
export function formatDouble17(value: number): string {
  if (!Number.isFinite(value) || Number.isInteger(value)) return formatDouble(value);
  const text = value.toPrecision(17);
  const [digits = '', exponent] = text.split('e');
  const short = digits.replace(/\.?0+$/, '');
  return exponent === undefined ? short : `${short}e${exponent.replace(/^([+-])(\d)$/, '$10$2')}`;
}

/** A sum without the noise of its last digits: 17 of them, then no zeros. Source: Redis 7.0, src/util.c `ld2string`. */
export function formatLongDouble(value: number): string {
  if (!Number.isFinite(value)) return formatDouble(value);
  const text = Number(value.toPrecision(15)).toString();
  return text.includes('e') ? value.toFixed(17).replace(/\.?0+$/, '') : text;
}
