import type { CronJob, CronJobStatus, Job } from '../../api';
import { finishedConditionOf, isJobFinished } from '../job/job-state';

/** An Event about a CronJob. */
export interface CronEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** What the Jobs of a CronJob say about it. */
export interface Review {
  readonly status: CronJobStatus;
  readonly events: readonly CronEvent[];
}

/** A status without a Job in its list of active ones. */
export function withoutActive({ active, ...status }: CronJobStatus, uid: string | undefined): CronJobStatus {
  const others = (active ?? []).filter((each) => each.uid !== uid);
  return others.length === 0 ? status : { ...status, active: others };
}

const isActive = ({ active }: CronJobStatus, { metadata }: Job): boolean =>
  active?.some(({ uid }) => uid === metadata.uid) === true;

/** The later of two times; RFC 3339 in UTC and whole seconds sorts as text. */
const later = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;

/**
 * Brings the status in line with the Jobs of a CronJob: what ended is no longer active, what is gone neither.
 *
 * `status` is the one that the round has come to so far. Pure.
 * Source: Kubernetes 1.36, pkg/controller/cronjob/cronjob_controllerv2.go `syncCronJob`.
 */
export function reviewJobs(status: CronJobStatus, jobs: readonly Job[]): Review {
  const events: CronEvent[] = [];
  let result = status;
  for (const job of jobs) {
    const { name, uid } = job.metadata;
    const end = finishedConditionOf(job);
    if (end === undefined) {
      if (isActive(result, job)) continue;
      const message = `Saw a job that the controller did not create or forgot: ${name}`;
      events.push({ type: 'Warning', reason: 'UnexpectedJob', message });
    } else if (isActive(result, job)) {
      result = withoutActive(result, uid);
      const message = `Saw completed job: ${name}, condition: ${end.type}`;
      events.push({ type: 'Normal', reason: 'SawCompletedJob', message });
    } else if (end.type === 'Complete') {
      const lastSuccessfulTime = later(result.lastSuccessfulTime, job.status.completionTime);
      if (lastSuccessfulTime !== undefined) result = { ...result, lastSuccessfulTime };
    }
  }
  const known = new Set(jobs.map(({ metadata }) => metadata.uid));
  for (const { uid, name } of result.active ?? []) {
    if (uid !== undefined && known.has(uid)) continue;
    result = withoutActive(result, uid);
    events.push({ type: 'Normal', reason: 'MissingJob', message: `Active job went missing: ${name ?? ''}` });
  }
  return { status: result, events };
}

/** Jobs by when they started, those that never did last; then by name. Source: utils.go `byJobStartTimeStar`. */
function byStart(a: Job, b: Job): number {
  const [left, right] = [a.status.startTime ?? '~', b.status.startTime ?? '~'];
  if (left !== right) return left < right ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

/**
 * Finished Jobs that are more than the history may hold, oldest first: successful ones, then failed ones. Pure.
 * Source: Kubernetes 1.36, pkg/controller/cronjob/cronjob_controllerv2.go `cleanupFinishedJobs`.
 */
export function jobsBeyondHistory({ spec }: CronJob, jobs: readonly Job[]): readonly Job[] {
  const oldest = (type: string, limit: number | undefined): Job[] => {
    if (limit === undefined) return [];
    const ended = jobs.filter((job) => isJobFinished(job) && finishedConditionOf(job)?.type === type).sort(byStart);
    return ended.slice(0, Math.max(0, ended.length - limit));
  };
  return [...oldest('Complete', spec.successfulJobsHistoryLimit), ...oldest('Failed', spec.failedJobsHistoryLimit)];
}
