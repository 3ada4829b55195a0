import { SCORE_MAX, type SchedulingContext } from '../framework';
import type { NodeInfo } from '../snapshot/node-info';
import type { PodInfo } from '../snapshot/pod-info';
import { countsEverywhere, countsOn, hasTopologies, HOSTNAME_LABEL, type SpreadConstraint } from './constraints';

/** Number of Pods by domain, of the nodes that count for a constraint. */
function countsByDomain(
  constraint: SpreadConstraint,
  pod: PodInfo,
  isCounted: ((node: NodeInfo) => boolean) | undefined,
  { snapshot }: SchedulingContext,
): ReadonlyMap<string, number> {
  const matching = snapshot.counts(pod.namespace, constraint.selector, false);
  if (isCounted === undefined && countsEverywhere(constraint, pod, snapshot)) {
    return matching.inDomains(constraint.topologyKey);
  }
  const counts = new Map<string, number>();
  for (const node of snapshot.nodes) {
    const domain = node.labelOf(constraint.topologyKey);
    if (domain === undefined || isCounted?.(node) === false || !countsOn(constraint, pod, node)) continue;
    counts.set(domain, (counts.get(domain) ?? 0) + matching.onNode(node));
  }
  return counts;
}

/**
 * Adds to `sums` how many Pods are near each node by one constraint, weighed so that topologies of many domains do not
 * drown others.
 */
function addCrowding(
  sums: number[],
  constraint: SpreadConstraint,
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  isCounted: ((node: NodeInfo) => boolean) | undefined,
  context: SchedulingContext,
): void {
  const { topologyKey, selector, maxSkew } = constraint;
  const counted = isCounted === undefined ? nodes : nodes.filter(isCounted);
  const isByNode = topologyKey === HOSTNAME_LABEL;
  const domains = isByNode ? counted.length : new Set(counted.map((node) => node.labelOf(topologyKey) ?? '')).size;
  const weight = Math.log(domains + 2);
  const matching = context.snapshot.counts(pod.namespace, selector, false);
  const counts = isByNode ? undefined : countsByDomain(constraint, pod, isCounted, context);
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index] as NodeInfo;
    const domain = node.labelOf(topologyKey);
    if (domain === undefined) continue;
    const count = counts === undefined ? matching.onNode(node) : (counts.get(domain) ?? 0);
    sums[index] = (sums[index] as number) + (count * weight + maxSkew - 1);
  }
}

/**
 * Scores nodes by how few of the Pod's like are near them. With `needsAll`, nodes that lack a label that constraints
 * spread over get 0.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/podtopologyspread/scoring.go.
 */
export function spreadScores(
  pod: PodInfo,
  nodes: readonly NodeInfo[],
  constraints: readonly SpreadConstraint[],
  needsAll: boolean,
  context: SchedulingContext,
): number[] {
  const isCounted = needsAll ? (node: NodeInfo): boolean => hasTopologies(node, constraints) : undefined;
  const sums = nodes.map(() => 0);
  for (const constraint of constraints) addCrowding(sums, constraint, pod, nodes, isCounted, context);
  let fewest = Infinity;
  let most = 0;
  const crowds: number[] = [];
  for (let index = 0; index < nodes.length; index += 1) {
    const crowd = isCounted?.(nodes[index] as NodeInfo) === false ? NaN : Math.round(sums[index] as number);
    if (crowd < fewest) fewest = crowd;
    if (crowd > most) most = crowd;
    crowds.push(crowd);
  }
  for (let index = 0; index < crowds.length; index += 1) {
    const crowd = crowds[index] as number;
    if (Number.isNaN(crowd)) crowds[index] = 0;
    else crowds[index] = most === 0 ? SCORE_MAX : Math.trunc((SCORE_MAX * (most + fewest - crowd)) / most);
  }
  return crowds;
}
