import { never, notNow, type NodeCheck, type Rejection, type SchedulingContext, type TrialCheck } from '../framework';
import type { AffinityTerm, NamespaceLabels } from '../snapshot/affinity-term';
import type { NodeCounts } from '../snapshot/node-counts';
import type { NodeInfo } from '../snapshot/node-info';
import type { PodInfo } from '../snapshot/pod-info';
import { inAnyDomain, inDomain, namespaceLabels, podsMeantByAll } from './matching-terms';

const NAME = 'InterPodAffinity';
const FAR = never(NAME, "node(s) didn't match pod affinity rules");
const NEAR = notNow(NAME, "node(s) didn't match pod anti-affinity rules");
const UNWANTED = notNow(NAME, "node(s) didn't satisfy existing pods anti-affinity rules");

/** A term that keeps Pods apart, and the Pods it is about. */
interface ApartTerm {
  readonly topologyKey: string;
  readonly counts: readonly NodeCounts[];
  /** Whether the term, of the Pod or of `other`, is about the two of them. */
  isAbout(other: PodInfo): boolean;
}

/** Pods more or less on one node than there are. */
interface Changes {
  /** Pods that all affinity terms of the Pod mean. */
  wanted: number;
  readonly avoided: number[];
  readonly avoiding: number[];
  /** Topologies in which Pods that were added want the Pod away by terms that no placed Pod has. */
  readonly newcomers: string[];
}

/** What a Pod asks of the Pods around it, and they of it. */
export class AffinityCheck implements NodeCheck {
  private readonly labelsOf: NamespaceLabels;
  private readonly wanted: readonly NodeCounts[];
  private readonly avoided: readonly ApartTerm[];
  private readonly avoiding: readonly ApartTerm[];

  constructor(
    private readonly pod: PodInfo,
    context: SchedulingContext,
  ) {
    this.labelsOf = namespaceLabels(context);
    this.wanted = podsMeantByAll(pod.requiredAffinity, context);
    this.avoided = pod.requiredAntiAffinity.map((term) => ({
      topologyKey: term.topologyKey,
      counts: podsMeantByAll([term], context),
      isAbout: (other) => term.matches(other, this.labelsOf),
    }));
    this.avoiding = context.snapshot.terms
      .meaning(pod, this.labelsOf)
      .filter(({ kind }) => kind === 'requiredAntiAffinity')
      .map(({ term, counts }) => ({
        topologyKey: term.topologyKey,
        counts: [counts],
        isAbout: ({ requiredAntiAffinity }) => requiredAntiAffinity.some(({ text }) => text === term.text),
      }));
  }

  /** Whether there is nothing that it could ever reject. */
  get isIdle(): boolean {
    return this.pod.requiredAffinity.length === 0 && this.avoided.length === 0 && this.avoiding.length === 0;
  }

  check(node: NodeInfo): Rejection | undefined {
    return this.checkWith(node, undefined);
  }

  forTrial(): TrialCheck {
    return new AffinityTrial(this, this.pod, this.avoided, this.avoiding, this.labelsOf);
  }

  checkWith(node: NodeInfo, changes: Changes | undefined): Rejection | undefined {
    if (!this.isNearWanted(node, changes?.wanted ?? 0)) return FAR;
    if (isAnyNear(this.avoided, node, changes?.avoided)) return NEAR;
    if (isAnyNear(this.avoiding, node, changes?.avoiding)) return UNWANTED;
    return changes?.newcomers.some((key) => node.labelOf(key) !== undefined) === true ? UNWANTED : undefined;
  }

  private isNearWanted(node: NodeInfo, change: number): boolean {
    const terms = this.pod.requiredAffinity;
    if (terms.length === 0) return true;
    let isNear = true;
    for (const { topologyKey } of terms) {
      const domain = node.labelOf(topologyKey);
      if (domain === undefined) return false;
      if (inDomain(this.wanted, topologyKey, domain) + change <= 0) isNear = false;
    }
    return isNear || this.isFirst(terms, change);
  }

  /** The first Pod of a group that wants to be together finds nobody, and may go anywhere. */
  private isFirst(terms: readonly AffinityTerm[], change: number): boolean {
    if (!terms.every(({ topologyKey }) => inAnyDomain(this.wanted, topologyKey) + change === 0)) return false;
    return meansAll(terms, this.pod, this.labelsOf);
  }
}

const meansAll = (terms: readonly AffinityTerm[], pod: PodInfo, labelsOf: NamespaceLabels): boolean =>
  terms.length > 0 && terms.every((term) => term.matches(pod, labelsOf));

const isAnyNear = (terms: readonly ApartTerm[], node: NodeInfo, changes: readonly number[] | undefined): boolean =>
  terms.some(({ topologyKey, counts }, index) => {
    const domain = node.labelOf(topologyKey);
    return domain !== undefined && inDomain(counts, topologyKey, domain) + (changes?.[index] ?? 0) > 0;
  });

class AffinityTrial implements TrialCheck {
  private readonly changes: Changes;

  constructor(
    private readonly base: AffinityCheck,
    private readonly pod: PodInfo,
    private readonly avoided: readonly ApartTerm[],
    private readonly avoiding: readonly ApartTerm[],
    private readonly labelsOf: NamespaceLabels,
  ) {
    this.changes = { wanted: 0, avoided: avoided.map(() => 0), avoiding: avoiding.map(() => 0), newcomers: [] };
  }

  check(node: NodeInfo): Rejection | undefined {
    return this.base.checkWith(node, this.changes);
  }

  podAdded(pod: PodInfo): void {
    this.change(pod, 1);
  }

  podRemoved(pod: PodInfo): void {
    this.change(pod, -1);
  }

  private change(other: PodInfo, delta: number): void {
    if (meansAll(this.pod.requiredAffinity, other, this.labelsOf)) this.changes.wanted += delta;
    const note = (terms: readonly ApartTerm[], changes: number[]): void =>
      terms.forEach((term, index) => {
        if (term.isAbout(other)) changes[index] = (changes[index] as number) + delta;
      });
    note(this.avoided, this.changes.avoided);
    note(this.avoiding, this.changes.avoiding);
    if (delta < 0 || this.avoiding.some((term) => term.isAbout(other))) return;
    for (const term of other.requiredAntiAffinity) {
      if (term.matches(this.pod, this.labelsOf)) this.changes.newcomers.push(term.topologyKey);
    }
  }
}
