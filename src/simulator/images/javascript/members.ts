import type { Coroutine } from '../../process';
import { ScriptError } from './script-error';
import { isHostObject, isPlainObject, plainFunction, ScriptFunction, scriptText } from './values';

type Method = (args: readonly unknown[]) => Coroutine<unknown>;

const calls = (action: unknown, args: readonly unknown[]): Coroutine<unknown> => {
  if (!(action instanceof ScriptFunction)) throw new ScriptError('argument is not a function', 'TypeError');
  return action.call(args, undefined);
};

/** Methods of arrays that call functions, which may wait. */
const listMethods = (list: unknown[]): Readonly<Record<string, Method>> => ({
  *forEach([action]) {
    for (const [index, item] of list.entries()) yield* calls(action, [item, index]);
  },
  *map([action]) {
    const results: unknown[] = [];
    for (const [index, item] of list.entries()) results.push(yield* calls(action, [item, index]));
    return results;
  },
  *filter([action]) {
    const results: unknown[] = [];
    for (const [index, item] of list.entries()) if (yield* calls(action, [item, index])) results.push(item);
    return results;
  },
  *find([action]) {
    for (const [index, item] of list.entries()) if (yield* calls(action, [item, index])) return item;
    return undefined;
  },
  *some([action]) {
    for (const [index, item] of list.entries()) if (yield* calls(action, [item, index])) return true;
    return false;
  },
  *every([action]) {
    for (const [index, item] of list.entries()) if (!(yield* calls(action, [item, index]))) return false;
    return true;
  },
});

const number = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));

const PLAIN_LIST: Readonly<Record<string, (list: unknown[], ...args: readonly unknown[]) => unknown>> = {
  push: (list, ...items) => list.push(...items),
  pop: (list) => list.pop(),
  shift: (list) => list.shift(),
  concat: (list, ...others) => list.concat(...others),
  slice: (list, from, to) => list.slice(number(from), number(to)),
  join: (list, separator) => list.map(scriptText).join(separator === undefined ? ',' : scriptText(separator)),
  indexOf: (list, item) => list.indexOf(item),
  includes: (list, item) => list.includes(item),
  reverse: (list) => list.reverse(),
  sort: (list) => list.sort(),
};

const TEXT: Readonly<Record<string, (text: string, ...args: readonly unknown[]) => unknown>> = {
  toString: (text: string) => text,
  toUpperCase: (text) => text.toUpperCase(),
  toLowerCase: (text) => text.toLowerCase(),
  trim: (text) => text.trim(),
  split: (text, separator) => text.split(separator instanceof RegExp ? separator : scriptText(separator)),
  substring: (text, from, to) => text.substring(number(from) ?? 0, number(to)),
  slice: (text, from, to) => text.slice(number(from), number(to)),
  indexOf: (text, part) => text.indexOf(scriptText(part)),
  includes: (text, part) => text.includes(scriptText(part)),
  startsWith: (text, part) => text.startsWith(scriptText(part)),
  endsWith: (text, part) => text.endsWith(scriptText(part)),
  charAt: (text, index) => text.charAt(Number(index)),
  repeat: (text, count) => text.repeat(Math.min(Math.max(0, Number(count)), 1_000_000)),
  match: (text, pattern) => text.match(pattern instanceof RegExp ? pattern : scriptText(pattern)),
  replace: (text, pattern, by) =>
    text.replace(pattern instanceof RegExp ? pattern : scriptText(pattern), scriptText(by)),
};

function memberOfText(text: string, name: string): unknown {
  if (name === 'length') return text.length;
  if (/^\d+$/.test(name)) return text[Number(name)];
  const method = Object.hasOwn(TEXT, name) ? TEXT[name] : undefined;
  return method === undefined ? undefined : plainFunction(name, (...args) => method(text, ...args));
}

function memberOfList(list: unknown[], name: string): unknown {
  if (name === 'length') return list.length;
  if (/^\d+$/.test(name)) return list[Number(name)];
  const plain = Object.hasOwn(PLAIN_LIST, name) ? PLAIN_LIST[name] : undefined;
  if (plain !== undefined) return plainFunction(name, (...args) => plain(list, ...args));
  const methods = listMethods(list);
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method === undefined ? undefined : new ScriptFunction(name, method);
}

/** The member of a value that has a name; undefined when it has none. @throws ScriptError for members of nothing */
export function memberOf(value: unknown, name: string): unknown {
  if (value === undefined || value === null) {
    throw new ScriptError(`Cannot read properties of ${String(value)} (reading '${name}')`, 'TypeError');
  }
  if (isHostObject(value)) return value.scriptMember(name);
  if (typeof value === 'string') return memberOfText(value, name);
  if (Array.isArray(value)) return memberOfList(value, name);
  if (isPlainObject(value)) {
    if (Object.hasOwn(value, name)) return value[name];
    if (name === 'hasOwnProperty') return plainFunction(name, (key) => Object.hasOwn(value, scriptText(key)));
  }
  if (value instanceof Error && name === 'message') return value.message;
  if (value instanceof Date) {
    if (name === 'toISOString') return plainFunction(name, () => value.toISOString());
    if (name === 'getTime' || name === 'valueOf') return plainFunction(name, () => value.getTime());
  }
  if (name === 'toString') return plainFunction(name, () => scriptText(value));
  if (typeof value === 'number' && name === 'toFixed')
    return plainFunction(name, (digits) => value.toFixed(Number(digits ?? 0)));
  if (value instanceof RegExp && name === 'test') return plainFunction(name, (text) => value.test(scriptText(text)));
  return undefined;
}
