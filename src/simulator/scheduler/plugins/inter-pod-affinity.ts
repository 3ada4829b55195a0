import type { Labels } from '../../api';
import { AffinityCheck } from '../affinity/affinity-check';
import { inDomain, namespaceLabels, podsMeantByAll } from '../affinity/matching-terms';
import { SCORE_MAX, type FilterPlugin, type SchedulingContext, type ScorePlugin } from '../framework';
import type { NodeCounts } from '../snapshot/node-counts';
import type { NodeInfo } from '../snapshot/node-info';
import type { PodInfo } from '../snapshot/pod-info';

/** What a placed Pod that requires others near it adds to their score. Source: defaults of InterPodAffinityArgs. */
const HARD_POD_AFFINITY_WEIGHT = 1;

/** Pods near which a node is better, or worse by a negative weight. */
interface Pull {
  readonly topologyKey: string;
  readonly weight: number;
  readonly counts: readonly NodeCounts[];
}

function pullsOn(pod: PodInfo, context: SchedulingContext): Pull[] {
  const pulls: Pull[] = [];
  const prefer = (terms: PodInfo['preferredAffinity'], sign: number): void => {
    for (const term of terms) {
      const { topologyKey, weight } = term;
      pulls.push({ topologyKey, weight: sign * weight, counts: podsMeantByAll([term], context) });
    }
  };
  prefer(pod.preferredAffinity, 1);
  prefer(pod.preferredAntiAffinity, -1);
  for (const { kind, term, counts } of context.snapshot.terms.meaning(pod, namespaceLabels(context))) {
    const { topologyKey } = term;
    if (kind === 'requiredAffinity') pulls.push({ topologyKey, weight: HARD_POD_AFFINITY_WEIGHT, counts: [counts] });
    if (kind === 'preferredAffinity') pulls.push({ topologyKey, weight: term.weight, counts: [counts] });
    if (kind === 'preferredAntiAffinity') pulls.push({ topologyKey, weight: -term.weight, counts: [counts] });
  }
  return pulls.filter(({ counts }) => counts.some(({ total }) => total > 0));
}

function pullOf(node: NodeInfo, pulls: readonly Pull[]): number {
  let sum = 0;
  for (const { topologyKey, weight, counts } of pulls) {
    const domain = node.labelOf(topologyKey);
    if (domain !== undefined) sum += weight * inDomain(counts, topologyKey, domain);
  }
  return sum;
}

/** Whether the nodes of a change have a label that the Pod's terms are about. */
function concernsLabels(pod: PodInfo, after: Labels = {}, before: Labels = {}): boolean {
  const terms = [...pod.requiredAffinity, ...pod.requiredAntiAffinity];
  // What others ask of the Pod is not looked at: any label may be theirs.
  return terms.length === 0 || terms.some(({ topologyKey }) => after[topologyKey] !== before[topologyKey]);
}

/**
 * Keeps Pods near those that they ask for and away from those that they or the others will not have near, and prefers
 * nodes by what both prefer.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/interpodaffinity.
 */
export const interPodAffinity: FilterPlugin & ScorePlugin = {
  name: 'InterPodAffinity',
  events: ['podPlaced', 'podLabels', 'podGone', 'nodeAdded', 'nodeLabels', 'nodeTaints', 'ownChange'],
  weight: 2,
  prepare(pod, context) {
    const check = new AffinityCheck(pod, context);
    // Pods that are meant for a node may want the Pod away from it.
    return check.isIdle && !context.snapshot.hasNominated ? undefined : check;
  },
  mayHelp(event, pod, context) {
    if ('node' in event) {
      const { node, previous } = event;
      return event.kind === 'nodeTaints' || concernsLabels(pod, node.metadata.labels, previous?.metadata.labels);
    }
    if (!('pod' in event) || event.kind === 'ownChange') return true;
    const labelsOf = namespaceLabels(context);
    const other = event.pod;
    if (event.kind !== 'podGone' && pod.requiredAffinity.some((term) => term.matches(other, labelsOf))) return true;
    if (event.kind === 'podPlaced') return false;
    return (
      pod.requiredAntiAffinity.some((term) => term.matches(other, labelsOf)) ||
      other.requiredAntiAffinity.some((term) => term.matches(pod, labelsOf)) ||
      event.kind === 'podLabels'
    );
  },
  score(pod, nodes, context) {
    const pulls = pullsOn(pod, context);
    if (pulls.length === 0) return undefined;
    const sums = nodes.map((node) => pullOf(node, pulls));
    let least = Infinity;
    let most = -Infinity;
    for (const sum of sums) {
      least = Math.min(least, sum);
      most = Math.max(most, sum);
    }
    if (most === least) return undefined;
    return sums.map((sum) => Math.trunc(SCORE_MAX * ((sum - least) / (most - least))));
  },
};
