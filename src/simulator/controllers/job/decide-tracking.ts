import { toTimestamp, type Job, type JobStatus, type Pod } from '../../api';
import type { Outcome } from './decide-outcome';
import { withAnnouncement, withEnd } from './job-conditions';
import { completionIndexOf, isFailedPod, isTracked, validIndexOf } from './job-pods';
import { isIndexed } from './job-state';
import type { JobObservation } from './observe';
import { judgeFailure } from './pod-failure-policy';

/** Pods that are counted in one round. Source: Kubernetes 1.36, job_controller.go `MaxUncountedPods`. */
const UNCOUNTED_MAX = 500;

/** How Pods that have ended are to be counted: first the status is written, then the finalizers go. */
export interface Tracking {
  /** Status that holds what is about to be counted. */
  readonly status: JobStatus;
  /** Pods whose finalizer goes once the status is written. */
  readonly released: readonly Pod[];
  /** Whether more Pods are left for the next round: the Job is not over before. */
  readonly isPartial: boolean;
}

/** Whether a Pod may be let go. Source: Kubernetes 1.36, job_controller.go `canRemoveFinalizer`. */
function isReleasable(observation: JobObservation, outcome: Outcome | undefined, pod: Pod): boolean {
  const { job, indexes } = observation;
  if (job.metadata.deletionTimestamp !== undefined || outcome !== undefined) return true;
  if (pod.status.phase === 'Succeeded') return true;
  if (!isFailedPod(job, pod)) return false;
  const index = completionIndexOf(pod);
  return index === undefined || indexes?.awaitingReplacement.get(index)?.metadata.uid !== pod.metadata.uid;
}

/** Whether a Pod is to be counted as failed: once the Job has failed, every Pod that has not succeeded is. */
function countsAsFailed({ job }: JobObservation, outcome: Outcome | undefined, pod: Pod): boolean {
  if (!isFailedPod(job, pod) && outcome?.isSuccess !== false) return false;
  if (isIndexed(job) && validIndexOf(job, pod) === undefined) return false;
  return judgeFailure(job.spec.podFailurePolicy, pod).isCounted;
}

const inOrderOfIndex = (pods: readonly Pod[]): readonly Pod[] =>
  [...pods].sort((a, b) => (completionIndexOf(a) ?? -1) - (completionIndexOf(b) ?? -1));

/**
 * Decides how the Pods that have ended are counted. The UID of each waits in the status until its finalizer is gone, so
 * that none is lost or counted twice; of Indexed Jobs that succeed the index is enough.
 *
 * `status` is the one that the round has come to so far. Pure.
 * Source: Kubernetes 1.36, pkg/controller/job/job_controller.go `trackJobStatusAndRemoveFinalizers`.
 */
export function decideTracking(observation: JobObservation, outcome: Outcome | undefined, status: JobStatus): Tracking {
  const { job, pods, indexes, nowMs } = observation;
  const tracked = pods.filter(isTracked);
  const before = countReleased(status, new Set(tracked.map(({ metadata }) => metadata.uid)));
  const succeeded = [...(before.uncountedTerminatedPods?.succeeded ?? [])];
  const failed = [...(before.uncountedTerminatedPods?.failed ?? [])];
  const known = { succeeded: new Set(succeeded), failed: new Set(failed) };
  const newIndexes: number[] = [];
  const released: Pod[] = [];
  let isPartial = false;
  for (const pod of indexes === undefined ? tracked : inOrderOfIndex(tracked)) {
    if (!isReleasable(observation, outcome, pod)) continue;
    released.push(pod);
    const { uid } = pod.metadata;
    if (pod.status.phase === 'Succeeded' && !known.failed.has(uid)) {
      const index = validIndexOf(job, pod);
      if (indexes === undefined) {
        if (!known.succeeded.has(uid)) succeeded.push(uid);
      } else if (index !== undefined && !indexes.recorded.has(index)) newIndexes.push(index);
    } else if (countsAsFailed(observation, outcome, pod) && !known.failed.has(uid)) failed.push(uid);
    isPartial = newIndexes.length + succeeded.length + failed.length >= UNCOUNTED_MAX;
    if (isPartial) break;
  }
  const completed = indexes?.completed.with(newIndexes);
  const conditions = outcome === undefined ? before.conditions : withAnnouncement(before.conditions, outcome, nowMs);
  return {
    status: normalStatus({
      ...before,
      ...(conditions === undefined ? {} : { conditions }),
      ...(completed === undefined ? {} : { succeeded: completed.size, completedIndexes: completed.toString() }),
      ...(indexes?.failed === undefined ? {} : { failedIndexes: indexes.failed.toString() }),
      uncountedTerminatedPods: { succeeded, failed },
    }),
    released,
    isPartial,
  };
}

/**
 * A status in which those Pods are counted whose finalizers are gone: all but the UIDs in `tracked`.
 * Source: Kubernetes 1.36, job_controller.go `cleanUncountedPodsWithoutFinalizers`.
 */
export function countReleased(status: JobStatus, tracked: ReadonlySet<string>): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const left = {
    succeeded: succeeded.filter((uid) => tracked.has(uid)),
    failed: failed.filter((uid) => tracked.has(uid)),
  };
  return normalStatus({
    ...status,
    succeeded: (status.succeeded ?? 0) + succeeded.length - left.succeeded.length,
    failed: (status.failed ?? 0) + failed.length - left.failed.length,
    uncountedTerminatedPods: left,
  });
}

/**
 * The status of a Job that is over; undefined while Pods are uncounted or still on their way out.
 * Source: Kubernetes 1.36, job_controller.go `enactJobFinished`.
 */
export function decideEnd(status: JobStatus, outcome: Outcome, nowMs: number): JobStatus | undefined {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  if (succeeded.length + failed.length + (status.terminating ?? 0) > 0) return undefined;
  return {
    ...status,
    conditions: withEnd(status.conditions, outcome, nowMs),
    ...(outcome.isSuccess ? { completionTime: toTimestamp(nowMs) } : {}),
  };
}

/** Events about the end of a Job: type, reason and message of each. */
export function endEvents(
  job: Job,
  { succeeded = 0 }: JobStatus,
  outcome: Outcome,
): readonly (readonly ['Normal' | 'Warning', string, string])[] {
  if (!outcome.isSuccess) return [['Warning', outcome.reason, outcome.message]];
  const completed = ['Normal', 'Completed', 'Job completed'] as const;
  if (succeeded <= (job.spec.completions ?? Infinity)) return [completed];
  const tooMany = 'Too many succeeded pods running after completion count reached';
  return [['Warning', 'TooManySucceededPods', tooMany], completed];
}

/** A status as Go writes it: numbers that are 0, lists and texts that are empty are left out where the API says so. */
export function normalStatus(status: JobStatus): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const { active, succeeded: succeededPods, failed: failedPods, completedIndexes, ...rest } = status;
  return {
    ...rest,
    ...(active === undefined || active === 0 ? {} : { active }),
    ...(succeededPods === undefined || succeededPods === 0 ? {} : { succeeded: succeededPods }),
    ...(failedPods === undefined || failedPods === 0 ? {} : { failed: failedPods }),
    ...(completedIndexes === undefined || completedIndexes === '' ? {} : { completedIndexes }),
    uncountedTerminatedPods: {
      ...(succeeded.length === 0 ? {} : { succeeded }),
      ...(failed.length === 0 ? {} : { failed }),
    },
  };
}
