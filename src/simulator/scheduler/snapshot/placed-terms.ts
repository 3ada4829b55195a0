import type { LabelSelector } from '../../api';
import type { AffinityTerm, NamespaceLabels, TermTarget } from './affinity-term';
import type { PlacedPod } from './matching-pods';
import { NodeCounts } from './node-counts';
import type { NodeInfo } from './node-info';
import type { PodInfo } from './pod-info';
import { SelectorIndex } from './selector-index';

/** What a term of a placed Pod asks of Pods that come later. */
export type TermKind = 'requiredAffinity' | 'requiredAntiAffinity' | 'preferredAffinity' | 'preferredAntiAffinity';

/** Equal terms of placed Pods, and where those Pods are. */
export interface PlacedTerm {
  readonly kind: TermKind;
  readonly term: AffinityTerm;
  readonly selector: LabelSelector;
  readonly counts: NodeCounts;
}

const KINDS: readonly TermKind[] = [
  'requiredAffinity',
  'requiredAntiAffinity',
  'preferredAffinity',
  'preferredAntiAffinity',
];

/** All selectors share one scope: which Namespaces a term looks into is asked afterwards. */
const EVERYWHERE = '';

/** The affinity terms of the Pods that have a node; equal terms of many Pods are one. */
export class PlacedTerms {
  private readonly terms = new Map<string, PlacedTerm>();
  private readonly index = new SelectorIndex<PlacedTerm>();

  add({ pod, node }: PlacedPod): void {
    for (const kind of KINDS) for (const term of pod[kind]) this.change(kind, term, node, 1);
  }

  delete({ pod, node }: PlacedPod): void {
    for (const kind of KINDS) for (const term of pod[kind]) this.change(kind, term, node, -1);
  }

  /** Terms of placed Pods that mean `pod`. */
  meaning(pod: TermTarget, labelsOf: NamespaceLabels): readonly PlacedTerm[] {
    const found: PlacedTerm[] = [];
    this.index.forEachMatch(EVERYWHERE, pod.labels, (placed) => {
      if (placed.term.covers(pod.namespace, labelsOf)) found.push(placed);
    });
    return found;
  }

  /** To be called when a node has come, gone or got other labels. */
  forgetDomains(node: NodeInfo): void {
    for (const { counts } of this.terms.values()) counts.forgetDomains(node);
  }

  private change(kind: TermKind, term: AffinityTerm, node: NodeInfo, delta: number): void {
    const key = `${kind}|${term.text}`;
    let placed = this.terms.get(key);
    if (placed === undefined) {
      placed = { kind, term, selector: term.selector, counts: new NodeCounts() };
      this.terms.set(key, placed);
      this.index.add(EVERYWHERE, placed);
    }
    placed.counts.add(node, delta);
    if (placed.counts.total > 0) return;
    this.terms.delete(key);
    this.index.delete(placed);
  }
}

/** Whether a Pod has any affinity term that others are measured against. */
export const hasTerms = (pod: PodInfo): boolean => KINDS.some((kind) => pod[kind].length > 0);
