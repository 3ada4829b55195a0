import type { Node, Taint } from '../../api';
import { readinessOf } from './node-health';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Taint by condition and status. Source: node_lifecycle_controller.go nodeConditionToTaintKeyStatusMap. */
const TAINT_OF_CONDITION: Readonly<Record<string, string>> = {
  'Ready False': NOT_READY,
  'Ready Unknown': UNREACHABLE,
  'MemoryPressure True': 'node.kubernetes.io/memory-pressure',
  'DiskPressure True': 'node.kubernetes.io/disk-pressure',
  'NetworkUnavailable True': 'node.kubernetes.io/network-unavailable',
  'PIDPressure True': 'node.kubernetes.io/pid-pressure',
};
const SCHEDULE_TAINTS: ReadonlySet<string> = new Set([...Object.values(TAINT_OF_CONDITION), UNSCHEDULABLE]);
const EVICTION_TAINTS: ReadonlySet<string> = new Set([NOT_READY, UNREACHABLE]);

/** Taints of a node, with exactly `keys` of those that are `owned`; new ones come last. Undefined if nothing changes. */
function swapTaints(
  node: Node,
  effect: string,
  owned: ReadonlySet<string>,
  keys: readonly string[],
  now: string,
): readonly Taint[] | undefined {
  const taints = node.spec.taints ?? [];
  const isOwned = (taint: Taint): boolean => taint.effect === effect && owned.has(taint.key);
  const kept = taints.filter((taint) => !isOwned(taint) || keys.includes(taint.key));
  const missing = keys.filter((key) => !taints.some((taint) => isOwned(taint) && taint.key === key));
  if (kept.length === taints.length && missing.length === 0) return undefined;
  return [...kept, ...missing.map((key) => ({ key, effect, timeAdded: now }))];
}

/**
 * Decides the taints of a node that keep new Pods away, as its conditions and `spec.unschedulable` want them: all taints
 * of the node, or undefined if nothing changes. `now` as the API writes it.
 *
 * Source: Kubernetes 1.36, node_lifecycle_controller.go `doNoScheduleTaintingPass`.
 */
export function decideScheduleTaints(node: Node, now: string): readonly Taint[] | undefined {
  const keys: string[] = [];
  for (const { type, status } of node.status.conditions ?? []) {
    const key = TAINT_OF_CONDITION[`${type} ${status}`];
    if (key !== undefined) keys.push(key);
  }
  if (node.spec.unschedulable === true) keys.push(UNSCHEDULABLE);
  return swapTaints(node, 'NoSchedule', SCHEDULE_TAINTS, keys, now);
}

/**
 * Decides the taint that drives Pods away from a node that is not ready: all taints of the node, or undefined if nothing
 * changes. `mustSpare` says that nothing is driven away, whatever the node is like.
 *
 * Source: Kubernetes 1.36, node_lifecycle_controller.go `doNoExecuteTaintingPass`, `markNodeAsReachable`.
 */
export function decideEvictionTaints(node: Node, mustSpare: boolean, now: string): readonly Taint[] | undefined {
  const readiness = readinessOf(node);
  const isSpared = mustSpare || readiness === 'True';
  const keys = isSpared ? [] : [readiness === 'False' ? NOT_READY : UNREACHABLE];
  return swapTaints(node, 'NoExecute', EVICTION_TAINTS, keys, now);
}

/** Whether Pods are being driven away from a node because it is not ready. */
export const hasEvictionTaint = (node: Node): boolean =>
  (node.spec.taints ?? []).some(({ key, effect }) => effect === 'NoExecute' && EVICTION_TAINTS.has(key));
