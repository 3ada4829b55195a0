import { StatusError } from '../api';
import { WorkQueue, type ControllerContext } from '../client';
import type { ClusterEvent } from './cluster-event';
import { ClusterWatch, type WaitingPods } from './cluster-watch';
import { findNode, type Fit, type NoFit, type PluginSet } from './find-node';
import { fitMessage } from './fit-message';
import type { FilterPlugin, SchedulingContext } from './framework';
import { Outcomes } from './outcomes';
import { findPreemption } from './preemption';
import { SchedulingQueue, type QueuedPod } from './queue/scheduling-queue';
import type { Failure } from './scheduled-condition';
import { ServiceLookup } from './service-lookup';
import { ClusterSnapshot } from './snapshot/cluster-snapshot';
import type { PodInfo } from './snapshot/pod-info';
import { VolumeBinder } from './volumes/volume-binder';

/** Pods that one action tries, and of those that rest so many more when no other waits. */
const PODS_PER_RUN = 100;
const RESTING_PER_RUN = 10;

const RUN = 'run';
const NO_PLUGINS: ReadonlySet<string> = new Set();

const atVolumes = (problem: string): string => `running PreBind plugin "VolumeBinding": binding volumes: ${problem}`;

/** Finds nodes for Pods, one after the other, and writes what it finds. */
export class PodScheduler implements WaitingPods {
  private readonly snapshot = new ClusterSnapshot();
  private readonly queue = new SchedulingQueue();
  private readonly watch = new ClusterWatch(this.snapshot, this);
  private readonly outcomes: Outcomes;
  private readonly runs: WorkQueue;
  private readonly wakeUps: WorkQueue;
  private readonly volumes: VolumeBinder;
  private readonly scheduling: SchedulingContext;
  private readonly pluginsByName: ReadonlyMap<string, FilterPlugin>;
  private nextNode = 0;

  constructor(
    private readonly context: ControllerContext,
    private readonly plugins: PluginSet,
  ) {
    const { client, loop } = context;
    this.pluginsByName = new Map(plugins.filters.map((plugin) => [plugin.name, plugin]));
    this.outcomes = new Outcomes(context);
    this.runs = new WorkQueue(loop, () => this.run());
    this.wakeUps = new WorkQueue(loop, () => this.wakeUp());
    this.volumes = new VolumeBinder(context, {
      bound: (queued, nodeName) => this.bind(queued, nodeName),
      failed: (queued, problem) => this.undo(queued, atVolumes(problem)),
    });
    const services = new ServiceLookup(client);
    this.scheduling = { snapshot: this.snapshot, reader: client, servicesOf: (pod) => services.selecting(pod) };
  }

  /** Begins to watch. */
  start(): void {
    this.watch.start(this.context.client);
  }

  find(uid: string): QueuedPod | undefined {
    return this.queue.find(uid);
  }

  come(info: PodInfo): void {
    this.queue.add(info, this.context.loop.nowMs);
    this.planRun();
  }

  change(queued: QueuedPod, info: PodInfo, isOwnChange: boolean): void {
    this.queue.update(queued, info);
    if (info.isTerminating && this.volumes.has(info.uid)) {
      this.volumes.forget(info.uid);
      this.watch.free(info.uid);
    }
    const plugins = isOwnChange ? this.interestedIn({ kind: 'ownChange', pod: info }) : [];
    if (plugins.some((name) => queued.rejectedBy.has(name))) this.queue.revive(queued, this.context.loop.nowMs);
    this.planRun();
  }

  leave(uid: string): void {
    this.volumes.forget(uid);
    this.queue.delete(uid);
  }

  isPromised(uid: string): boolean {
    return this.volumes.has(uid);
  }

  get listen(): boolean {
    return this.queue.hasRejected || this.queue.nextRetryMs !== Infinity;
  }

  happened(event: ClusterEvent): void {
    if (!this.listen) return;
    // What is tried after a change is waited for, unlike what is tried just to see.
    this.planWakeUp(this.queue.nextRetryMs, this.context.loop.isRoutine);
    const mayHelp = (name: string, { info }: QueuedPod): boolean =>
      this.pluginsByName.get(name)?.mayHelp(event, info, this.scheduling) === true;
    this.queue.wake(this.interestedIn(event), mayHelp, this.context.loop.nowMs);
    this.planRun();
  }

  claimChanged(namespace: string, name: string): void {
    this.volumes.claimChanged(namespace, name);
  }

  private interestedIn({ kind }: ClusterEvent): string[] {
    return this.plugins.filters.filter(({ events }) => events.includes(kind)).map(({ name }) => name);
  }

