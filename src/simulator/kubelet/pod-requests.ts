import { extended, parseQuantity, podAmounts, type Container, type Pod, type PodSpec, type Quantity } from '../api';

/** Amounts by resource: processor time in thousandths of a core, everything else in whole units. */
export type Amounts = Readonly<Record<string, number>>;

const numberOf = (resource: string, quantity: Quantity): number =>
  resource === 'cpu' ? quantity.milliValue() : quantity.value();

/** A quantity of a resource as a number; processor time in thousandths of a core. */
export const amountOf = (resource: string, quantity: string): number => numberOf(resource, parseQuantity(quantity));

const isEmpty = (amounts: Amounts): boolean => Object.keys(amounts).length === 0;

/** Each amount of `left`, made `right`'s by `combine`. */
function combined(left: Amounts, right: Amounts, combine: (a: number, b: number) => number): Amounts {
  if (isEmpty(right)) return left;
  const result: Record<string, number> = extended(left, {});
  for (const [resource, amount] of Object.entries(right)) result[resource] = combine(result[resource] ?? 0, amount);
  return result;
}

/** The sum of two lists of amounts. */
export const plus = (left: Amounts, right: Amounts): Amounts => combined(left, right, (a, b) => a + b);

/** The difference of two lists of amounts. */
export const minus = (left: Amounts, right: Amounts): Amounts => combined(left, right, (a, b) => a - b);

/** What a Pod asks for. */
export function podRequests(spec: PodSpec): Amounts {
  const amounts: Record<string, number> = {};
  for (const [resource, quantity] of podAmounts(spec, 'requests')) amounts[resource] = numberOf(resource, quantity);
  return amounts;
}

/** Memory that a container asks for, in bytes. */
export const memoryRequest = ({ resources }: Container): number =>
  amountOf('memory', resources.requests?.['memory'] ?? '0');

/** Memory that all containers of a Pod ask for, in bytes. */
export const podMemoryRequest = ({ spec }: Pod): number => podRequests(spec)['memory'] ?? 0;
