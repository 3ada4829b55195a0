import type { Pod, StatefulSet, StatefulSetStatus } from '../../api';
import { availableFromMs, isPodTerminating } from '../../client';
import { isRunningAndReady } from './decide-pods';
import { revisionOf, wantedReplicas } from './identity';

/** What a status is made of. */
export interface StatusParts {
  readonly set: StatefulSet;
  /** Pods that the set owns, from before anything was done about them. */
  readonly pods: readonly Pod[];
  /** Names of the revisions. */
  readonly revisions: { readonly current: string; readonly update: string };
  readonly collisionCount: number;
  /** Number of Pods that were just deleted because their revision is old. */
  readonly replaced: number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** Fields that are left out when they are zero or empty, as Go does. */
const unlessZero = <Fields extends Readonly<Record<string, number | string>>>(fields: Fields): Partial<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== 0 && value !== '')) as Partial<Fields>;

/**
 * The status of a StatefulSet. When all wanted Pods are ready and of the new revision, that becomes the current one.
 *
 * Source: Kubernetes 1.36, pkg/controller/statefulset `computeReplicaStatus`, `completeRollingUpdate`.
 */
export function statefulSetStatus(parts: StatusParts): StatefulSetStatus {
  const { set, pods, revisions, collisionCount, replaced, nowMs } = parts;
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const ready = pods.filter(isRunningAndReady);
  const remaining = pods.filter((pod) => !isPodTerminating(pod));
  const countOf = (revision: string): number => remaining.filter((pod) => revisionOf(pod) === revision).length;
  const updatedReplicas = countOf(revisions.update);
  const wanted = wantedReplicas(set);
  const isComplete =
    set.spec.updateStrategy.type === 'RollingUpdate' &&
    [updatedReplicas, ready.length, pods.length].every((count) => count === wanted);
  return {
    replicas: pods.length,
    availableReplicas: ready.filter((pod) => availableFromMs(pod, minReadySeconds) <= nowMs).length,
    collisionCount,
    ...unlessZero({
      observedGeneration: set.metadata.generation ?? 0,
      readyReplicas: ready.length,
      currentReplicas: isComplete ? updatedReplicas : Math.max(0, countOf(revisions.current) - replaced),
      updatedReplicas,
      currentRevision: isComplete ? revisions.update : revisions.current,
      updateRevision: revisions.update,
    }),
  };
}

/** When the next Pod will have been ready for long enough; undefined when none is on the way there. */
export function nextAvailableMs({ spec }: StatefulSet, pods: readonly Pod[], nowMs: number): number | undefined {
  const times = pods
    .map((pod) => availableFromMs(pod, spec.minReadySeconds ?? 0))
    .filter((timeMs) => timeMs > nowMs && Number.isFinite(timeMs));
  return times.length === 0 ? undefined : times.reduce((first, timeMs) => Math.min(first, timeMs));
}
