import { never, notNow, type NodeCheck, type Rejection, type TrialCheck } from '../framework';
import type { NodeInfo } from '../snapshot/node-info';
import type { PodInfo } from '../snapshot/pod-info';
import { countsOn, hasTopologies, type SpreadConstraint } from './constraints';
import type { SpreadDomains } from './domains';

const NAME = 'PodTopologySpread';
const SKEWED = notNow(NAME, "node(s) didn't match pod topology spread constraints");
const NO_LABEL = never(NAME, "node(s) didn't match pod topology spread constraints (missing required label)");

/** A constraint with the state of its domains. */
interface Measured {
  readonly constraint: SpreadConstraint;
  readonly domains: SpreadDomains;
  /** The domain with the fewest Pods, how many it has, and how many the next one has. */
  readonly emptiest: string | undefined;
  readonly fewest: number;
  readonly secondFewest: number;
  /** 1 when the Pod itself is one of those that are counted. */
  readonly own: 0 | 1;
}

function measured(constraint: SpreadConstraint, domains: SpreadDomains, { labels }: PodInfo): Measured {
  let emptiest: string | undefined;
  let fewest = Infinity;
  let secondFewest = Infinity;
  for (const domain of domains.names.keys()) {
    const count = domains.counts.get(domain) ?? 0;
    if (count < fewest) {
      secondFewest = fewest;
      fewest = count;
      emptiest = domain;
    } else if (count < secondFewest) {
      secondFewest = count;
    }
  }
  return { constraint, domains, emptiest, fewest, secondFewest, own: constraint.selector.matches(labels) ? 1 : 0 };
}

/** Rejects nodes on which a constraint would have too many Pods more than where it has the fewest. */
export class SkewCheck implements NodeCheck {
  private readonly measured: readonly Measured[];

  constructor(
    private readonly pod: PodInfo,
    private readonly constraints: readonly SpreadConstraint[],
    domains: readonly SpreadDomains[],
  ) {
    this.measured = constraints.map((constraint, index) => measured(constraint, domains[index] as SpreadDomains, pod));
  }

  check(node: NodeInfo): Rejection | undefined {
    return this.checkWith(node, undefined);
  }

  forTrial(node: NodeInfo): TrialCheck {
    return new SkewTrial(this, node, this.pod.namespace, this.constraints);
  }

  /** Whether a node counts for a constraint of the Pod. */
  counts(constraint: SpreadConstraint, node: NodeInfo): boolean {
    return hasTopologies(node, this.constraints) && countsOn(constraint, this.pod, node);
  }

  /** As `check`, with so many Pods more or less in the domains of the node, by constraint. */
  checkWith(node: NodeInfo, changes: readonly number[] | undefined): Rejection | undefined {
    for (const [index, { constraint, domains, emptiest, fewest, secondFewest, own }] of this.measured.entries()) {
      const domain = node.labelOf(constraint.topologyKey);
      if (domain === undefined) return NO_LABEL;
      const change = changes?.[index] ?? 0;
      const count = (domains.counts.get(domain) ?? 0) + change;
      let least = fewest;
      // Source: filtering.go `minMatchNum`: too few domains count as if there were an empty one more.
      if (domains.names.size < constraint.minDomains) least = 0;
      else if (change !== 0) least = Math.min(domain === emptiest ? secondFewest : fewest, count);
      if (count + own - least > constraint.maxSkew) return SKEWED;
    }
    return undefined;
  }
}

class SkewTrial implements TrialCheck {
  private readonly changes: number[];

  constructor(
    private readonly base: SkewCheck,
    private readonly node: NodeInfo,
    private readonly namespace: string,
    private readonly constraints: readonly SpreadConstraint[],
  ) {
    this.changes = constraints.map(() => 0);
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

  private change({ namespace, labels, isTerminating }: PodInfo, delta: number): void {
    if (namespace !== this.namespace || isTerminating) return;
    this.constraints.forEach((constraint, index) => {
      if (!constraint.selector.matches(labels) || !this.base.counts(constraint, this.node)) return;
      this.changes[index] = (this.changes[index] as number) + delta;
    });
  }
}
