/** A value of an expression. Integers and doubles are both numbers. */
export type CelValue =
  null | boolean | number | string | readonly CelValue[] | { readonly [key: string]: CelValue } | Optional;

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
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Optional);

/** Whether a value is a list. */
export const isCelList = (value: CelValue): value is readonly CelValue[] => Array.isArray(value);
