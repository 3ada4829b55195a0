import type { Labels, LabelSelector } from '../../api';
import { LabelSets } from './label-sets';

/** A label that a selector asks for; without both parts, none in particular. */
export interface ExactLabel {
  readonly key: string;
  readonly value: string;
}

/** The labels of a selector's requirements that name exactly one value. */
export function exactLabels({ requirements }: LabelSelector): ExactLabel[] {
  const labels: ExactLabel[] = [];
  for (const { key, operator, values } of requirements) {
    const isExact = operator === '=' || operator === '==' || operator === 'in';
    if (isExact && values.length === 1) labels.push({ key, value: values[0] as string });
  }
  return labels;
}

interface Selecting {
  readonly selector: LabelSelector;
}

/** Where the selectors of a scope wait that require no label in particular. */
const ANYWHERE: ExactLabel = { key: '', value: '' };

interface Place {
  readonly scope: string;
  readonly label: ExactLabel;
}

/**
 * Finds the selectors that match given labels without asking every one: each waits under one label that it requires, the
 * one under which the fewest wait.
 */
export class SelectorIndex<Item extends Selecting> {
  private readonly waiting = new LabelSets<Item>();
  private readonly placeOf = new Map<Item, Place>();

  /** Adds `item` to a scope. */
  add(scope: string, item: Item): void {
    const label = this.rarest(scope, exactLabels(item.selector));
    this.placeOf.set(item, { scope, label });
    this.waiting.add(item, scope, label.key, label.value);
  }

  delete(item: Item): void {
    const place = this.placeOf.get(item);
    if (place === undefined) return;
    this.placeOf.delete(item);
    this.waiting.delete(item, place.scope, place.label.key, place.label.value);
  }

  clear(): void {
    this.waiting.clear();
    this.placeOf.clear();
  }

  /** Visits the items of a scope whose selectors match. */
  forEachMatch(scope: string, labels: Labels, visit: (item: Item) => void): void {
    if (this.waiting.isEmpty) return;
    this.visitAt(this.waiting.get(scope), labels, visit);
    for (const key in labels) {
      if (Object.hasOwn(labels, key)) this.visitAt(this.waiting.get(scope, key, labels[key] as string), labels, visit);
    }
  }

  private visitAt(items: ReadonlySet<Item>, labels: Labels, visit: (item: Item) => void): void {
    if (items.size === 0) return;
    for (const item of items) if (item.selector.matches(labels)) visit(item);
  }

  private rarest(scope: string, labels: readonly ExactLabel[]): ExactLabel {
    let rarest = ANYWHERE;
    let fewest = Infinity;
    for (const label of labels) {
      const { size } = this.waiting.get(scope, label.key, label.value);
      if (size >= fewest) continue;
      rarest = label;
      fewest = size;
    }
    return rarest;
  }
}
