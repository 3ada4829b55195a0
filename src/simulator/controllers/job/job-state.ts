import type { Job, JobCondition } from '../../api';
import { conditionOf } from '../../client';

/** Name by which `spec.managedBy` means the controller here. Source: Kubernetes 1.36, batch/v1 `JobControllerName`. */
const JOB_CONTROLLER = 'kubernetes.io/job-controller';

/** The condition that says how a Job ended, Complete or Failed; undefined while it has not. */
export const finishedConditionOf = ({ status }: Job): JobCondition | undefined =>
  status.conditions?.find((each) => (each.type === 'Complete' || each.type === 'Failed') && each.status === 'True');

export const isJobFinished = (job: Job): boolean => finishedConditionOf(job) !== undefined;

/** A condition of a type, when it is True. */
export function trueConditionOf({ status }: Job, type: string): JobCondition | undefined {
  const condition = conditionOf(status.conditions, type);
  return condition?.status === 'True' ? condition : undefined;
}

/** Whether another controller has promised to run the Job: this one then leaves it alone. */
export const isManagedElsewhere = ({ spec }: Job): boolean => (spec.managedBy ?? JOB_CONTROLLER) !== JOB_CONTROLLER;

export const isSuspended = ({ spec }: Job): boolean => spec.suspend === true;

export const isIndexed = ({ spec }: Job): boolean => spec.completionMode === 'Indexed';

export const hasBackoffLimitPerIndex = ({ spec }: Job): boolean => spec.backoffLimitPerIndex !== undefined;

/** Whether a Pod on its way out is replaced only when it has ended. Source: Kubernetes 1.36, `onlyReplaceFailedPods`. */
export const replacesOnlyFailedPods = ({ spec }: Job): boolean =>
  spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;