  private planRun(): void {
    if (this.queue.hasActive || this.queue.hasResting) this.runs.add(RUN);
  }

  private run(): void {
    this.queue.flush(this.context.loop.nowMs);
    for (let tried = 0; tried < PODS_PER_RUN; tried += 1) {
      const queued = this.queue.pop();
      if (queued === undefined) break;
      this.schedule(queued);
    }
    for (let rested = 0; rested < RESTING_PER_RUN && !this.queue.hasActive; rested += 1) {
      const queued = this.queue.popResting();
      if (queued === undefined) break;
      this.schedule(queued);
    }
    this.planRun();
  }

  /** What failed, or was rejected long ago, is tried again without anybody waiting for it. */
  private planNextTry(): void {
    this.planWakeUp(Math.min(this.queue.nextRetryMs, this.queue.nextFlushMs), true);
  }

  private planWakeUp(timeMs: number, isRoutine: boolean): void {
    if (timeMs === Infinity) return;
    this.wakeUps.addAfter(RUN, Math.max(0, timeMs - this.context.loop.nowMs), isRoutine);
  }

  private wakeUp(): void {
    this.queue.flush(this.context.loop.nowMs);
    this.planRun();
    this.planNextTry();
  }

  private schedule(queued: QueuedPod): void {
    const { info } = queued;
    if (info.isTerminating) return this.outcomes.skip(info);
    const nodesTotal = this.snapshot.nodes.length;
    if (nodesTotal === 0) {
      const message = 'no nodes available to schedule pods';
      return this.fail(queued, NO_PLUGINS, { message, reason: 'Unschedulable', nominatedNodeName: '' });
    }
    const found = findNode(info, this.plugins, this.scheduling, this.nextNode, this.context.random);
    this.nextNode = (this.nextNode + found.examined) % nodesTotal;
    if ('node' in found) this.place(queued, found);
    else this.makeRoom(queued, found);
  }

  private place(queued: QueuedPod, { node, examined, feasible }: Fit): void {
    const { info } = queued;
    this.context.trace(info.pod, `goes to ${node.name}: ${feasible} of ${examined} examined nodes are possible`);
    this.snapshot.nominate(info, info.pod.status.nominatedNodeName, undefined);
    try {
      if (this.volumes.begin(queued, node)) this.snapshot.addPod(info, node.name);
      else this.bind(queued, node.name);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.undo(queued, atVolumes(error.message));
    }
  }

  private bind(queued: QueuedPod, nodeName: string): void {
    try {
      this.outcomes.bind(queued.info, nodeName);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.undo(queued, `running Bind plugin "DefaultBinder": ${error.message}`);
    }
  }

  /** Takes back the choice of a node that could not be carried out. */
  private undo(queued: QueuedPod, message: string): void {
    this.watch.free(queued.info.uid);
    this.fail(queued, NO_PLUGINS, { message, reason: 'SchedulerError', nominatedNodeName: '' });
  }

  private makeRoom(queued: QueuedPod, noFit: NoFit): void {
    const { nowhere, plugins } = noFit;
    // The real scheduler asks its plugin DynamicResources first. It has no claims to free; where an earlier plugin said no
    // to the Pod as a whole, it was never asked to look at it, and what it reports is that it finds no notes of its own.
    if (nowhere !== undefined) {
      return this.fail(queued, plugins, { message: fitMessage(noFit, 'not found'), reason: 'Unschedulable' });
    }
    const preemption = findPreemption(queued.info, noFit, this.scheduling, this.context.random);
    if (preemption.type === 'none') {
      const message = fitMessage(noFit, `no new claims to deallocate, ${preemption.message}`);
      const nominated = preemption.clearsNomination ? { nominatedNodeName: '' } : {};
      return this.fail(queued, plugins, { message, reason: 'Unschedulable', ...nominated });
    }
    const { candidate } = preemption;
    const nominatedNodeName = candidate.node.name;
    this.fail(queued, plugins, { message: fitMessage(noFit), reason: 'Unschedulable', nominatedNodeName });
    this.outcomes.preempt(queued.info, candidate, this.snapshot);
  }

  private fail(queued: QueuedPod, plugins: ReadonlySet<string>, failure: Failure): void {
    const pod = this.outcomes.waiting(queued.info);
    if (pod === undefined) return;
    const { nowMs } = this.context.loop;
    if (plugins.size > 0) this.queue.reject(queued, plugins, nowMs);
    else this.queue.retry(queued, nowMs);
    this.planNextTry();
    this.outcomes.fail(pod, failure);
  }
}
