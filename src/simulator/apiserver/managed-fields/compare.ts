import { equalJson, hasKey, isJsonObject, type JsonObject } from '../../api';
import { FieldSet } from './field-set';
import { atomOf, typeOfKey, type Atom, type ListType, type MapType, type MergeType } from './merge-type';
import { fieldElement, itemElement, type PathElement } from './path-element';

/** How one object differs from another. */
export interface Comparison {
  /** Paths that only the new object has. */
  readonly added: FieldSet;
  /** Paths with another value. */
  readonly modified: FieldSet;
  /** Paths that only the old object has. */
  readonly removed: FieldSet;
}

/** A value on one side; undefined is no value, null is an explicit one. */
type Side = unknown;

/**
 * Compares two values of a type. Items of associative lists are matched by their keys, so that their order does not
 * matter. Throws a ListItemError for items without keys.
 *
 * Source: structured-merge-diff v6, typed/compare.go.
 */
export function compareValues(before: Side, after: Side, type: MergeType): Comparison {
  const walk = new Walk();
  walk.compare(before, after, type);
  return walk;
}

class Walk implements Comparison {
  readonly added = new FieldSet();
  readonly modified = new FieldSet();
  readonly removed = new FieldSet();
  private readonly path: PathElement[] = [];

  compare(before: Side, after: Side, type: MergeType): void {
    if (before === after) return;
    const left = atomOf(type, before);
    const right = atomOf(type, after);
    if (before !== undefined && after !== undefined && left !== right) this.handle(before, after, left);
    const isLeaf = this.handle(before, after, after === undefined ? left : right);
    if (isLeaf) return;
    if (before === undefined) this.added.insert(this.path);
    else if (after === undefined) this.removed.insert(this.path);
  }

  /** Whether the value was compared as a whole. */
  private handle(before: Side, after: Side, atom: Atom): boolean {
    switch (atom.kind) {
      case 'scalar':
        return this.leaf(before, after);
      case 'list': {
        const left = Array.isArray(before) ? (before as readonly unknown[]) : [];
        const right = Array.isArray(after) ? (after as readonly unknown[]) : [];
        if (atom.isAtomic || (left.length === 0 && right.length === 0)) return this.leaf(before, after);
        this.items(left, right, atom);
        return false;
      }
      case 'map': {
        const left = isJsonObject(before) ? before : {};
        const right = isJsonObject(after) ? after : {};
        if (atom.isAtomic || (isEmpty(left) && isEmpty(right))) return this.leaf(before, after);
        this.keys(left, right, atom);
        return false;
      }
    }
  }

  private leaf(before: Side, after: Side): true {
    if (before === undefined) this.added.insert(this.path);
    else if (after === undefined) this.removed.insert(this.path);
    else if (!equalJson(before, after)) this.modified.insert(this.path);
    return true;
  }

  private keys(before: JsonObject, after: JsonObject, type: MapType): void {
    for (const key of Object.keys(before)) {
      this.step(fieldElement(key), before[key], hasKey(after, key) ? after[key] : undefined, typeOfKey(type, key));
    }
    for (const key of Object.keys(after)) {
      if (!hasKey(before, key)) this.step(fieldElement(key), undefined, after[key], typeOfKey(type, key));
    }
  }

  private step(element: PathElement, before: Side, after: Side, type: MergeType): void {
    if (before === after) return;
    this.path.push(element);
    this.compare(before, after, type);
    this.path.pop();
  }

  private items(before: readonly unknown[], after: readonly unknown[], type: ListType): void {
    if (equalJson(before, after)) return;
    const left = byElement(before, type);
    const right = byElement(after, type);
    for (const element of new Set([...left.keys(), ...right.keys()])) {
      this.item(element, left.get(element) ?? [], right.get(element) ?? [], type.element);
    }
  }

  /** Items with the same keys are compared as a whole: a stored object may have them. */
  private item(element: PathElement, before: readonly unknown[], after: readonly unknown[], type: MergeType): void {
    if (before.length <= 1 && after.length <= 1) {
      this.step(element, before[0], after[0], type);
    } else if (before.length >= 2 && after.length >= 2) {
      if (!equalJson(before, after)) this.modified.insert([...this.path, element]);
    } else if (before.length >= 2) {
      if (after.length > 0) this.step(element, undefined, after[0], type);
      this.removed.insert([...this.path, element]);
    } else {
      if (before.length > 0) this.step(element, before[0], undefined, type);
      this.added.insert([...this.path, element]);
    }
  }
}

function isEmpty(map: JsonObject): boolean {
  for (const key in map) if (hasKey(map, key)) return false;
  return true;
}

function byElement(items: readonly unknown[], type: ListType): Map<PathElement, unknown[]> {
  const result = new Map<PathElement, unknown[]>();
  for (const item of items) {
    const element = itemElement(type, item);
    const found = result.get(element);
    if (found === undefined) result.set(element, [item]);
    else found.push(item);
  }
  return result;
}
