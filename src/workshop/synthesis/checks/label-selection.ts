import type { PodSource } from './pod-source';
import { type Fields, fieldsOf, itemsOf, textOf, textsOf } from './reading';

/** Whether `labels` fulfil one expression of a selector. Source: apimachinery/pkg/labels/selector.go `Matches`. */
function fulfils(labels: Fields, expression: Fields): boolean {
  const key = textOf(expression.key) ?? '';
  const value = textOf(labels[key]);
  const values = textsOf(expression.values);
  switch (expression.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/** A label selector in either form: plain labels (Services), or matchLabels and matchExpressions (workloads). */
export interface LabelSelector {
  readonly labels: Fields;
  readonly expressions: readonly Fields[];
}

/** Selector of plain labels. */
export const plainSelector = (labels: Fields): LabelSelector => ({ labels, expressions: [] });

/** Selector with `matchLabels` and `matchExpressions`. */
export const fullSelector = (selector: unknown): LabelSelector => ({
  labels: fieldsOf(fieldsOf(selector).matchLabels),
  expressions: itemsOf(fieldsOf(selector).matchExpressions),
});

/** Whether `selector` asks for nothing. */
export const isEmptySelector = ({ labels, expressions }: LabelSelector): boolean =>
  Object.keys(labels).length + expressions.length === 0;

/** Whether `selector` matches `labels`. */
export function matches(selector: LabelSelector, labels: Fields): boolean {
  for (const key in selector.labels) if (labels[key] !== selector.labels[key]) return false;
  return selector.expressions.every((expression) => fulfils(labels, expression));
}

/** As many Pods are compared faster than an earlier answer is found. */
const FEW = 8;

/** The Pods of one namespace, found by their labels without going through all of them. */
export class PodsByLabel {
  private readonly all: PodSource[] = [];
  private readonly byLabel = new Map<string, PodSource[]>();
  private readonly valuesByKey = new Map<string, Set<string>>();
  private readonly known = new Map<string, readonly PodSource[]>();

  /** Adds `pod`; not after the first selection. */
  add(pod: PodSource): void {
    this.all.push(pod);
    for (const [key, value] of Object.entries(pod.labels)) {
      const label = `${key}=${String(value)}`;
      const same = this.byLabel.get(label);
      if (same === undefined) this.byLabel.set(label, [pod]);
      else same.push(pod);
      const values = this.valuesByKey.get(key);
      if (values === undefined) this.valuesByKey.set(key, new Set([String(value)]));
      else values.add(String(value));
    }
  }

  /** The Pods that `selector` matches; a selector that asks for nothing matches every Pod. */
  select(selector: LabelSelector): readonly PodSource[] {
    let candidates: readonly PodSource[] = this.all;
    for (const name in selector.labels) {
      const bearers = this.byLabel.get(`${name}=${String(selector.labels[name])}`) ?? [];
      if (bearers.length < candidates.length) candidates = bearers;
    }
    if (candidates.length <= FEW) return candidates.filter((pod) => matches(selector, pod.labels));
    const key = JSON.stringify([selector.labels, selector.expressions]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const selected = candidates.filter((pod) => matches(selector, pod.labels));
    this.known.set(key, selected);
    return selected;
  }

  /** The values that Pods bear under label `key`. */
  valuesOf(key: string): ReadonlySet<string> {
    return this.valuesByKey.get(key) ?? new Set();
  }

  /** The keys of all labels that Pods bear. */
  get keys(): Iterable<string> {
    return this.valuesByKey.keys();
  }
}
