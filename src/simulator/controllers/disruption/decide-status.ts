import {
  scaledValue,
  toTimestamp,
  type Condition,
  type OwnerReference,
  type Pod,
  type PodDisruptionBudget,
  type PodDisruptionBudgetStatus,
} from '../../api';
import { conditionOf, controllerOf, isPodReady, isPodTerminating } from '../../client';
import type { ControllerScale } from './scale-of';

/** An evicted Pod has so long to begin to go. Source: Kubernetes 1.36, disruption.go `DeletionTimeout`. */
const DELETION_TIMEOUT_MS = 120_000;

/** What a budget wants of how many Pods, or why that cannot be told. */
export type Expectation =
  | {
      readonly type: 'known';
      readonly expectedPods: number;
      readonly desiredHealthy: number;
      /** Pods that nobody controls, although that matters here. */
      readonly unmanaged: readonly Pod[];
    }
  | { readonly type: 'unknown'; readonly message: string };

/** Finds who decides about the number of Pods of an owner. */
export type FindScale = (owner: OwnerReference, namespace: string) => ControllerScale | string | undefined;

interface Scale {
  readonly expectedPods: number;
  readonly unmanaged: readonly Pod[];
}

/** Source: Kubernetes 1.36, pkg/controller/disruption/disruption.go `getExpectedScale`. */
function expectedScale(pods: readonly Pod[], findScale: FindScale): Scale | string {
  const scales = new Map<string, number>();
  const asked = new Set<string>();
  const unmanaged: Pod[] = [];
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner === undefined) unmanaged.push(pod);
    if (owner === undefined || asked.has(owner.uid)) continue;
    asked.add(owner.uid);
    const scale = findScale(owner, pod.metadata.namespace);
    if (scale === undefined) return `found no controllers for pod "${pod.metadata.name}"`;
    if (typeof scale === 'string') return scale;
    scales.set(scale.uid, scale.replicas);
  }
  return { expectedPods: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged };
}

/**
 * How many Pods there should be, and how many of them healthy. A number of Pods that must be available counts the Pods
 * that there are; everything else counts those that their controllers want.
 *
 * Pure. Source: Kubernetes 1.36, pkg/controller/disruption/disruption.go `getExpectedPodCount`.
 */
export function expectationOf({ spec }: PodDisruptionBudget, pods: readonly Pod[], findScale: FindScale): Expectation {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable !== 'string') {
    const expectedPods = minAvailable === undefined ? 0 : pods.length;
    return { type: 'known', expectedPods, desiredHealthy: minAvailable ?? 0, unmanaged: [] };
  }
  const scale = expectedScale(pods, findScale);
  if (typeof scale === 'string') return { type: 'unknown', message: scale };
  const { expectedPods, unmanaged } = scale;
  const desiredHealthy =
    maxUnavailable === undefined
      ? scaledValue(minAvailable ?? 0, expectedPods)
      : Math.max(0, expectedPods - scaledValue(maxUnavailable, expectedPods));
  return { type: 'known', expectedPods, desiredHealthy, unmanaged };
}

/** Pods whose eviction was allowed and that have not begun to go. */
export interface Disrupted {
  /** As the status holds them: times by name. */
  readonly pods: Readonly<Record<string, string>>;
  /** Pods that should have gone by now; they are no longer held against the budget. */
  readonly overdue: readonly Pod[];
  /** When the first of `pods` will be overdue, milliseconds since 1970; Infinity without any. */
  readonly nextMs: number;
}

/** Pure. Source: Kubernetes 1.36, pkg/controller/disruption/disruption.go `buildDisruptedPodMap`. */
export function disruptedPods({ status }: PodDisruptionBudget, pods: readonly Pod[], nowMs: number): Disrupted {
  const kept: Record<string, string> = {};
  const overdue: Pod[] = [];
  let nextMs = Infinity;
  for (const pod of status.disruptedPods === undefined ? [] : pods) {
    const time = status.disruptedPods?.[pod.metadata.name];
    if (time === undefined || isPodTerminating(pod)) continue;
    const dueMs = Date.parse(time) + DELETION_TIMEOUT_MS;
    if (dueMs < nowMs) {
      overdue.push(pod);
      continue;
    }
    kept[pod.metadata.name] = time;
    nextMs = Math.min(nextMs, dueMs + 1);
  }
  return { pods: kept, overdue, nextMs };
}

function countHealthy(pods: readonly Pod[], disrupted: Disrupted, nowMs: number): number {
  return pods.filter((pod) => {
    const time = disrupted.pods[pod.metadata.name];
    const isExpectedToGo = time !== undefined && Date.parse(time) + DELETION_TIMEOUT_MS > nowMs;
    return !isPodTerminating(pod) && !isExpectedToGo && isPodReady(pod);
  }).length;
}

/** Conditions with DisruptionAllowed as given; its time changes only with its status. */
function withDisruptionAllowed(
  conditions: readonly Condition[] | undefined,
  news: Omit<Condition, 'type' | 'lastTransitionTime'>,
  nowMs: number,
): readonly Condition[] {
  const old = conditionOf(conditions, 'DisruptionAllowed');
  const lastTransitionTime = old?.status === news.status ? old.lastTransitionTime : toTimestamp(nowMs);
  const condition = { type: 'DisruptionAllowed', ...news, lastTransitionTime };
  if (old === undefined) return [...(conditions ?? []), condition];
  return (conditions ?? []).map((each) => (each === old ? condition : each));
}

const observed = (generation: number | undefined): { readonly observedGeneration?: number } =>
  generation === undefined ? {} : { observedGeneration: generation };

/**
 * The status of a budget: how many of its Pods may be evicted now.
 * Pure. Source: Kubernetes 1.36, pkg/controller/disruption/disruption.go `updatePdbStatus`.
 */
export function decideBudgetStatus(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  expectation: Extract<Expectation, { readonly type: 'known' }>,
  disrupted: Disrupted,
  nowMs: number,
): PodDisruptionBudgetStatus {
  const { expectedPods, desiredHealthy } = expectation;
  const currentHealthy = countHealthy(pods, disrupted, nowMs);
  // A budget without Pods allows nothing: its first Pods may come before it is looked at again.
  const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const generation = observed(budget.metadata.generation);
  const isAllowed = disruptionsAllowed > 0;
  const condition = {
    status: isAllowed ? 'True' : 'False',
    ...generation,
    reason: isAllowed ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  };
  return {
    ...generation,
    ...(Object.keys(disrupted.pods).length === 0 ? {} : { disruptedPods: disrupted.pods }),
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy,
    expectedPods,
    conditions: withDisruptionAllowed(budget.status.conditions, condition, nowMs),
  };
}

/**
 * The status of a budget that cannot be worked out: nothing may be evicted.
 * Pure. Source: Kubernetes 1.36, pkg/controller/disruption/disruption.go `failSafe`.
 */
export function failSafeStatus(
  { status }: PodDisruptionBudget,
  message: string,
  nowMs: number,
): PodDisruptionBudgetStatus {
  const condition = { status: 'False', ...observed(status.observedGeneration), reason: 'SyncFailed', message };
  return {
    ...status,
    disruptionsAllowed: 0,
    conditions: withDisruptionAllowed(status.conditions, condition, nowMs),
  };
}
