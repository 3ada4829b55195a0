import type { Expression } from './ast';
import { operandsOf } from './operands';
import { compareValues, keyOf, type SqlValue, toNumber, toText } from './values';

const AGGREGATES: ReadonlySet<string> = new Set(['avg', 'count', 'group_concat', 'max', 'min', 'sum']);

/** Whether a function is over many rows. */
export const isAggregate = (name: string): boolean => AGGREGATES.has(name);

/** Whether an expression has an aggregate in it: its query makes groups. Queries within it do not count. */
export function hasAggregate(expression: Expression): boolean {
  if (expression.type === 'countRows' || (expression.type === 'call' && isAggregate(expression.name))) return true;
  return operandsOf(expression).some(hasAggregate);
}

/** Value of an aggregate over `values`; those that are NULL do not count. */
export function aggregate(
  name: string,
  values: readonly SqlValue[],
  isDistinct: boolean,
  collate: (text: string) => string,
): SqlValue {
  let known = values.filter((value) => value !== null);
  if (isDistinct) known = [...new Map(known.map((value) => [keyOf([value], collate), value])).values()];
  if (name === 'count') return known.length;
  if (known.length === 0) return null;
  const sum = (): number => known.reduce<number>((total, value) => total + toNumber(value), 0);
  switch (name) {
    case 'sum':
      return sum();
    case 'avg':
      return sum() / known.length;
    case 'group_concat':
      return known.map(toText).join(',');
    default: {
      const direction = name === 'min' ? 1 : -1;
      return known.reduce((best, value) => (compareValues(value, best, collate) * direction < 0 ? value : best));
    }
  }
}
