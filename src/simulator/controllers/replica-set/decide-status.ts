import { toTimestamp, type Pod, type ReplicaSetCondition, type ReplicaSetStatus } from '../../api';
import { availableFromMs, conditionOf } from '../../client';
import { wantedReplicas, type ReplicaOwner } from './owner-kinds';

/** What a sync of an owner saw and met. */
export interface Observed {
  /** Active Pods of the owner, as they were before it made or deleted any. */
  readonly active: readonly Pod[];
  /** Number of its Pods that are on their way out; undefined where that is not counted. */
  readonly terminating: number | undefined;
  /** Why making or deleting Pods failed; undefined when nothing did. */
  readonly failure: string | undefined;
}

/** Number of active Pods in each of the states that a status tells apart. */
interface Counts {
  readonly fullyLabeledReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
}

/** Milliseconds since 1970 when the next of the ready Pods will be available; Infinity when none will by waiting. */
export function nextAvailableMs(owner: ReplicaOwner, active: readonly Pod[], nowMs: number): number {
  const minReadySeconds = owner.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return Infinity;
  return active.reduce((next, pod) => {
    const availableMs = availableFromMs(pod, minReadySeconds);
    return availableMs > nowMs && availableMs < next ? availableMs : next;
  }, Infinity);
}

function hasLabels(
  { metadata: { labels } }: Pod,
  wanted: Readonly<Record<string, string>>,
  keys: readonly string[],
): boolean {
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    if (labels?.[key] !== wanted[key]) return false;
  }
  return true;
}

function countsOf(owner: ReplicaOwner, active: readonly Pod[], nowMs: number): Counts {
  const labels = owner.spec.template?.metadata.labels ?? {};
  const keys = Object.keys(labels);
  const minReadySeconds = owner.spec.minReadySeconds ?? 0;
  let fullyLabeledReplicas = 0;
  let readyReplicas = 0;
  let availableReplicas = 0;
  for (let index = 0; index < active.length; index += 1) {
    const pod = active[index] as Pod;
    if (hasLabels(pod, labels, keys)) fullyLabeledReplicas += 1;
    const availableMs = availableFromMs(pod, minReadySeconds);
    if (availableMs === Infinity) continue;
    readyReplicas += 1;
    if (availableMs <= nowMs) availableReplicas += 1;
  }
  return { fullyLabeledReplicas, readyReplicas, availableReplicas };
}

/**
 * Conditions with the failure of this sync, or without any. An earlier failure stays as it was told: its words name a
 * Pod that was never made, and those of every try are different.
 */
function conditionsOf(
  owner: ReplicaOwner,
  { active, failure }: Observed,
  nowMs: number,
): readonly ReplicaSetCondition[] {
  const before = owner.status.conditions ?? [];
  const known = conditionOf(before, 'ReplicaFailure');
  if (failure === undefined) return before.filter((condition) => condition !== known);
  if (known !== undefined) return before;
  const missing = wantedReplicas(owner) - active.length;
  return [
    ...before,
    {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: toTimestamp(nowMs),
      reason: missing > 0 ? 'FailedCreate' : 'FailedDelete',
      message: failure,
    },
  ];
}

const unlessZero = <Field extends string>(counts: Readonly<Record<Field, number>>): Partial<Record<Field, number>> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) as Partial<Record<Field, number>>;

/**
 * Decides the status of an owner.
 *
 * Source: Kubernetes 1.36, pkg/controller/replicaset/replica_set_utils.go `calculateStatus`, `updateReplicaSetStatus`.
 */
export function decideStatus(owner: ReplicaOwner, observed: Observed, nowMs: number): ReplicaSetStatus {
  const { active, terminating } = observed;
  const conditions = conditionsOf(owner, observed, nowMs);
  return {
    replicas: active.length,
    ...unlessZero({ ...countsOf(owner, active, nowMs) }),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    ...unlessZero({ observedGeneration: owner.metadata.generation ?? 0 }),
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}
