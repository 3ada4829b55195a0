import { type Bindings, matchText } from './text-pattern';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Compares what `wanted` names with the same places of `actual`: texts may be patterns, lists are compared element by
 * element and must be equally long, `undefined` stands for what is not there.
 *
 * @returns the first difference, as `status.phase: Running, got Pending`; undefined when there is none
 */
export function differenceFrom(wanted: unknown, actual: unknown, bound: Bindings, path = ''): string | undefined {
  const differs = (): string => `${path || 'it'}: ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`;
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual) || actual.length !== wanted.length) return differs();
    for (const [index, element] of wanted.entries()) {
      const difference = differenceFrom(element, actual[index], bound, `${path}[${index}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (isObject(wanted)) {
    if (!isObject(actual)) return differs();
    for (const [key, value] of Object.entries(wanted)) {
      const difference = differenceFrom(value, actual[key], bound, path === '' ? key : `${path}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (typeof wanted === 'string' && typeof actual === 'string') {
    return matchText(wanted, actual, bound) === undefined ? differs() : undefined;
  }
  return wanted === actual ? undefined : differs();
}
