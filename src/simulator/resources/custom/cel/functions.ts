import { CelError, isCelList, isCelMap, Optional, type CelValue } from './value';

/** A function over values: the target of a method comes first. */
type CelFunction = (...args: readonly CelValue[]) => CelValue | undefined;

const isText = (value: CelValue | undefined): value is string => typeof value === 'string';

/** A method of a text with further texts. */
const onText =
  (run: (text: string, ...others: readonly string[]) => CelValue): CelFunction =>
  (...args) =>
    args.every(isText) ? run(...(args as readonly [string, ...string[]])) : undefined;

function expression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    throw new CelError(`error parsing regexp: ${pattern}`);
  }
}

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
 * Source: cel-spec, doc/langdef.md; Kubernetes 1.36, apiserver/pkg/cel/library. Not modelled: times, URLs, addresses,
 * quantities, versions and formats.
 */
export const FUNCTIONS: Readonly<Record<string, CelFunction>> = {
  size,
  startsWith: onText((text, prefix = '') => text.startsWith(prefix)),
  endsWith: onText((text, suffix = '') => text.endsWith(suffix)),
  contains: onText((text, part = '') => text.includes(part)),
  matches: onText((text, pattern = '') => expression(pattern).test(text)),
  find: onText((text, pattern = '') => expression(pattern).exec(text)?.[0] ?? ''),
  findAll: onText((text, pattern = '') => [...text.matchAll(new RegExp(pattern, 'gu'))].map(([whole]) => whole)),
  lowerAscii: onText((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  upperAscii: onText((text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  trim: onText((text) => text.trim()),
  split: onText((text, separator = '') => text.split(separator)),
  replace: onText((text, from = '', to = '') => text.split(from).join(to)),
  charAt: (text, index) => (isText(text) && typeof index === 'number' ? (text[index] ?? '') : undefined),
  indexOf: (list, item) => {
    if (isText(list)) return isText(item) ? list.indexOf(item) : undefined;
    return isCelList(list as CelValue) ? (list as readonly CelValue[]).indexOf(item as CelValue) : undefined;
  },
  lastIndexOf: (list, item) => (isText(list) && isText(item) ? list.lastIndexOf(item) : undefined),
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
  int: (value) => toNumber(value as CelValue, true),
  uint: (value) => toNumber(value as CelValue, true),
  double: (value) => toNumber(value as CelValue, false),
  string: (value) => (typeof value === 'object' ? undefined : String(value)),
  bool: (value) =>
    value === 'true' || value === true ? true : value === 'false' || value === false ? false : undefined,
  dyn: (value) => value,
  type: (value) => typeName(value as CelValue),
  hasValue: (value) => (value instanceof Optional ? value.value !== undefined : undefined),
  value: (value) => (value instanceof Optional ? value.value : undefined),
  orValue: (value, other) => (value instanceof Optional ? (value.value ?? other) : undefined),
};

function typeName(value: CelValue): string {
  if (value === null) return 'null_type';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  if (typeof value === 'object') return isCelList(value) ? 'list' : 'map';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
