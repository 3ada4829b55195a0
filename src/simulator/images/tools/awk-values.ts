import { formatNumber } from '../../process/shell';

/** A value of awk: a number, a text, or a text that came from outside and counts as a number where it looks like one. */
export type AwkValue = number | string | { readonly input: string };

const LOOKS_NUMERIC = /^\s*[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)\s*$/;

/** A text from outside. */
export const fromInput = (text: string): AwkValue => (LOOKS_NUMERIC.test(text) ? { input: text } : text);

/** The number that a value stands for: 0 for a text that begins with none. */
export function toNumber(value: AwkValue): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : value.input;
  return Number(/^\s*[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/.exec(text)?.[0] ?? 0);
}

/** The text of a value; numbers that are not whole by `format` (CONVFMT, OFMT). */
export function toText(value: AwkValue, format = '%.6g'): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return value.input;
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value === 0 ? 0 : value);
  const [, precision = '6', letter = 'g'] = /^%\.?(\d*)([efgEFG])$/.exec(format) ?? [];
  return formatNumber(value, letter, Number(precision || 6));
}

export const isTrue = (value: AwkValue): boolean =>
  typeof value === 'number' ? value !== 0 : typeof value === 'string' ? value !== '' : toNumber(value) !== 0;

/** Order of two values: as numbers when both are, or look like it; as texts otherwise. */
export function compareValues(left: AwkValue, right: AwkValue): number {
  if (typeof left !== 'string' && typeof right !== 'string') return toNumber(left) - toNumber(right);
  const [a, b] = [toText(left), toText(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
