import { regularExpression } from './regular-expression';
import { CelError, CelObject, isCelList, isCelMap, isEqual, Optional, type CelFunction, type CelValue } from './value';

const isText = (value: CelValue | undefined): value is string => typeof value === 'string';

/** A method of a text with further texts. */
const onText =
  (run: (text: string, ...others: readonly string[]) => CelValue): CelFunction =>
  (...args) =>
    args.every(isText) ? run(...(args as readonly [string, ...string[]])) : undefined;

function numbers(value: CelValue): readonly number[] | undefined {
  return isCelList(value) && value.every((each) => typeof each === 'number') ? (value as readonly number[]) : undefined;
}

function size(value: CelValue): CelValue | undefined {
  if (isText(value)) return [...value].length;
  if (isCelList(value)) return value.length;
  return isCelMap(value) ? Object.keys(value).length : undefined;
}

function toNumber(value: CelValue, isWhole: boolean): number {
  const number = typeof value === 'boolean' ? Number.NaN : Number(value);
  if (Number.isNaN(number) || value === '')
    throw new CelError(`type conversion error from '${String(value as string)}'`);
  return isWhole ? Math.trunc(number) : number;
}

/** The best of a list of numbers or texts. */
function best(value: CelValue, isBetter: (a: number | string, b: number | string) => boolean): CelValue | undefined {
  if (!isCelList(value) || value.length === 0) return undefined;
  return (value as readonly (number | string)[]).reduce((left, right) => (isBetter(right, left) ? right : left));
}

/**
 * Functions and methods that rules may call.
 * Source: cel-spec, doc/langdef.md; Kubernetes 1.36, apiserver/pkg/cel/library. Types of their own have
 * libraries of their own.
 */
export const FUNCTIONS: Readonly<Record<string, CelFunction>> = {
  size,
  startsWith: onText((text, prefix = '') => text.startsWith(prefix)),
  endsWith: onText((text, suffix = '') => text.endsWith(suffix)),
  contains: onText((text, part = '') => text.includes(part)),
  matches: onText((text, pattern = '') => regularExpression(pattern).test(text)),
  find: onText((text, pattern = '') => regularExpression(pattern).exec(text)?.[0] ?? ''),
  findAll: (text, pattern, max) => {
    if (!isText(text) || !isText(pattern)) return undefined;
    const all = [...text.matchAll(regularExpression(pattern, 'g'))].map(([whole]) => whole);
    return typeof max === 'number' && max >= 0 ? all.slice(0, max) : all;
  },
  lowerAscii: onText((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  upperAscii: onText((text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  trim: onText((text) => text.trim()),
  split: (text, separator, max) => {
    if (!isText(text) || !isText(separator)) return undefined;
    const parts = text.split(separator);
    if (typeof max !== 'number' || max < 0 || max >= parts.length) return parts;
    return max === 0 ? [] : [...parts.slice(0, max - 1), parts.slice(max - 1).join(separator)];
  },
  replace: (text, from, to, max) => {
    if (!isText(text) || !isText(from) || !isText(to)) return undefined;
    const parts = text.split(from);
    if (typeof max !== 'number' || max < 0 || max >= parts.length - 1) return parts.join(to);
    return [parts.slice(0, max + 1).join(to), ...parts.slice(max + 1)].join(from);
  },
  reverse: (value) => {
    if (isText(value)) return [...value].reverse().join('');
    return isCelList(value as CelValue) ? [...(value as readonly CelValue[])].reverse() : undefined;
  },
  'strings.quote': (text) => (isText(text) ? JSON.stringify(text) : undefined),
  charAt: (text, index) => (isText(text) && typeof index === 'number' ? (text[index] ?? '') : undefined),
  indexOf: (list, item, from) => {
    const start = typeof from === 'number' ? from : undefined;
    if (isText(list)) return isText(item) ? list.indexOf(item, start) : undefined;
    if (!isCelList(list as CelValue)) return undefined;
    return (list as readonly CelValue[]).findIndex((each) => isEqual(each, item as CelValue));
  },
  lastIndexOf: (list, item, from) => {
    if (isText(list))
      return isText(item) ? list.lastIndexOf(item, typeof from === 'number' ? from : undefined) : undefined;
    if (!isCelList(list as CelValue)) return undefined;
    return (list as readonly CelValue[]).findLastIndex((each) => isEqual(each, item as CelValue));
  },
  substring: (text, from, to) =>
    isText(text) && typeof from === 'number' ? text.slice(from, typeof to === 'number' ? to : undefined) : undefined,
  join: (list, separator) =>
    isCelList(list as CelValue) ? (list as readonly string[]).join(isText(separator) ? separator : '') : undefined,
  isSorted: (list) =>
    isCelList(list as CelValue)
      ? (list as readonly number[]).every((each, index, all) => index === 0 || (all[index - 1] as number) <= each)
      : undefined,
  sum: (list) => numbers(list as CelValue)?.reduce((left, right) => left + right, 0),
  min: (list) => best(list as CelValue, (a, b) => a < b),
  max: (list) => best(list as CelValue, (a, b) => a > b),
  int: (value) => (value instanceof CelObject ? undefined : toNumber(value as CelValue, true)),
  uint: (value) => toNumber(value as CelValue, true),
  double: (value) => toNumber(value as CelValue, false),
  string: (value) => (typeof value === 'object' && !(value instanceof CelObject) ? undefined : String(value)),
  bool: (value) =>
    value === 'true' || value === true ? true : value === 'false' || value === false ? false : undefined,
  dyn: (value) => value,
  type: (value) => typeName(value as CelValue),
  hasValue: (value) => (value instanceof Optional ? value.value !== undefined : undefined),
  value: (value) => {
    if (!(value instanceof Optional)) return undefined;
    if (value.value === undefined) throw new CelError('optional.none() dereference');
    return value.value;
  },
  orValue: (value, other) => (value instanceof Optional ? (value.value ?? other) : undefined),
  or: (value, other) => (value instanceof Optional ? (value.value === undefined ? other : value) : undefined),
  'optional.none': () => new Optional(undefined),
  'optional.of': (value) => new Optional(value),
  'optional.ofNonZeroValue': (value) => new Optional(isZero(value as CelValue) ? undefined : value),
  'sets.contains': (list, others) => overLists(list, others, (a, b) => b.every((each) => holds(a, each))),
  'sets.intersects': (list, others) => overLists(list, others, (a, b) => b.some((each) => holds(a, each))),
  'sets.equivalent': (list, others) =>
    overLists(list, others, (a, b) => a.every((each) => holds(b, each)) && b.every((each) => holds(a, each))),
};

type CelList = readonly CelValue[];

const holds = (list: CelList, item: CelValue): boolean => list.some((each) => isEqual(each, item));

function overLists(
  list: CelValue | undefined,
  others: CelValue | undefined,
  run: (list: CelList, others: CelList) => boolean,
): boolean | undefined {
  if (!Array.isArray(list) || !Array.isArray(others)) return undefined;
  return run(list as CelList, others as CelList);
}

const isZero = (value: CelValue): boolean =>
  value === null || value === false || value === 0 || value === '' || (isCelSized(value) && size(value) === 0);

const isCelSized = (value: CelValue): boolean => isCelList(value) || isCelMap(value);

function typeName(value: CelValue): string {
  if (value === null) return 'null_type';
  if (value instanceof CelObject) return value.type;
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  if (typeof value === 'object') return isCelList(value) ? 'list' : 'map';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
