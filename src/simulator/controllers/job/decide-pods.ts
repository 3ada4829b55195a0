import type { Job, Pod } from '../../api';
import { remainingMs, remainingOfIndexMs } from './backoff';
import { byRemoval, completionIndexOf, isEndingPod, validIndexOf } from './job-pods';
import { hasBackoffLimitPerIndex, isSuspended, replacesOnlyFailedPods } from './job-state';
import type { JobObservation } from './observe';

/** What to do so that a Job has the Pods that it should have. */
export type PodPlan =
  | { readonly type: 'nothing' }
  | { readonly type: 'delete'; readonly pods: readonly Pod[] }
  /** One Pod for each entry: its completion index, or undefined for a Job without indexes. */
  | { readonly type: 'create'; readonly indexes: readonly (number | undefined)[] }
  /** Pods are missing, but the last failure is too recent. */
  | { readonly type: 'wait'; readonly delayMs: number };

/** Pods made or deleted in one round. Source: Kubernetes 1.36, job_controller.go `MaxPodCreateDeletePerSync`. */
const PODS_PER_ROUND_MAX = 500;

/** Active Pods that no index needs: without a valid one, or beside a better Pod of the same. */
function superfluousPods(job: Job, active: readonly Pod[]): Set<Pod> {
  const superfluous = new Set<Pod>();
  const byIndex = new Map<number, Pod[]>();
  for (const pod of active) {
    const index = validIndexOf(job, pod);
    if (index === undefined) superfluous.add(pod);
    else byIndex.set(index, [...(byIndex.get(index) ?? []), pod]);
  }
  for (const pods of byIndex.values()) for (const pod of pods.sort(byRemoval).slice(0, -1)) superfluous.add(pod);
  return superfluous;
}

/** Source: Kubernetes 1.36, job_controller.go `activePodsForRemoval`. */
function podsToDelete({ job, active, indexes }: JobObservation, atLeast: number): readonly Pod[] {
  const first = indexes === undefined ? new Set<Pod>() : superfluousPods(job, active);
  const missing = Math.max(0, atLeast - first.size);
  const more = missing === 0 ? [] : active.filter((pod) => !first.has(pod)).sort(byRemoval);
  return [...first, ...more.slice(0, missing)].slice(0, PODS_PER_ROUND_MAX);
}

/** Number of Pods that should be active. */
function wantedPods({ job, active, succeeded }: JobObservation): number {
  const { completions, parallelism = 1 } = job.spec;
  if (completions !== undefined) return Math.max(0, Math.min(completions - succeeded, parallelism));
  // The first success says that the work is done: what still runs may finish, nothing is started.
  return succeeded > 0 ? active.length : parallelism;
}

function missingIndexes({ job, active, pods, indexes }: JobObservation, count: number): number[] {
  if (indexes === undefined) return [];
  const busy = replacesOnlyFailedPods(job) ? [...active, ...pods.filter(isEndingPod)] : active;
  const taken = indexes.completed.with(busy.map(completionIndexOf).filter((index) => index !== undefined));
  const settled = indexes.failed === undefined ? taken : taken.union(indexes.failed);
  return settled.missing(count, job.spec.completions ?? 0);
}

/** Each index waits for itself: those whose wait is over are made, or else the shortest wait is waited for. */
function independentIndexes({ indexes, nowMs }: JobObservation, missing: readonly number[]): PodPlan {
  const waits = missing.map((index) => {
    const failed = indexes?.awaitingReplacement.get(index);
    return failed === undefined ? 0 : remainingOfIndexMs(failed, nowMs);
  });
  const ready = missing.filter((_, at) => waits[at] === 0);
  if (ready.length === 0 && waits.length > 0) return { type: 'wait', delayMs: Math.min(...waits) };
  return { type: 'create', indexes: ready };
}

/**
 * Decides which Pods of a Job that goes on to delete or to make. Deleting comes first: a round does one of both.
 *
 * Pure. Source: Kubernetes 1.36, pkg/controller/job/job_controller.go `manageJob`.
 */
export function decidePods(observation: JobObservation): PodPlan {
  const { job, active, terminating, backoff, nowMs } = observation;
  if (isSuspended(job)) {
    return active.length === 0 ? { type: 'nothing' } : { type: 'delete', pods: [...active].sort(byRemoval) };
  }
  const wanted = wantedPods(observation);
  const pods = podsToDelete(observation, active.length - wanted);
  if (pods.length > 0) return { type: 'delete', pods };
  const missing = wanted - active.length - (replacesOnlyFailedPods(job) ? terminating : 0);
  if (missing <= 0) return { type: 'nothing' };
  const count = Math.min(missing, PODS_PER_ROUND_MAX);
  if (hasBackoffLimitPerIndex(job)) return independentIndexes(observation, missingIndexes(observation, count));
  const delayMs = remainingMs(backoff, nowMs);
  if (delayMs > 0) return { type: 'wait', delayMs };
  const indexes =
    observation.indexes === undefined
      ? Array.from({ length: count }, () => undefined)
      : missingIndexes(observation, count);
  return { type: 'create', indexes };
}
