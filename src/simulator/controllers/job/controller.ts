import { equalJson, labelSelectorOf, type Job, type ObjectChange, type OwnerReference, type Pod } from '../../api';
import {
  controllerOf,
  keyOf,
  refersTo,
  splitKey,
  WorkQueue,
  type Controller,
  type ControllerContext,
} from '../../client';
import { NO_BACKOFF, type Backoff } from './backoff';
import { deadlineMs } from './decide-outcome';
import { isTracked } from './job-pods';
import { isJobFinished, isManagedElsewhere } from './job-state';
import { observeJob } from './observe';
import { Round } from './round';
import { claimPods, removeTrackingFinalizer } from './tracking-finalizer';

/** Changes of Pods are taken together for so long. Source: Kubernetes 1.36, job_controller.go `syncJobBatchPeriod`. */
const BATCH_MS = 1000;

/** Source: Kubernetes 1.36, job_controller.go `DefaultJobApiBackOff` and `MaxJobApiBackOff`. */
const RETRIES = { firstRetryMs: 1000, lastRetryMs: 60_000 };

const JOBS = { group: 'batch', kind: 'Job' };

class JobController {
  private readonly queue: WorkQueue;
  /** Pods that wait to be counted although no Job will count them. */
  private readonly orphans: WorkQueue;
  /** By UID of the Job; as in Kubernetes it is remembered here and nowhere else. */
  private readonly backoffs = new Map<string, Backoff>();

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.queue = new WorkQueue(loop, (key) => this.reconcile(key), RETRIES);
    this.orphans = new WorkQueue(loop, (key) => this.letGo(key));
    client.watch('batch/jobs', (change) => this.noteJob(change));
    context.pods.watchOwned(JOBS, (change) => this.notePod(change));
  }

  private noteJob({ type, object: job, previous }: ObjectChange<Job>): void {
    const isOver = type === 'DELETED' || isJobFinished(job);
    if (isOver) {
      this.backoffs.delete(job.metadata.uid);
      for (const pod of this.context.pods.controlledBy(job.metadata.uid)) {
        if (isTracked(pod)) this.orphans.add(keyOf(pod));
      }
      return;
    }
    const isStatusOnly = previous !== undefined && previous.metadata.generation === job.metadata.generation;
    if (isStatusOnly) this.queue.addAfter(keyOf(job), BATCH_MS);
    else this.queue.add(keyOf(job));
  }

  private notePod({ type, object: pod, previous }: ObjectChange<Pod>): void {
    const owner = controllerOf(pod);
    const before = previous === undefined ? undefined : controllerOf(previous);
    if (before !== undefined && before.uid !== owner?.uid) this.noteOwner(pod, before);
    if (owner !== undefined) {
      this.noteOwner(pod, owner);
      return;
    }
    if (type === 'DELETED') return;
    if (isTracked(pod)) this.orphans.add(keyOf(pod));
    const { namespace, labels } = pod.metadata;
    if (previous !== undefined && before === undefined && equalJson(previous.metadata.labels, labels)) return;
    for (const job of this.context.client.list('batch/jobs', namespace)) {
      if (labelSelectorOf(job.spec.selector).matches(labels)) this.queue.addAfter(keyOf(job), BATCH_MS);
    }
  }

  private noteOwner(pod: Pod, owner: OwnerReference): void {
    if (!refersTo(owner, 'batch', 'Job')) return;
    const job = this.jobOf(pod, owner);
    if (job !== undefined && !isJobFinished(job)) this.queue.addAfter(keyOf(job), BATCH_MS);
    else if (isTracked(pod)) this.orphans.add(keyOf(pod));
  }

  private jobOf({ metadata }: Pod, owner: OwnerReference): Job | undefined {
    const job = this.context.client.get('batch/jobs', metadata.namespace, owner.name);
    return job?.metadata.uid === owner.uid ? job : undefined;
  }

  private reconcile(key: string): void {
    const { client, loop } = this.context;
    const job = client.get('batch/jobs', ...splitKey(key));
    if (job === undefined || isManagedElsewhere(job) || isJobFinished(job)) return;
    const { uid } = job.metadata;
    const pods = claimPods(this.context, job);
    const observation = observeJob(job, pods, this.backoffs.get(uid) ?? NO_BACKOFF, loop.nowMs);
    const { waitMs, failure } = new Round(this.context, observation).run(() => {
      this.backoffs.set(uid, observation.backoff);
    });
    const startTime = client.get('batch/jobs', ...splitKey(key))?.status.startTime;
    const deadline = deadlineMs(job, startTime);
    // Who waits until all is quiet does not wait for a deadline.
    if (deadline !== undefined && deadline > loop.nowMs) this.queue.addAfter(key, deadline - loop.nowMs, true);
    if (waitMs !== undefined) this.queue.addAfter(key, Math.max(waitMs, BATCH_MS));
    if (failure !== undefined) throw failure;
  }

  /** Source: Kubernetes 1.36, job_controller.go `syncOrphanPod`. */
  private letGo(key: string): void {
    const { client } = this.context;
    const pod = client.get('pods', ...splitKey(key));
    if (pod === undefined) return;
    const owner = controllerOf(pod);
    if (owner !== undefined) {
      if (!refersTo(owner, 'batch', 'Job')) return;
      const job = this.jobOf(pod, owner);
      if (job !== undefined && (isManagedElsewhere(job) || !isJobFinished(job))) return;
    }
    removeTrackingFinalizer(client, pod);
  }
}

/**
 * Runs Pods until enough of them have succeeded. Pods that have ended are kept in the store until they are counted.
 *
 * Not modelled: metrics, and gang scheduling, which is an alpha feature.
 * Source: Kubernetes 1.36, pkg/controller/job/job_controller.go.
 */
export const jobController: Controller = {
  name: 'job-controller',
  start(context) {
    new JobController(context);
  },
};
