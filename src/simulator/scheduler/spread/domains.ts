import type { ClusterSnapshot } from '../snapshot/cluster-snapshot';
import type { PodInfo } from '../snapshot/pod-info';
import { countsEverywhere, countsOn, hasTopologies, type SpreadConstraint } from './constraints';

/** The domains that count for a constraint, and how many matching Pods each has. */
export interface SpreadDomains {
  /** Number of Pods by domain; a domain may be left out when it has none. */
  readonly counts: ReadonlyMap<string, number>;
  /** All domains, as keys. */
  readonly names: ReadonlyMap<string, number>;
}

/** Whether all nodes have the labels of all constraints, so that no node counts for one constraint but not for another. */
function areComplete(constraints: readonly SpreadConstraint[], snapshot: ClusterSnapshot): boolean {
  if (constraints.length === 1) return true;
  return constraints.every(({ topologyKey }) => {
    let nodes = 0;
    for (const count of snapshot.domainsOf(topologyKey).values()) nodes += count;
    return nodes === snapshot.nodes.length;
  });
}

/** Domains by looking at every node. */
function domainsByNode(
  constraint: SpreadConstraint,
  constraints: readonly SpreadConstraint[],
  pod: PodInfo,
  snapshot: ClusterSnapshot,
): SpreadDomains {
  const matching = snapshot.counts(pod.namespace, constraint.selector, false);
  const counts = new Map<string, number>();
  for (const node of snapshot.nodes) {
    if (!hasTopologies(node, constraints) || !countsOn(constraint, pod, node)) continue;
    const domain = node.labelOf(constraint.topologyKey) as string;
    counts.set(domain, (counts.get(domain) ?? 0) + matching.onNode(node));
  }
  return { counts, names: counts };
}

/**
 * The domains of each constraint. Nodes count that have all labels the constraints spread over and that the constraint's
 * policies allow; where that is every node, nothing is looked at but the counts kept anyway.
 */
export function spreadDomains(
  constraints: readonly SpreadConstraint[],
  pod: PodInfo,
  snapshot: ClusterSnapshot,
): readonly SpreadDomains[] {
  const isComplete = areComplete(constraints, snapshot);
  return constraints.map((constraint) => {
    if (!isComplete || !countsEverywhere(constraint, pod, snapshot)) {
      return domainsByNode(constraint, constraints, pod, snapshot);
    }
    const { topologyKey, selector } = constraint;
    const matching = snapshot.counts(pod.namespace, selector, false);
    return { counts: matching.inDomains(topologyKey), names: snapshot.domainsOf(topologyKey) };
  });
}
