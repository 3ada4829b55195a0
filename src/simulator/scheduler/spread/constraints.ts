import {
  hasKey,
  hasRequiredNodeAffinity,
  hasUntoleratedTaint,
  labelSelectorOfLabels,
  LabelSelector,
  matchesRequiredNodeAffinity,
  type Labels,
  type ReplicaSet,
  type ReplicationController,
  type StatefulSet,
  type TopologySpreadConstraint,
} from '../../api';
import { controllerOf, refersTo } from '../../client';
import type { SchedulingContext } from '../framework';
import { selectorOf } from '../snapshot/affinity-term';
import type { ClusterSnapshot } from '../snapshot/cluster-snapshot';
import type { NodeInfo } from '../snapshot/node-info';
import type { PodInfo } from '../snapshot/pod-info';

export const HOSTNAME_LABEL = 'kubernetes.io/hostname';

/** How Pods are to be spread over the domains of a topology. */
export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: LabelSelector;
  /** Whether nodes count only when the Pod's own node affinity allows them. */
  readonly honorsAffinity: boolean;
  /** Whether nodes count only when the Pod tolerates their taints. */
  readonly honorsTaints: boolean;
}

function withLabelKeys(selector: LabelSelector, keys: readonly string[], labels: Labels): LabelSelector {
  const present = keys.filter((key) => hasKey(labels, key));
  if (present.length === 0) return selector;
  const own = labelSelectorOfLabels(Object.fromEntries(present.map((key) => [key, labels[key] as string])));
  return new LabelSelector([...own.requirements, ...selector.requirements]);
}

const compiled = (constraint: TopologySpreadConstraint, labels: Labels): SpreadConstraint => ({
  topologyKey: constraint.topologyKey,
  maxSkew: constraint.maxSkew,
  minDomains: constraint.minDomains ?? 1,
  selector: withLabelKeys(selectorOf(constraint.labelSelector), constraint.matchLabelKeys ?? [], labels),
  honorsAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
  honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
});

/** The constraints of a Pod that must be kept, or those that are only wished for. */
export function statedConstraints(
  { pod, labels }: PodInfo,
  action: 'DoNotSchedule' | 'ScheduleAnyway',
): SpreadConstraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map((constraint) => compiled(constraint, labels));
}

/** Selector of the controller of a Pod, of a kind that keeps replicas. */
function controllerSelector({ pod, namespace }: PodInfo, { reader }: SchedulingContext): LabelSelector | undefined {
  const owner = controllerOf(pod);
  if (owner === undefined) return undefined;
  let controller: ReplicaSet | StatefulSet | undefined;
  if (refersTo(owner, 'apps', 'ReplicaSet')) controller = reader.get('apps/replicasets', namespace, owner.name);
  else if (refersTo(owner, 'apps', 'StatefulSet')) controller = reader.get('apps/statefulsets', namespace, owner.name);
  else if (refersTo(owner, '', 'ReplicationController')) {
    const found: ReplicationController | undefined = reader.get('replicationcontrollers', namespace, owner.name);
    return found === undefined ? undefined : labelSelectorOfLabels(found.spec.selector);
  }
  return controller === undefined ? undefined : selectorOf(controller.spec.selector);
}

/** What of a Pod's like the default constraints count; undefined when there is nothing to tell it by. */
function defaultSelector(pod: PodInfo, context: SchedulingContext): LabelSelector | undefined {
  const services = context.servicesOf(pod);
  const own = controllerSelector(pod, context);
  if (services.length === 0) return own === undefined || own.isEmpty ? undefined : own;
  const selectors = services.map(({ spec }) => labelSelectorOfLabels(spec.selector));
  if (own !== undefined) selectors.push(own);
  const requirements = new Map<string, LabelSelector['requirements'][number]>();
  for (const selector of selectors) {
    for (const each of selector.requirements) {
      requirements.set(`${each.key} ${each.operator} ${each.values.join()}`, each);
    }
  }
  if (requirements.size === 0) return undefined;
  return new LabelSelector([...requirements.values()]);
}

const WISHED_BY_DEFAULT = [
  { topologyKey: HOSTNAME_LABEL, maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
];

/**
 * The wish that every Pod of a Service or of a controller has without stating it: to be spread over nodes and zones.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/podtopologyspread `systemDefaultConstraints`,
 * helper/spread.go `DefaultSelector`.
 */
export function defaultConstraints(pod: PodInfo, context: SchedulingContext): SpreadConstraint[] {
  const selector = defaultSelector(pod, context);
  if (selector === undefined) return [];
  return WISHED_BY_DEFAULT.map(({ topologyKey, maxSkew }) => ({
    topologyKey,
    maxSkew,
    selector,
    minDomains: 1,
    honorsAffinity: true,
    honorsTaints: false,
  }));
}

/** Whether every node counts for a constraint. */
export const countsEverywhere = (
  { honorsAffinity, honorsTaints }: SpreadConstraint,
  { pod }: PodInfo,
  snapshot: ClusterSnapshot,
): boolean =>
  !(honorsAffinity && hasRequiredNodeAffinity(pod.spec)) &&
  !(honorsTaints && (snapshot.taints('NoSchedule') > 0 || snapshot.taints('NoExecute') > 0));

/** Whether a node counts for a constraint. */
export const countsOn = (
  { honorsAffinity, honorsTaints }: SpreadConstraint,
  { pod: { spec } }: PodInfo,
  node: NodeInfo,
): boolean =>
  !(honorsAffinity && !matchesRequiredNodeAffinity(spec, node)) &&
  !(honorsTaints && hasUntoleratedTaint(node.taints, spec.tolerations));

/** Whether a node has all the labels that constraints spread over. */
export const hasTopologies = (node: NodeInfo, constraints: readonly SpreadConstraint[]): boolean =>
  constraints.every(({ topologyKey }) => node.labelOf(topologyKey) !== undefined);
