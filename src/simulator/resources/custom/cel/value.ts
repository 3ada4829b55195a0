/** A value of an expression. Integers and doubles are both numbers. */
export type CelValue =
  null | boolean | number | string | readonly CelValue[] | { readonly [key: string]: CelValue } | Optional | CelObject;

/** A value of a type of its own: a time, an address, a quantity. */
export abstract class CelObject {
  /** What `type()` says. */
  abstract readonly type: string;
  /** What it is compared by; undefined for what has no order. */
  abstract readonly order: bigint | string | undefined;
  /** The value as `string()` writes it. */
  abstract toString(): string;
}

/** A value that may be missing. */
export class Optional {
  constructor(readonly value: CelValue | undefined) {}
}

/** An expression that cannot be read or evaluated; the message is for the author of the rule. */
export class CelError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CelError';
  }
}

/** Whether a value is a map. */
export const isCelMap = (value: CelValue): value is { readonly [key: string]: CelValue } =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Optional) &&
  !(value instanceof CelObject);

/** Whether two values are equal. */
export function isEqual(a: CelValue, b: CelValue): boolean {
  if (a instanceof CelObject || b instanceof CelObject) {
    return a instanceof CelObject && b instanceof CelObject && a.type === b.type && String(a) === String(b);
  }
  if (a instanceof Optional || b instanceof Optional) {
    if (!(a instanceof Optional) || !(b instanceof Optional)) return false;
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return isEqual(a.value, b.value);
  }
  if (isCelList(a) && isCelList(b)) return a.length === b.length && a.every((each, at) => isEqual(each, b[at] ?? null));
  if (!isCelMap(a) || !isCelMap(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => key in b && isEqual(a[key] ?? null, b[key] ?? null))
  );
}

/** A function over values, the target of a method first; undefined when it is not for values of these types. */
export type CelFunction = (...args: readonly CelValue[]) => CelValue | undefined;

/** Functions by name. Several libraries may have one of the same name for different types. */
export type CelLibrary = Readonly<Record<string, CelFunction>>;

/** Whether a value is a list. */
export const isCelList = (value: CelValue): value is readonly CelValue[] => Array.isArray(value);
