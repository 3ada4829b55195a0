import { goText, goTypeOf, hasKey, isJsonObject, type JsonObject } from './json';
import { plainError, rejectedPatch } from './patch-error';
import type { StatusError } from './status-error';

/** A value of another type than the patch needs. */
export const wrongType = (expected: string, actual: unknown): StatusError =>
  plainError(`expected a ${expected}, but received a ${goTypeOf(actual)}`);
/** An item of a merged list without its key. */
export const noMergeKey = (item: JsonObject, mergeKey: string): StatusError =>
  plainError(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`);

/** The value as a map. Throws a StatusError 500 for any other. */
export function asMap(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw wrongType('map[string]interface {}', value);
  return value;
}

/** The one Go type that all items have; throws for lists in lists, mixed lists and no items at all. */
export function itemType(...lists: readonly (readonly unknown[])[]): 'map' | 'scalar' {
  let type: string | undefined;
  for (const item of lists.flat(1)) {
    const current = goTypeOf(item);
    if (Array.isArray(item)) throw rejectedPatch();
    if (type !== undefined && type !== current) {
      throw plainError(`list element types are not identical: ${goText(lists)}`);
    }
    type = current;
  }
  if (type === undefined) throw plainError('no elements in any of the given slices');
  return type === goTypeOf({}) ? 'map' : 'scalar';
}

/** Identity of an item: its merge key, or the scalar itself. */
export type Identity = (item: unknown) => unknown;

/** How items are told apart. */
export const identityOf = (mergeKey: string | undefined): Identity =>
  mergeKey === undefined
    ? (item) => item
    : (item) => {
        const map = asMap(item);
        if (!hasKey(map, mergeKey)) throw noMergeKey(map, mergeKey);
        return map[mergeKey];
      };

function positions(order: readonly unknown[], identity: Identity): Map<unknown, number> {
  const result = new Map<unknown, number>();
  order.forEach((item, index) => {
    const id = identity(item);
    if (!result.has(id)) result.set(id, index);
  });
  return result;
}

/**
 * Orders merged items: those of the patch in its order, the others in the server's, and both kinds between each other
 * by the server's order where it knows both; otherwise the patch's item comes first.
 */
export function ordered(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  serverOrder: readonly unknown[],
  identity: Identity,
): unknown[] {
  const inPatch = positions(patchOrder, identity);
  const inServer = positions(serverOrder, identity);
  const by = (order: Map<unknown, number>) => (a: unknown, b: unknown) =>
    (order.get(identity(a)) ?? 0) - (order.get(identity(b)) ?? 0);
  const patched = merged.filter((item) => inPatch.has(identity(item))).sort(by(inPatch));
  const others = merged.filter((item) => !inPatch.has(identity(item))).sort(by(inServer));

  const result: unknown[] = [];
  let next = 0;
  for (const item of patched) {
    const position = inServer.get(identity(item));
    while (next < others.length) {
      const otherPosition = inServer.get(identity(others[next]));
      if (position === undefined || otherPosition === undefined || otherPosition >= position) break;
      result.push(others[next++]);
    }
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}
