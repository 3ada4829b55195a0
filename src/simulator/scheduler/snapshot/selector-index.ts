import type { Labels, LabelSelector } from '../../api';

/** A label of an object in a scope, such as its Namespace, as one text. */
export const labelKey = (scope: string, key: string, value: string): string => `${scope}\0${key}=${value}`;

/** The labels of a selector's requirements that name exactly one value, as texts. */
export function exactLabels(scope: string, { requirements }: LabelSelector): string[] {
  const keys: string[] = [];
  for (const { key, operator, values } of requirements) {
    const isExact = operator === '=' || operator === '==' || operator === 'in';
    if (isExact && values.length === 1) keys.push(labelKey(scope, key, values[0] as string));
  }
  return keys;
}

interface Selecting {
  readonly selector: LabelSelector;
}

/**
 * Finds the selectors that match given labels without asking every one: each waits under one label that it requires, the
 * one under which the fewest wait.
 */
export class SelectorIndex<Item extends Selecting> {
  private readonly waiting = new Map<string, Set<Item>>();
  private readonly placeOf = new Map<Item, string>();

  /** Adds `item` to a scope. */
  add(scope: string, item: Item): void {
    const place = this.rarest(exactLabels(scope, item.selector)) ?? scope;
    this.placeOf.set(item, place);
    const items = this.waiting.get(place);
    if (items === undefined) this.waiting.set(place, new Set([item]));
    else items.add(item);
  }

  delete(item: Item): void {
    const place = this.placeOf.get(item);
    if (place === undefined) return;
    this.placeOf.delete(item);
    const items = this.waiting.get(place);
    items?.delete(item);
    if (items?.size === 0) this.waiting.delete(place);
  }

  clear(): void {
    this.waiting.clear();
    this.placeOf.clear();
  }

  /** Visits the items of a scope whose selectors match. */
  forEachMatch(scope: string, labels: Labels, visit: (item: Item) => void): void {
    if (this.waiting.size === 0) return;
    this.visitAt(scope, labels, visit);
    for (const key of Object.keys(labels)) this.visitAt(labelKey(scope, key, labels[key] as string), labels, visit);
  }

  private visitAt(place: string, labels: Labels, visit: (item: Item) => void): void {
    for (const item of this.waiting.get(place) ?? []) if (item.selector.matches(labels)) visit(item);
  }

  private rarest(places: readonly string[]): string | undefined {
    let rarest: string | undefined;
    let fewest = Infinity;
    for (const place of places) {
      const size = this.waiting.get(place)?.size ?? 0;
      if (size >= fewest) continue;
      rarest = place;
      fewest = size;
    }
    return rarest;
  }
}
