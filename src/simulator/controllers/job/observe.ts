import type { Job, Pod } from '../../api';
import { isPodActive } from '../../client';
import { nextBackoff, type Backoff } from './backoff';
import { IndexSet } from './index-set';
import {
  completionIndexOf,
  failureCountOf,
  finishedAtMs,
  ignoredFailureCountOf,
  isCountable,
  isEndingPod,
  isFailedPod,
  isTracked,
  validIndexOf,
} from './job-pods';
import { hasBackoffLimitPerIndex, isIndexed } from './job-state';
import { judgeFailure } from './pod-failure-policy';

/** Completion indexes of an Indexed Job. */
export interface ObservedIndexes {
  /** Those that the status holds. */
  readonly recorded: IndexSet;
  /** Those and what has succeeded since. */
  readonly completed: IndexSet;
  /** Those that failed for good. @default - without a back-off limit per index none can */
  readonly failed?: IndexSet;
  /** Failed Pods whose replacement is yet to be made, and learns from them how often the index has failed. */
  readonly awaitingReplacement: ReadonlyMap<number, Pod>;
}

/** What is known of a Job in one round. */
export interface JobObservation {
  readonly job: Job;
  /** Virtual time, milliseconds since 1970. */
  readonly nowMs: number;
  /** All Pods of the Job. */
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  /** Number of Pods that are on their way out. */
  readonly terminating: number;
  /** Pods that succeeded, those that are not counted yet included; of an Indexed Job its completed indexes. */
  readonly succeeded: number;
  /** Pods that failed and count, those that are not counted yet included. */
  readonly failed: number;
  readonly indexes?: ObservedIndexes;
  readonly backoff: Backoff;
}

/** Indexes of Pods that are not counted and of which `holds` says yes. */
const indexesWhere = (job: Job, pods: readonly Pod[], holds: (pod: Pod) => boolean): number[] =>
  pods.flatMap((pod) => {
    const index = isTracked(pod) && holds(pod) ? validIndexOf(job, pod) : undefined;
    return index === undefined ? [] : [index];
  });

/** Source: Kubernetes 1.36, pkg/controller/job/indexed_job_utils.go `isIndexFailed`. */
function failsItsIndex(job: Job, pod: Pod): boolean {
  if (!isFailedPod(job, pod)) return false;
  const { failsIndex, isCounted } = judgeFailure(job.spec.podFailurePolicy, pod);
  return failsIndex || (isCounted && failureCountOf(pod) >= (job.spec.backoffLimitPerIndex ?? 0));
}

const allFailuresOf = (pod: Pod): number => failureCountOf(pod) + ignoredFailureCountOf(pod);

/** Source: Kubernetes 1.36, pkg/controller/job/indexed_job_utils.go `getPodsWithDelayedDeletionPerIndex`. */
function awaitingReplacement(job: Job, pods: readonly Pod[], settled: IndexSet): Map<number, Pod> {
  const busy = new Set(pods.filter(isPodActive).map(completionIndexOf));
  const found = new Map<number, Pod>();
  for (const pod of pods) {
    const index = validIndexOf(job, pod);
    if (index === undefined || !isTracked(pod) || !isFailedPod(job, pod)) continue;
    if (settled.has(index) || busy.has(index)) continue;
    const other = found.get(index);
    const isLater =
      other === undefined || (allFailuresOf(other) <= allFailuresOf(pod) && finishedAtMs(pod) >= finishedAtMs(other));
    if (isLater) found.set(index, pod);
  }
  return found;
}

function observeIndexes(job: Job, pods: readonly Pod[]): ObservedIndexes {
  const completions = job.spec.completions ?? 0;
  const recorded = IndexSet.parse(job.status.completedIndexes, completions);
  const completed = recorded.with(indexesWhere(job, pods, ({ status }) => status.phase === 'Succeeded'));
  if (!hasBackoffLimitPerIndex(job)) return { recorded, completed, awaitingReplacement: new Map() };
  const failed = IndexSet.parse(job.status.failedIndexes, completions).with(
    indexesWhere(job, pods, (pod) => failsItsIndex(job, pod)),
  );
  return {
    recorded,
    completed,
    failed,
    awaitingReplacement: awaitingReplacement(job, pods, completed.union(failed)),
  };
}

/**
 * What the Pods say of a Job; `backoff` is what was known before.
 *
 * Pure. Source: Kubernetes 1.36, pkg/controller/job/job_controller.go `syncJob`, up to where it decides.
 */
export function observeJob(job: Job, pods: readonly Pod[], backoff: Backoff, nowMs: number): JobObservation {
  const { status, spec } = job;
  const uncounted = status.uncountedTerminatedPods;
  const isNew = (known: readonly string[] | undefined, pod: Pod): boolean => known?.includes(pod.metadata.uid) !== true;
  const countable = pods.filter((pod) => isCountable(job, pod));
  const newSucceeded = countable.filter((pod) => pod.status.phase === 'Succeeded' && isNew(uncounted?.succeeded, pod));
  const newFailed = countable.filter((pod) => isFailedPod(job, pod) && isNew(uncounted?.failed, pod));
  const countedFailures = newFailed.filter((pod) => judgeFailure(spec.podFailurePolicy, pod).isCounted);
  const indexes = isIndexed(job) ? observeIndexes(job, pods) : undefined;
  return {
    job,
    nowMs,
    pods,
    active: pods.filter(isPodActive),
    terminating: pods.filter(isEndingPod).length,
    succeeded:
      indexes?.completed.size ?? (status.succeeded ?? 0) + newSucceeded.length + (uncounted?.succeeded?.length ?? 0),
    failed: (status.failed ?? 0) + countedFailures.length + (uncounted?.failed?.length ?? 0),
    ...(indexes === undefined ? {} : { indexes }),
    backoff: nextBackoff(backoff, newSucceeded, newFailed),
  };
}
