import { parseQuantity, type Container, type Pod, type PodSpec } from '../api';
import { isSidecar } from './restart-policy';

/** Amounts by resource: processor time in thousandths of a core, everything else in whole units. */
export type Amounts = Readonly<Record<string, number>>;

const NONE: Amounts = Object.freeze({});

/** A quantity of a resource as a number; processor time in thousandths of a core. */
export const amountOf = (resource: string, quantity: string): number => {
  const parsed = parseQuantity(quantity);
  return resource === 'cpu' ? parsed.milliValue() : parsed.value();
};

/** Quantities as numbers. */
export function amountsOf(quantities: Readonly<Record<string, string>> | undefined): Amounts {
  if (quantities === undefined) return NONE;
  const amounts: Record<string, number> = {};
  for (const [resource, quantity] of Object.entries(quantities)) amounts[resource] = amountOf(resource, quantity);
  return amounts;
}

const isEmpty = (amounts: Amounts): boolean => Object.keys(amounts).length === 0;

/** Each amount of `left`, made `right`'s by `combine`. */
function combined(left: Amounts, right: Amounts, combine: (a: number, b: number) => number): Amounts {
  if (isEmpty(right)) return left;
  const result: Record<string, number> = { ...left };
  for (const [resource, amount] of Object.entries(right)) result[resource] = combine(result[resource] ?? 0, amount);
  return result;
}

/** The sum of two lists of amounts. */
export const plus = (left: Amounts, right: Amounts): Amounts => combined(left, right, (a, b) => a + b);

/** The difference of two lists of amounts. */
export const minus = (left: Amounts, right: Amounts): Amounts => combined(left, right, (a, b) => a - b);

const requestsOf = ({ resources }: Container): Amounts => amountsOf(resources.requests);

/**
 * What a Pod asks for: the sum of its containers and sidecars, or the most that its init containers need at a time.
 *
 * Source: Kubernetes 1.36, component-helpers/resource/helpers.go `PodRequests`.
 */
export function podRequests({ containers, initContainers = [], overhead, resources }: PodSpec): Amounts {
  let total = NONE;
  for (const container of containers) total = plus(total, requestsOf(container));
  let sidecars = NONE;
  let largest = NONE;
  for (const container of initContainers) {
    const own = requestsOf(container);
    const now = plus(sidecars, own);
    largest = combined(largest, now, Math.max);
    if (isSidecar(container)) sidecars = now;
  }
  const needed = combined(plus(total, sidecars), largest, Math.max);
  // What the Pod says as a whole goes before what its containers say.
  const whole = { ...needed, ...amountsOf(resources?.requests) };
  return isEmpty(whole) && overhead === undefined ? NONE : plus(whole, amountsOf(overhead));
}

/** Memory that a container asks for, in bytes. */
export const memoryRequest = ({ resources }: Container): number => amountsOf(resources.requests)['memory'] ?? 0;

/** Memory that all containers of a Pod ask for, in bytes. */
export const podMemoryRequest = ({ spec }: Pod): number => podRequests(spec)['memory'] ?? 0;
