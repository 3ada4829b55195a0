import { toTimestamp, type Job, type JobCondition } from '../../api';
import { conditionOf } from '../../client';
import type { Outcome } from './decide-outcome';
import { isSuspended } from './job-state';

/** A True condition of a Job that begins now. */
export function newCondition(type: string, reason: string, message: string, nowMs: number): JobCondition {
  const now = toTimestamp(nowMs);
  return { type, status: 'True', lastProbeTime: now, lastTransitionTime: now, reason, message };
}

/** Conditions with one of a type renewed: unlike elsewhere, its time changes with its reason and message too. */
function replaced(conditions: readonly JobCondition[] | undefined, condition: JobCondition): readonly JobCondition[] {
  const present = conditions ?? [];
  const index = present.findIndex(({ type }) => type === condition.type);
  return index < 0 ? [...present, condition] : present.map((each, at) => (at === index ? condition : each));
}

/** Whether a Job has just been suspended or resumed, and the conditions that say so. */
export interface SuspensionChange {
  readonly conditions: readonly JobCondition[];
  readonly isSuspended: boolean;
}

/**
 * Brings the condition Suspended in line with what is wanted; undefined when it is. A Job that was never suspended has
 * no such condition. Source: Kubernetes 1.36, job_controller.go `ensureJobConditionStatus`.
 */
export function decideSuspension(job: Job, nowMs: number): SuspensionChange | undefined {
  const { conditions } = job.status;
  const wanted = isSuspended(job);
  const is = conditionOf(conditions, 'Suspended');
  if ((is?.status === 'True') === wanted) return undefined;
  const condition = wanted
    ? newCondition('Suspended', 'JobSuspended', 'Job suspended', nowMs)
    : { ...newCondition('Suspended', 'JobResumed', 'Job resumed', nowMs), status: 'False' };
  return { conditions: replaced(conditions, condition), isSuspended: wanted };
}

/** Conditions with the one that announces an outcome while Pods are still on their way out. */
export function withAnnouncement(
  conditions: readonly JobCondition[] | undefined,
  outcome: Outcome,
  nowMs: number,
): readonly JobCondition[] {
  const type = outcome.isSuccess ? 'SuccessCriteriaMet' : 'FailureTarget';
  if (conditionOf(conditions, type)?.status === 'True') return conditions ?? [];
  return replaced(conditions, newCondition(type, outcome.reason, outcome.message, nowMs));
}

/** Conditions with the one that makes an outcome final. */
export const withEnd = (
  conditions: readonly JobCondition[] | undefined,
  outcome: Outcome,
  nowMs: number,
): readonly JobCondition[] =>
  replaced(conditions, newCondition(outcome.isSuccess ? 'Complete' : 'Failed', outcome.reason, outcome.message, nowMs));
