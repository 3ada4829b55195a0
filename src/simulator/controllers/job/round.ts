import { equalJson, StatusError, toTimestamp, type Job, type JobStatus, type Pod } from '../../api';
import { isPodReady, type ControllerContext } from '../../client';
import { createPod, deletePod, isNamespaceTerminating } from '../pod-control';
import { inSlowStartBatches } from '../slow-start';
import { decideCompletion, decideOutcome, type Outcome } from './decide-outcome';
import { decidePods } from './decide-pods';
import { countReleased, decideEnd, decideTracking, endEvents } from './decide-tracking';
import { decideSuspension } from './job-conditions';
import { isTracked } from './job-pods';
import { isSuspended } from './job-state';
import type { JobObservation } from './observe';
import { jobPodDraft } from './pod-draft';
import { removeTrackingFinalizer } from './tracking-finalizer';

/** What one round leaves to be done. */
export interface RoundResult {
  /** Milliseconds until Pods can be made. @default - none are held back */
  readonly waitMs?: number;
  /** The first write that was refused: the round has to be repeated. */
  readonly failure?: StatusError;
}

/**
 * One round of a Job that is not over: makes and deletes Pods, counts those that have ended, and writes the status.
 * Source: Kubernetes 1.36, pkg/controller/job/job_controller.go `syncJob`.
 */
export class Round {
  private readonly job: Job;
  /** Numbers of the status, as far as this round has come. */
  private active: number;
  private ready: number;
  private terminating: number;
  private waitMs: number | undefined;
  private failure: StatusError | undefined;

  constructor(
    private readonly context: ControllerContext,
    private readonly observation: JobObservation,
  ) {
    this.job = observation.job;
    this.active = observation.active.length;
    this.ready = observation.active.filter(isPodReady).length;
    this.terminating = observation.terminating;
  }

  /** `onRecorded` is called once the Pods that have ended are in the status. */
  run(onRecorded: () => void): RoundResult {
    let outcome = decideOutcome(this.observation);
    let status = this.job.status;
    if (outcome !== undefined) {
      this.deletePods(this.observation.active, deletePod);
      // As long as a Pod may still run the end cannot be told.
      if (this.failure !== undefined) outcome = undefined;
    } else {
      const mayChangePods = this.job.metadata.deletionTimestamp === undefined;
      if (mayChangePods) this.changePods();
      outcome = decideCompletion(this.observation, this.active);
      if (outcome === undefined && mayChangePods) status = this.suspendOrResume(status);
    }
    this.track(outcome, this.counted(status), onRecorded);
    return {
      ...(this.waitMs === undefined ? {} : { waitMs: this.waitMs }),
      ...(this.failure === undefined ? {} : { failure: this.failure }),
    };
  }

  private changePods(): void {
    const plan = decidePods(this.observation);
    if (plan.type === 'wait') this.waitMs = plan.delayMs;
    else if (plan.type === 'create') this.createPods(plan.indexes);
    else if (plan.type === 'delete') {
      // Pods that are given up are not counted.
      this.deletePods(plan.pods, (context, job, pod) => {
        removeTrackingFinalizer(context.client, pod);
        deletePod(context, job, pod);
      });
    }
  }

  private createPods(indexes: readonly (number | undefined)[]): void {
    const { job, context } = this;
    const replaced = this.observation.indexes?.awaitingReplacement;
    this.failure = inSlowStartBatches(indexes, (index) => {
      const draft = jobPodDraft(job, index, index === undefined ? undefined : replaced?.get(index));
      try {
        createPod(context, job, draft);
        this.active += 1;
      } catch (error) {
        // Nothing can be made any more in a Namespace that goes away: trying again would not help.
        if (!(error instanceof StatusError) || !isNamespaceTerminating(error)) throw error;
      }
    });
  }

  private deletePods(pods: readonly Pod[], remove: (context: ControllerContext, job: Job, pod: Pod) => void): void {
    for (const pod of pods) {
      try {
        remove(this.context, this.job, pod);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        this.failure ??= error;
        continue;
      }
      this.active -= 1;
      this.terminating += 1;
      if (isPodReady(pod)) this.ready -= 1;
    }
  }

  private suspendOrResume({ startTime, ...status }: JobStatus): JobStatus {
    const { job, observation, context } = this;
    const started = startTime === undefined || isSuspended(job) ? {} : { startTime };
    const change = decideSuspension(job, observation.nowMs);
    if (change === undefined) return { ...status, ...started };
    if (change.isSuspended) {
      context.events.event(job, 'Normal', 'Suspended', 'Job suspended');
      return { ...status, conditions: change.conditions };
    }
    context.events.event(job, 'Normal', 'Resumed', 'Job resumed');
    // The deadline is about the time that a Job is active without a break.
    return { ...status, conditions: change.conditions, startTime: toTimestamp(observation.nowMs) };
  }

  private counted(status: JobStatus): JobStatus {
    const { active, ready, terminating, observation } = this;
    const startTime = status.startTime ?? (isSuspended(this.job) ? undefined : toTimestamp(observation.nowMs));
    return { ...status, active, ready, terminating, ...(startTime === undefined ? {} : { startTime }) };
  }

  private track(outcome: Outcome | undefined, status: JobStatus, onRecorded: () => void): void {
    const { context, observation } = this;
    const tracking = decideTracking(observation, outcome, status);
    const recorded = this.writeStatus(this.job, tracking.status);
    onRecorded();
    const kept = new Set(observation.pods.filter(isTracked).map(({ metadata }) => metadata.uid));
    for (const pod of tracking.released) {
      try {
        removeTrackingFinalizer(context.client, pod);
        kept.delete(pod.metadata.uid);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        this.failure ??= error;
      }
    }
    const counts = countReleased(tracking.status, kept);
    const canEnd = outcome !== undefined && !tracking.isPartial && this.failure === undefined;
    const end = canEnd ? decideEnd(counts, outcome, observation.nowMs) : undefined;
    const job = this.writeStatus(recorded, end ?? counts);
    if (outcome === undefined || end === undefined) return;
    context.trace(job, `${outcome.isSuccess ? 'complete' : 'failed'}: ${outcome.message}`);
    for (const [type, reason, message] of endEvents(job, end, outcome))
      context.events.event(job, type, reason, message);
  }

  private writeStatus(job: Job, status: JobStatus): Job {
    return equalJson(job.status, status) ? job : this.context.client.updateStatus('batch/jobs', { ...job, status });
  }
}
