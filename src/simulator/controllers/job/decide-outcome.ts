import type { Job, Pod } from '../../api';
import { isFailedPod } from './job-pods';
import { isSuspended, trueConditionOf } from './job-state';
import type { JobObservation } from './observe';
import { judgeFailure } from './pod-failure-policy';
import { matchedSuccessRule } from './success-policy';

/** How a Job ends, once it is decided. */
export interface Outcome {
  readonly isSuccess: boolean;
  readonly reason: string;
  readonly message: string;
}

const failure = (reason: string, message: string): Outcome => ({ isSuccess: false, reason, message });

/** The outcome that the status holds already. */
function decidedOutcome(job: Job): Outcome | undefined {
  const met = trueConditionOf(job, 'SuccessCriteriaMet');
  const condition = met ?? trueConditionOf(job, 'FailureTarget');
  if (condition === undefined) return undefined;
  return { isSuccess: met !== undefined, reason: condition.reason ?? '', message: condition.message ?? '' };
}

function failedByPolicy({ job, pods }: JobObservation): Outcome | undefined {
  const policy = job.spec.podFailurePolicy;
  if (policy === undefined) return undefined;
  for (const pod of pods) {
    const message = isFailedPod(job, pod) ? judgeFailure(policy, pod).failJobMessage : undefined;
    if (message !== undefined) return failure('PodFailurePolicy', message);
  }
  return undefined;
}

/** Restarts within Pods that are not over; they count only where the kubelet restarts containers that fail. */
function restarts(pods: readonly Pod[]): number {
  let sum = 0;
  for (const { status } of pods) {
    if (status.phase !== 'Running' && status.phase !== 'Pending') continue;
    for (const each of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
      sum += each.restartCount;
    }
  }
  return sum;
}

/** Source: Kubernetes 1.36, job_controller.go `pastBackoffLimitOnFailure`. */
function isPastBackoffLimit({ job, pods, failed }: JobObservation): boolean {
  const limit = job.spec.backoffLimit ?? 6;
  if (failed > limit) return true;
  return job.spec.template.spec.restartPolicy === 'OnFailure' && restarts(pods) >= Math.max(limit, 1);
}

/** When the deadline of a Job passes, milliseconds since 1970; undefined when it has none or does not run. */
export function deadlineMs(job: Job, startTime: string | undefined): number | undefined {
  const seconds = job.spec.activeDeadlineSeconds;
  if (seconds === undefined || startTime === undefined || isSuspended(job)) return undefined;
  return Date.parse(startTime) + seconds * 1000;
}

function failedByIndexes({ job, indexes }: JobObservation): Outcome | undefined {
  if (indexes?.failed === undefined) return undefined;
  const { maxFailedIndexes, completions = 0 } = job.spec;
  const failed = indexes.failed.size;
  if (maxFailedIndexes !== undefined && failed > maxFailedIndexes) {
    return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  }
  const isAllOver = failed > 0 && failed + indexes.completed.size >= completions;
  return isAllOver ? failure('FailedIndexes', 'Job has failed indexes') : undefined;
}

function succeededByPolicy({ job, indexes }: JobObservation): Outcome | undefined {
  if (indexes === undefined) return undefined;
  const rule = matchedSuccessRule(job.spec.successPolicy, job.spec.completions ?? 0, indexes.completed);
  if (rule === undefined) return undefined;
  return { isSuccess: true, reason: 'SuccessPolicy', message: `Matched rules at index ${rule}` };
}

/**
 * Whether a Job is to end while Pods of it may still run: by what was decided before, by a failure, or by its success
 * policy, in this order. Undefined when it goes on.
 *
 * Pure. Source: Kubernetes 1.36, pkg/controller/job/job_controller.go `syncJob`.
 */
export function decideOutcome(observation: JobObservation): Outcome | undefined {
  const { job, nowMs } = observation;
  const before = decidedOutcome(job) ?? failedByPolicy(observation);
  if (before !== undefined) return before;
  if (isPastBackoffLimit(observation)) {
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  if ((deadlineMs(job, job.status.startTime) ?? Infinity) <= nowMs) {
    return failure('DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  return failedByIndexes(observation) ?? succeededByPolicy(observation);
}

const COMPLETED: Outcome = {
  isSuccess: true,
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};

/**
 * Whether a Job is complete with `active` Pods left: when as many Pods have succeeded as it wants, or, when it does not
 * say how many, when one has and no other runs.
 */
export function decideCompletion({ job, succeeded }: JobObservation, active: number): Outcome | undefined {
  if (active > 0) return undefined;
  const { completions } = job.spec;
  const isComplete = completions === undefined ? succeeded > 0 : succeeded >= completions;
  return isComplete ? COMPLETED : undefined;
}
