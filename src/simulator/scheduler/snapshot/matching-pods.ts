import { NOTHING, type LabelSelector } from '../../api';
import { LabelSets } from './label-sets';
import { NodeCounts } from './node-counts';
import type { NodeInfo } from './node-info';
import type { PodInfo } from './pod-info';
import { exactLabels, SelectorIndex } from './selector-index';

/** A selector whose matching Pods are counted from its first use on. */
interface Counted {
  readonly selector: LabelSelector;
  readonly countsTerminating: boolean;
  readonly counts: NodeCounts;
}

/** Selectors that are remembered; beyond, all are forgotten and counted anew when they are asked for. */
const COUNTED_MAX = 20_000;

/** Texts of selectors, which many Pods share. */
const texts = new WeakMap<LabelSelector, string>();

function textOf(selector: LabelSelector): string {
  let text = texts.get(selector);
  if (text === undefined) {
    text = selector === NOTHING ? '!' : selector.toString();
    texts.set(selector, text);
  }
  return text;
}

/** A Pod on its node. */
export interface PlacedPod {
  readonly pod: PodInfo;
  readonly node: NodeInfo;
}

/**
 * Counts the Pods that a selector matches by node and by domain. The first question about a selector looks at the Pods of
 * its Namespace that have one of its labels; from then on each Pod that comes or goes changes the counts.
 */
export class MatchingPods {
  /** By Namespace, and by each of their labels. */
  private readonly placed = new LabelSets<PlacedPod>();
  private readonly counted = new Map<string, Counted>();
  private readonly index = new SelectorIndex<Counted>();

  /** Counts of the Pods of a Namespace that `selector` matches; those on their way out count if asked for. */
  counts(namespace: string, selector: LabelSelector, countsTerminating: boolean): NodeCounts {
    const key = `${namespace}\0${countsTerminating ? 'all' : 'staying'}\0${textOf(selector)}`;
    const known = this.counted.get(key);
    if (known !== undefined) return known.counts;
    if (this.counted.size >= COUNTED_MAX) {
      this.counted.clear();
      this.index.clear();
    }
    const counted: Counted = { selector, countsTerminating, counts: new NodeCounts() };
    for (const { pod, node } of this.candidates(namespace, selector)) note(counted, pod, node);
    this.counted.set(key, counted);
    if (selector !== NOTHING) this.index.add(namespace, counted);
    return counted.counts;
  }

  add(placed: PlacedPod): void {
    const { namespace, labels } = placed.pod;
    this.placed.add(placed, namespace);
    for (const key of Object.keys(labels)) this.placed.add(placed, namespace, key, labels[key]);
    this.change(placed, 1);
  }

  delete(placed: PlacedPod): void {
    const { namespace, labels } = placed.pod;
    this.placed.delete(placed, namespace);
    for (const key of Object.keys(labels)) this.placed.delete(placed, namespace, key, labels[key]);
    this.change(placed, -1);
  }

  /** To be called when a node has come, gone or got other labels. */
  forgetDomains(node: NodeInfo): void {
    for (const { counts } of this.counted.values()) counts.forgetDomains(node);
  }

  private change({ pod, node }: PlacedPod, delta: number): void {
    this.index.forEachMatch(pod.namespace, pod.labels, (counted) => {
      if (counted.countsTerminating || !pod.isTerminating) counted.counts.add(node, delta);
    });
  }

  private candidates(namespace: string, selector: LabelSelector): ReadonlySet<PlacedPod> {
    let fewest = this.placed.get(namespace);
    for (const { key, value } of exactLabels(selector)) {
      const pods = this.placed.get(namespace, key, value);
      if (pods.size < fewest.size) fewest = pods;
    }
    return fewest;
  }
}

function note({ selector, countsTerminating, counts }: Counted, pod: PodInfo, node: NodeInfo): void {
  if ((countsTerminating || !pod.isTerminating) && selector.matches(pod.labels)) counts.add(node, 1);
}
