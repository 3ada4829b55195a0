import { equalJson, type LabelSelector, type Node } from '../../api';
import { MatchingPods, type PlacedPod } from './matching-pods';
import type { NodeCounts } from './node-counts';
import { NodeImages } from './node-images';
import { NodeInfo } from './node-info';
import { acrossZones } from './node-order';
import { PlacedTerms } from './placed-terms';
import type { PodInfo } from './pod-info';

const NO_PODS: readonly PodInfo[] = [];

/** Adds to the count of a key; a count of 0 is none. */
function addTo<Key>(counts: Map<Key, number>, key: Key, delta: number): void {
  const count = (counts.get(key) ?? 0) + delta;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

/**
 * The nodes and the Pods on them as scheduling sees them. It is kept up to date change by change, so that scheduling one
 * Pod costs nothing for all the others.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/backend/cache.
 */
export class ClusterSnapshot {
  /** Affinity terms of the Pods that have a node. */
  readonly terms = new PlacedTerms();
  readonly images = new NodeImages();
  private readonly known = new Map<string, NodeInfo>();
  private readonly existing = new Set<NodeInfo>();
  private readonly placed = new Map<string, PlacedPod>();
  private readonly matching = new MatchingPods();
  private readonly claimUses = new Map<string, number>();
  private readonly priorities = new Map<number, number>();
  private readonly taintEffects = new Map<string, number>();
  private readonly nominated = new Map<string, Map<string, PodInfo>>();
  private readonly domains = new Map<string, Map<string, number>>();
  private ordered: readonly NodeInfo[] | undefined;
  private unschedulable = 0;

  /** Existing nodes in the order in which they are tried. */
  get nodes(): readonly NodeInfo[] {
    this.ordered ??= acrossZones(this.existing);
    return this.ordered;
  }

  /** Number of nodes that are closed by `spec.unschedulable`. */
  get unschedulableNodes(): number {
    return this.unschedulable;
  }

  /** An existing node. */
  node(name: string): NodeInfo | undefined {
    const node = this.known.get(name);
    return node?.node === undefined ? undefined : node;
  }

  /** Number of taints of an effect on all nodes together. */
  taints(effect: string): number {
    return this.taintEffects.get(effect) ?? 0;
  }

  /** Takes the newest version of a Node. */
  setNode(node: Node): void {
    const info = this.infoOf(node.metadata.name);
    const isMoved = info.node === undefined || !equalJson(info.labels, node.metadata.labels ?? {});
    this.countNode(info, -1);
    info.setNode(node);
    this.countNode(info, 1);
    this.existing.add(info);
    if (isMoved) this.forgetDomains(info);
  }

  /** Forgets a Node; Pods on it stay known until they go themselves. */
  deleteNode(name: string): void {
    const info = this.known.get(name);
    if (info?.node === undefined) return;
    this.countNode(info, -1);
    info.setNode(undefined);
    this.existing.delete(info);
    if (info.pods.size === 0) this.known.delete(name);
    this.forgetDomains(info);
  }

  /** Where a Pod is; undefined for one without a node. */
  placeOf(uid: string): PlacedPod | undefined {
    return this.placed.get(uid);
  }

  /** Puts a Pod on a node, from wherever it was. */
  addPod(pod: PodInfo, nodeName: string): void {
    this.deletePod(pod.uid);
    const placed: PlacedPod = { pod, node: this.infoOf(nodeName) };
    placed.node.addPod(pod);
    this.placed.set(pod.uid, placed);
    this.matching.add(placed);
    this.terms.add(placed);
    addTo(this.priorities, pod.priority, 1);
    for (const { name } of pod.claims) addTo(this.claimUses, `${pod.namespace}/${name}`, 1);
  }

  /** Takes a Pod from its node; does nothing for one without. */
  deletePod(uid: string): void {
    const placed = this.placed.get(uid);
    if (placed === undefined) return;
    const { pod, node } = placed;
    this.placed.delete(uid);
    node.removePod(pod);
    this.matching.delete(placed);
    this.terms.delete(placed);
    addTo(this.priorities, pod.priority, -1);
    for (const { name } of pod.claims) addTo(this.claimUses, `${pod.namespace}/${name}`, -1);
    if (node.node === undefined && node.pods.size === 0) this.known.delete(node.name);
  }

  /** Number of Pods with a node that mount a claim. */
  usesOf(namespace: string, claim: string): number {
    return this.claimUses.get(`${namespace}/${claim}`) ?? 0;
  }

  /** Whether any Pod that has a node is less important than `priority`. */
  hasPodBelow(priority: number): boolean {
    for (const each of this.priorities.keys()) if (each < priority) return true;
    return false;
  }

  /** Counts of the Pods of a Namespace that `selector` matches; those on their way out count if asked for. */
  counts(namespace: string, selector: LabelSelector, countsTerminating: boolean): NodeCounts {
    return this.matching.counts(namespace, selector, countsTerminating);
  }

  /** Number of nodes by value of a label; nodes without it belong to none. */
  domainsOf(topologyKey: string): ReadonlyMap<string, number> {
    const known = this.domains.get(topologyKey);
    if (known !== undefined) return known;
    const domains = new Map<string, number>();
    for (const node of this.existing) {
      const value = node.labelOf(topologyKey);
      if (value !== undefined) addTo(domains, value, 1);
    }
    this.domains.set(topologyKey, domains);
    return domains;
  }

  /** Notes the node that a Pod without one is meant for; undefined for none. */
  nominate(pod: PodInfo, previous: string | undefined, nodeName: string | undefined): void {
    if (previous !== undefined) {
      const pods = this.nominated.get(previous);
      pods?.delete(pod.uid);
      if (pods?.size === 0) this.nominated.delete(previous);
    }
    if (nodeName === undefined) return;
    const pods = this.nominated.get(nodeName);
    if (pods === undefined) this.nominated.set(nodeName, new Map([[pod.uid, pod]]));
    else pods.set(pod.uid, pod);
  }

  /** Pods that are meant for a node and wait for room on it. */
  nominatedFor(nodeName: string): Iterable<PodInfo> {
    return this.nominated.get(nodeName)?.values() ?? NO_PODS;
  }

  /** Whether any Pod waits for room on a node that it is meant for. */
  get hasNominated(): boolean {
    return this.nominated.size > 0;
  }

  private infoOf(name: string): NodeInfo {
    let info = this.known.get(name);
    if (info === undefined) {
      info = new NodeInfo(name);
      this.known.set(name, info);
    }
    return info;
  }

  private countNode(info: NodeInfo, factor: 1 | -1): void {
    if (info.node === undefined) return;
    if (info.node.spec.unschedulable === true) this.unschedulable += factor;
    for (const { effect } of info.taints) addTo(this.taintEffects, effect, factor);
    const { images } = info.node.status;
    if (factor === 1) this.images.add(info, images);
    else this.images.delete(info, images);
  }

  private forgetDomains(info: NodeInfo): void {
    this.ordered = undefined;
    this.domains.clear();
    this.matching.forgetDomains(info);
    this.terms.forgetDomains(info);
  }
}
