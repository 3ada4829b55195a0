import type { Coroutine } from '../../process';

/** Something that scripts call. */
export class ScriptFunction {
  constructor(
    readonly name: string,
    /** What it does; `self` is what stands before the dot. */
    readonly call: (args: readonly unknown[], self: unknown) => Coroutine<unknown>,
  ) {}
}

/** A function that need not wait. */
export const plainFunction = (name: string, does: (...args: readonly unknown[]) => unknown): ScriptFunction =>
  // eslint-disable-next-line require-yield -- Functions are coroutines; this one is over at once.
  new ScriptFunction(name, function* (args) {
    return does(...args);
  });

/** An object whose members are made when a script asks for them. */
export interface HostObject {
  /** A member; undefined for what it has not. */
  scriptMember(name: string): unknown;
}

export const isHostObject = (value: unknown): value is HostObject =>
  typeof value === 'object' && value !== null && 'scriptMember' in value;

/** Objects of scripts are plain ones. */
export type PlainObject = Record<string, unknown>;

export const isPlainObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null);

/** Text of a value, as `String(value)` makes it. */
export function scriptText(value: unknown): string {
  if (Array.isArray(value))
    return value.map((each) => (each === undefined || each === null ? '' : scriptText(each))).join(',');
  if (value instanceof ScriptFunction) return `function ${value.name}() { [native code] }`;
  if (isHostObject(value) || isPlainObject(value)) return '[object Object]';
  return String(value);
}
