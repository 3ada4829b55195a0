import { hasKey, isJsonObject } from '../../api';
import type { ListType } from './merge-type';

/**
 * One step of a path, written as in FieldsV1: `f:name` for a field, `k:{"name":"web"}` for an item by its keys,
 * `v:"x"` for an item of a set, `i:0` for a position.
 *
 * Source: structured-merge-diff v6, fieldpath/serialize-pe.go.
 */
export type PathElement = string;

/** Step to a field. */
export const fieldElement = (name: string): PathElement => `f:${name}`;

/** An item that has no place in its list; the message is the real server's. */
export class ListItemError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ListItemError';
  }
}

/**
 * Step to an item of an associative list. Throws a ListItemError for an item without keys.
 *
 * Source: structured-merge-diff v6, typed/helpers.go `listItemToPathElement`.
 */
export function itemElement(list: ListType, item: unknown): PathElement {
  if (list.keys.length === 0) {
    if (item === null) throw new ListItemError("associative list without keys has an element that's an explicit null");
    if (Array.isArray(item)) throw new ListItemError('not supported: associative list with lists as elements');
    if (isJsonObject(item)) throw new ListItemError("associative list without keys has an element that's a map type");
    return `v:${JSON.stringify(item)}`;
  }
  if (item === null) throw new ListItemError('associative list with keys may not have a null element');
  if (!isJsonObject(item)) throw new ListItemError('associative list with keys may not have non-map elements');
  let keys = '';
  for (const key of list.keys) {
    const value = hasKey(item, key) ? item[key] : list.keyDefault(key);
    if (value !== undefined) keys += `${keys === '' ? '' : ','}${JSON.stringify(key)}:${JSON.stringify(value)}`;
  }
  if (keys === '') {
    const names = list.keys.map((key) => JSON.stringify(key)).join(' ');
    throw new ListItemError(
      `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
    );
  }
  return `k:{${keys}}`;
}

/** A scalar as messages show it: text in quotes. */
const shown = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** A step as messages show it: `.spec`, `[name="web"]`, `[="x"]`. */
export function elementText(element: PathElement): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k':
      return `[${Object.entries(JSON.parse(rest) as Record<string, unknown>)
        .map(([key, value]) => `${key}=${shown(value)}`)
        .join(',')}]`;
    case 'v':
      return `[=${shown(JSON.parse(rest))}]`;
    default:
      return `[${rest}]`;
  }
}

/** A path as messages show it: `.spec.containers[name="web"].image`. */
export const pathText = (path: readonly PathElement[]): string => path.map(elementText).join('');

/** The same few steps are compared again and again. */
const knownValues = new Map<PathElement, readonly unknown[]>();
const KNOWN_VALUES_MAX = 4096;

/** Values of a step that are compared one after the other: numbers as numbers. */
function comparedValues(element: PathElement): readonly unknown[] {
  const known = knownValues.get(element);
  if (known !== undefined) return known;
  const values =
    element[0] === 'k'
      ? Object.values(JSON.parse(element.slice(2)) as Record<string, unknown>)
      : [element[0] === 'v' ? JSON.parse(element.slice(2)) : Number(element.slice(2))];
  if (knownValues.size >= KNOWN_VALUES_MAX) knownValues.clear();
  knownValues.set(element, values);
  return values;
}

/**
 * The order of steps: by kind, then fields by name and items by their values.
 *
 * Source: structured-merge-diff v6, fieldpath/element.go `PathElement.Compare`.
 */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a === b) return 0;
  const isField = a.charCodeAt(0) === 0x66 && b.charCodeAt(0) === 0x66;
  if (!isField && a[0] === b[0] && (a[0] === 'k' || a[0] === 'v' || a[0] === 'i')) {
    const left = comparedValues(a);
    const right = comparedValues(b);
    for (let index = 0; index < Math.min(left.length, right.length); index++) {
      const x = left[index];
      const y = right[index];
      if (x === y) continue;
      if (typeof x === 'number' && typeof y === 'number') return x - y;
      return String(x) < String(y) ? -1 : 1;
    }
  }
  // The kinds f, k, v, i stand in this order, which is alphabetical but for the index.
  if (a[0] !== b[0] && (a[0] === 'i' || b[0] === 'i')) return a[0] === 'i' ? 1 : -1;
  return a < b ? -1 : 1;
}
