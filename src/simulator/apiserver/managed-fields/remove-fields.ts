import { isJsonObject, setKey, type JsonObject } from '../../api';
import type { FieldSet } from './field-set';
import { atomOf, typeOfKey, type ListType, type MapType, type MergeType } from './merge-type';
import { fieldElement, itemElement } from './path-element';

/**
 * A value without the paths of `removed`; null when nothing is left of a map or list that had something. The argument
 * is not changed.
 *
 * Source: structured-merge-diff v6, typed/remove.go.
 */
export function removeFields(value: unknown, removed: FieldSet, type: MergeType): unknown {
  if (removed.isEmpty) return value;
  const atom = atomOf(type, value);
  switch (atom.kind) {
    case 'scalar':
      return value;
    case 'list':
      return Array.isArray(value) && !atom.isAtomic ? removeItems(value, removed, atom) : null;
    case 'map':
      return isJsonObject(value) && !atom.isAtomic ? removeKeys(value, removed, atom) : null;
  }
}

function removeItems(items: readonly unknown[], removed: FieldSet, type: ListType): unknown {
  const result: unknown[] = [];
  for (const item of items) {
    const element = itemElement(type, item);
    if (removed.hasMember(element)) continue;
    const inner = removed.child(element);
    result.push(inner === undefined ? item : removeFields(item, inner, type.element));
  }
  return result.length === 0 ? null : result;
}

function removeKeys(map: JsonObject, removed: FieldSet, type: MapType): unknown {
  const result: Record<string, unknown> = {};
  let count = 0;
  for (const key of Object.keys(map)) {
    const element = fieldElement(key);
    if (removed.hasMember(element)) continue;
    const inner = removed.child(element);
    setKey(result, key, inner === undefined ? map[key] : removeFields(map[key], inner, typeOfKey(type, key)));
    count++;
  }
  return count === 0 ? null : result;
}
