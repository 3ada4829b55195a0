/** A value of a column or an expression. Dates and times are texts: `2026-01-01 00:00:00`. */
export type SqlValue = string | number | boolean | null;

/** A number at the beginning of a text, 0 without one: what MySQL makes of a text that is calculated with. */
function leadingNumber(text: string): number {
  const match = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text);
  return match === null ? 0 : Number(match[0]);
}

/** A value as a number. */
export function toNumber(value: string | number | boolean): number {
  return typeof value === 'string' ? leadingNumber(value) : Number(value);
}

/** A value as a text, as it is shown. */
export function toText(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number' && Math.abs(value) >= 1e15) return value.toExponential().replace('e+', 'e');
  return String(value);
}

/** Whether a condition holds; undefined when nobody knows. */
export const truthOf = (value: SqlValue): boolean | undefined => (value === null ? undefined : toNumber(value) !== 0);

/**
 * Which of two values comes first: negative, 0 or positive. Texts are compared as `collate` makes them, others as
 * numbers. NULL comes first.
 */
export function compareValues(a: SqlValue, b: SqlValue, collate: (text: string) => string): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string' && typeof b === 'string') {
    const [first, second] = [collate(a), collate(b)];
    return first < second ? -1 : first > second ? 1 : 0;
  }
  return toNumber(a) - toNumber(b);
}

/** A text that is the same for values that are equal: a key of maps. */
export function keyOf(values: readonly SqlValue[], collate: (text: string) => string): string {
  return JSON.stringify(values.map((value) => (typeof value === 'string' ? collate(value) : value)));
}
