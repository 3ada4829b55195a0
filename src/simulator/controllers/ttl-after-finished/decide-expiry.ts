import type { Job } from '../../api';
import { finishedConditionOf } from '../job/job-state';

/**
 * When a Job is to be deleted, milliseconds since 1970; undefined while it is not over, has no time to live, or is on its
 * way out already. Pure.
 * Source: Kubernetes 1.36, pkg/controller/ttlafterfinished/ttlafterfinished_controller.go `processTTL`.
 */
export function expiryMs(job: Job): number | undefined {
  const seconds = job.spec.ttlSecondsAfterFinished;
  if (seconds === undefined || job.metadata.deletionTimestamp !== undefined) return undefined;
  const finished = finishedConditionOf(job)?.lastTransitionTime;
  return finished === undefined ? undefined : Date.parse(finished) + seconds * 1000;
}
