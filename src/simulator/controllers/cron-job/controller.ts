import {
  CronError,
  equalJson,
  StatusError,
  toTimestamp,
  type CronJob,
  type CronJobStatus,
  type Job,
  type ObjectChange,
} from '../../api';
import {
  controllerOf,
  isControlledBy,
  keyOf,
  ObjectIndex,
  refersTo,
  splitKey,
  WorkQueue,
  type Controller,
  type ControllerContext,
} from '../../client';
import { isNamespaceTerminating } from '../pod-control';
import { decideStart, jobNameAt, nextLookAtMs, timetableOf } from './decide-start';
import { jobDraft, referenceTo } from './job-draft';
import { jobsBeyondHistory, reviewJobs, withoutActive, type CronEvent } from './review-jobs';

class CronJobController {
  private readonly queue: WorkQueue;
  private readonly jobsByOwner: ObjectIndex<'batch/jobs'>;

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.queue = new WorkQueue(loop, (key) => this.reconcile(key));
    this.jobsByOwner = new ObjectIndex(client, 'batch/jobs', (job) => {
      const owner = controllerOf(job);
      return owner !== undefined && refersTo(owner, 'batch', 'CronJob') ? [owner.uid] : [];
    });
    client.watch('batch/cronjobs', (change) => this.noteCronJob(change));
    client.watch('batch/jobs', ({ object, previous }) => {
      for (const job of previous === undefined ? [object] : [previous, object]) {
        const owner = controllerOf(job);
        if (owner !== undefined && refersTo(owner, 'batch', 'CronJob')) {
          this.queue.add(`${job.metadata.namespace}/${owner.name}`);
        }
      }
    });
  }

  private noteCronJob({ type, object: cronJob, previous }: ObjectChange<CronJob>): void {
    const key = keyOf(cronJob);
    if (type === 'DELETED') {
      this.queue.forget(key);
      return;
    }
    const { schedule, timeZone } = cronJob.spec;
    const isMoved =
      previous !== undefined && (previous.spec.schedule !== schedule || previous.spec.timeZone !== timeZone);
    // A new schedule holds from now on: what it would have started in the past is none of its business.
    if (isMoved) this.lookAgain(key, this.nextLookOf(cronJob));
    else this.queue.add(key);
  }

  private nextLookOf(cronJob: CronJob, status = cronJob.status): number | undefined {
    try {
      return nextLookAtMs(cronJob, status, timetableOf(cronJob), this.context.loop.nowMs);
    } catch (error) {
      if (!(error instanceof CronError)) throw error;
      return undefined;
    }
  }

  /** Nobody waits for a schedule: what it starts is routine. */
  private lookAgain(key: string, timeMs: number | undefined): void {
    if (timeMs !== undefined) this.queue.addAfter(key, Math.max(0, timeMs - this.context.loop.nowMs), true);
  }

  private reconcile(key: string): void {
    const { client, loop } = this.context;
    const cronJob = client.get('batch/cronjobs', ...splitKey(key));
    if (cronJob === undefined) return;
    const jobs = this.jobsByOwner.get(cronJob.metadata.uid);
    let status = this.trimHistory(cronJob, jobs);
    const review = reviewJobs(status, jobs);
    status = review.status;
    this.tell(cronJob, review.events);
    const decision = decideStart(cronJob, status, loop.nowMs);
    this.tell(cronJob, decision.events);
    let { nextMs } = decision;
    let failure: StatusError | undefined;
    if (decision.startMs !== undefined) {
      try {
        if (decision.replacesActive) status = this.stopActive(cronJob, status);
        status = this.start(cronJob, status, decision.startMs);
        nextMs = this.nextLookOf(cronJob, status);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        failure = error;
      }
    }
    if (!equalJson(status, cronJob.status)) client.updateStatus('batch/cronjobs', { ...cronJob, status });
    this.lookAgain(key, nextMs);
    if (failure !== undefined) throw failure;
  }

  private tell(cronJob: CronJob, events: readonly CronEvent[]): void {
    for (const { type, reason, message } of events) this.context.events.event(cronJob, type, reason, message);
  }

  private trimHistory(cronJob: CronJob, jobs: readonly Job[]): CronJobStatus {
    let { status } = cronJob;
    for (const job of jobsBeyondHistory(cronJob, jobs)) {
      try {
        status = this.deleteJob(cronJob, status, job);
      } catch (error) {
        // What cannot be deleted now is tried again when something changes.
        if (!(error instanceof StatusError)) throw error;
      }
    }
    return status;
  }

  /** Deletes a Job and its place among the active ones. Throws what the API refuses it with. */
  private deleteJob(cronJob: CronJob, status: CronJobStatus, { metadata }: Job): CronJobStatus {
    const { client } = this.context;
    const { namespace, name, uid } = metadata;
    try {
      client.delete('batch/jobs', namespace, name, { propagationPolicy: 'Background' });
    } catch (error) {
      if (error instanceof StatusError) {
        this.tell(cronJob, [{ type: 'Warning', reason: 'FailedDelete', message: `Deleted job: ${error.message}` }]);
      }
      throw error;
    }
    this.tell(cronJob, [{ type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted job ${name}` }]);
    return withoutActive(status, uid);
  }

  private stopActive(cronJob: CronJob, status: CronJobStatus): CronJobStatus {
    let left = status;
    for (const { namespace = '', name = '' } of status.active ?? []) {
      const job = this.context.client.get('batch/jobs', namespace, name);
      if (job !== undefined) left = this.deleteJob(cronJob, left, job);
    }
    return left;
  }

  /** Starts the Job for a time, or finds that it has been. Throws what the API refuses it with. */
  private start(cronJob: CronJob, status: CronJobStatus, timeMs: number): CronJobStatus {
    const job = this.createJob(cronJob, timeMs);
    if (job === undefined) return status;
    this.context.trace(cronJob, `started ${job.metadata.name} for ${toTimestamp(timeMs)}`);
    return { ...status, active: [...(status.active ?? []), referenceTo(job)], lastScheduleTime: toTimestamp(timeMs) };
  }

  private createJob(cronJob: CronJob, timeMs: number): Job | undefined {
    const { client } = this.context;
    try {
      const job = client.create('batch/jobs', jobDraft(cronJob, timeMs));
      this.tell(cronJob, [{ type: 'Normal', reason: 'SuccessfulCreate', message: `Created job ${job.metadata.name}` }]);
      return job;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (error.status.reason === 'AlreadyExists') {
        const job = client.get('batch/jobs', cronJob.metadata.namespace, jobNameAt(cronJob, timeMs));
        return job !== undefined && isControlledBy(job, cronJob) ? job : undefined;
      }
      if (!isNamespaceTerminating(error)) {
        this.tell(cronJob, [
          { type: 'Warning', reason: 'FailedCreate', message: `Error creating job: ${error.message}` },
        ]);
      }
      throw error;
    }
  }
}

/**
 * Starts Jobs by the clock.
 * Source: Kubernetes 1.36, pkg/controller/cronjob/cronjob_controllerv2.go. Not modelled: metrics.
 */
export const cronJobController: Controller = {
  name: 'cronjob-controller',
  start(context) {
    new CronJobController(context);
  },
};
