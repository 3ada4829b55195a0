import type { Job, Pod } from '../../api';
import { isPodFinished, isPodReady, isPodTerminating, readyConditionOf } from '../../client';
import { isIndexed, replacesOnlyFailedPods } from './job-state';

/** Keeps a Pod in the store until it is counted. Source: Kubernetes 1.36, batch/v1 `JobTrackingFinalizer`. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';

/** Label and annotation of the index that a Pod of an Indexed Job works on. */
export const INDEX_KEY = 'batch.kubernetes.io/job-completion-index';

/** Annotation: how often Pods of this index have failed before. */
export const FAILURES_KEY = 'batch.kubernetes.io/job-index-failure-count';

/** Annotation: how often Pods of this index have failed before without being counted. */
export const IGNORED_FAILURES_KEY = 'batch.kubernetes.io/job-index-ignored-failure-count';

const INT32_MAX = 2147483647;

/** Whether a Pod has not been counted yet. */
export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(TRACKING_FINALIZER) === true;

/** A number in an annotation; undefined when it is absent, no number, or out of range. */
function annotatedNumber({ metadata }: Pod, key: string): number | undefined {
  const text = metadata.annotations?.[key];
  if (text === undefined || !/^\+?[0-9]+$/.test(text)) return undefined;
  const number = Number(text);
  return number > INT32_MAX ? undefined : number;
}

/** The index that a Pod works on. */
export const completionIndexOf = (pod: Pod): number | undefined => annotatedNumber(pod, INDEX_KEY);

/** The index of a Pod, if it is one of the Job's. */
export function validIndexOf({ spec }: Job, pod: Pod): number | undefined {
  const index = completionIndexOf(pod);
  return index !== undefined && index < (spec.completions ?? 0) ? index : undefined;
}

/** How often Pods of the index failed before this one, as far as it counts. */
export const failureCountOf = (pod: Pod): number => annotatedNumber(pod, FAILURES_KEY) ?? 0;

/** How often Pods of the index failed before this one without being counted. */
export const ignoredFailureCountOf = (pod: Pod): number => annotatedNumber(pod, IGNORED_FAILURES_KEY) ?? 0;

/**
 * Whether a Pod counts as failed. One that is deleted never has the chance to fail by itself; it counts at once unless
 * the Job waits until it has ended. Source: Kubernetes 1.36, job_controller.go `isPodFailed`.
 */
export function isFailedPod(job: Job, pod: Pod): boolean {
  if (pod.status.phase === 'Failed') return true;
  if (replacesOnlyFailedPods(job)) return false;
  return isPodTerminating(pod) && pod.status.phase !== 'Succeeded';
}

/** Whether a Pod is on its way out and has not ended. */
export const isEndingPod = (pod: Pod): boolean => isPodTerminating(pod) && !isPodFinished(pod);

/** Whether a Pod can be counted: it has not been, and has a valid index if the Job is Indexed. */
export const isCountable = (job: Job, pod: Pod): boolean =>
  isTracked(pod) && (!isIndexed(job) || validIndexOf(job, pod) !== undefined);

/**
 * When a Pod ended, milliseconds since 1970: when its last container did, else when it stopped being ready, else when it
 * was deleted. Source: Kubernetes 1.36, pkg/controller/job/backoff_utils.go `getFinishedTime`.
 */
export function finishedAtMs(pod: Pod): number {
  const { metadata, status } = pod;
  const ends = (status.containerStatuses ?? []).map(({ state }) => Date.parse(state.terminated?.finishedAt ?? ''));
  if (ends.length > 0 && ends.every((end) => !Number.isNaN(end))) return Math.max(...ends);
  const ready = readyConditionOf(pod);
  if (ready?.status === 'False' && ready.lastTransitionTime !== undefined) return Date.parse(ready.lastTransitionTime);
  if (metadata.deletionTimestamp !== undefined) {
    return Date.parse(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  }
  return Date.parse(metadata.creationTimestamp);
}

/** When a Pod became ready, milliseconds since 1970; 0 while it is not. */
function readySinceMs(pod: Pod): number {
  const ready = readyConditionOf(pod);
  return ready?.status === 'True' ? Date.parse(ready.lastTransitionTime ?? '') || 0 : 0;
}

const restartsOf = ({ status }: Pod): number =>
  Math.max(0, ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount));

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/**
 * Order in which Pods are given up: those in earlier stages of startup first, then those that restarted more, then the
 * younger. Source: Kubernetes 1.36, pkg/controller/controller_utils.go `ActivePods`.
 */
export function byRemoval(a: Pod, b: Pod): number {
  const stages: readonly (readonly [number, number])[] = [
    [Number(Boolean(a.spec.nodeName)), Number(Boolean(b.spec.nodeName))],
    [PHASES[a.status.phase ?? 'Pending'] ?? 0, PHASES[b.status.phase ?? 'Pending'] ?? 0],
    [Number(isPodReady(a)), Number(isPodReady(b))],
    [-readySinceMs(a), -readySinceMs(b)],
    [-restartsOf(a), -restartsOf(b)],
    [-Date.parse(a.metadata.creationTimestamp), -Date.parse(b.metadata.creationTimestamp)],
  ];
  for (const [left, right] of stages) if (left !== right) return left - right;
  return a.metadata.uid < b.metadata.uid ? -1 : a.metadata.uid > b.metadata.uid ? 1 : 0;
}
