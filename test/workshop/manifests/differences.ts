import { isObject } from '../../support/json';

/** One place where two objects differ. Absent values are undefined. */
export interface Difference {
  /** JSON path, such as `spec.ports[0].name`. */
  readonly path: string;
  readonly given: unknown;
  readonly ours: unknown;
}

const inside = (path: string, field: string): string => {
  const step = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(field) ? field : `["${field}"]`;
  return path === '' || step.startsWith('[') ? `${path}${step}` : `${path}.${step}`;
};

/** Every place where `given` and `ours` differ, in both directions, as deep as both have a value. */
export function differences(given: unknown, ours: unknown, path = ''): Difference[] {
  if (Array.isArray(given) && Array.isArray(ours)) {
    return Array.from({ length: Math.max(given.length, ours.length) }, (_, index) =>
      differences(given[index], ours[index], `${path}[${index}]`),
    ).flat();
  }
  if (isObject(given) && isObject(ours)) {
    return [...new Set([...Object.keys(given), ...Object.keys(ours)])].flatMap((field) =>
      differences(given[field], ours[field], inside(path, field)),
    );
  }
  return JSON.stringify(given) === JSON.stringify(ours) || areEqual(given, ours) ? [] : [{ path, given, ours }];
}

/** Whether two values say the same whatever the order of their fields. */
export function areEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((field) => [field, sorted(value[field])]),
  );
}
