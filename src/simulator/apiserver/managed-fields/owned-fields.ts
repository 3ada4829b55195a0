import { isJsonObject } from '../../api';
import { FieldSet } from './field-set';
import { atomOf, typeOfKey, type ListType, type MergeType } from './merge-type';
import { fieldElement, itemElement, type PathElement } from './path-element';

/**
 * The paths that a configuration owns when it is applied: its scalars and atomic values, each item of an associative
 * list with what is in it, keys of maps, and maps that are empty.
 *
 * Source: structured-merge-diff v6, typed/tofieldset.go.
 */
export function ownedFields(config: unknown, type: MergeType): FieldSet {
  const set = new FieldSet();
  collect(config, type, [], set);
  return set;
}

function collect(value: unknown, type: MergeType, path: PathElement[], set: FieldSet): void {
  const atom = atomOf(type, value);
  if (atom.kind === 'scalar' || atom.isAtomic) {
    set.insert(path);
  } else if (atom.kind === 'list') {
    if (Array.isArray(value)) collectItems(value, atom, path, set);
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      const inner = value[key];
      path.push(fieldElement(key));
      collect(inner, typeOfKey(atom, key), path, set);
      const isEmptyMap = isJsonObject(inner) && Object.keys(inner).length === 0;
      if (inner === null || isEmptyMap || atom.field(key) === undefined) set.insert(path);
      path.pop();
    }
  }
}

function collectItems(items: readonly unknown[], type: ListType, path: PathElement[], set: FieldSet): void {
  const elements = items.map((item) => itemElement(type, item));
  const counts = new Map<PathElement, number>();
  for (const element of elements) counts.set(element, (counts.get(element) ?? 0) + 1);
  items.forEach((item, index) => {
    const element = elements[index] as PathElement;
    path.push(element);
    // What is in items with the same keys is owned as a whole.
    if (counts.get(element) === 1) collect(item, type.element, path, set);
    set.insert(path);
    path.pop();
  });
}
