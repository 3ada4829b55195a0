import type { Container, Pod } from '../api';
import { isPodFinished, isPodTerminating } from '../client';
import { DEADLINE_MESSAGE, deadlineMs } from './active-deadline';
import { adoptPod } from './adopt-pod';
import { runProbes, nextProbe } from './container-probes';
import { startContainer } from './container-lifecycle';
import { allContainers } from './container-spec';
import { killMs, killOverdue, stopContainer } from './container-stop';
import { decideContainers } from './decide-containers';
import type { NodeHost } from './node-host';
import { PodEnding } from './pod-ending';
import { isSameLook, lookAt, type PodLook } from './pod-look';
import { containerRecord, isRunning, newPodRecord, type PodRecord } from './pod-record';
import { noteMissingPullSecrets } from './pull-secrets';
import { makeSandbox, noteLost, startsAtOnce } from './pod-sandbox';
import { rejectedStatus } from './pod-status';
import { QUANTUM_MS } from './quantum';
import { writeStatus } from './write-status';
import { MOUNT_PATIENCE_MS, mountRetryMs } from './volumes';

/** Virtual time to make the sandbox of a Pod, and to start its first containers in it. */
const SANDBOX_MS = 300;
const FIRST_START_MS = 100;

/** What the status of a Pod says that has not come to its end. */
const LIVE = { isTerminal: false, mayRun: true } as const;

/** Time before a failed step is tried again; a part of it is left to chance. Source: pod_workers.go `backOffPeriod`. */
const RETRY_MS = 10_000;
const RETRY_JITTER_MS = 5000;

/**
 * Brings one Pod of a node to where it should be, a step at a time: each run looks at the Pod and at what is known of its
 * containers, acts, writes the status when it differs, and plans the next run.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet.go `SyncPod`, pkg/kubelet/pod_workers.go.
 */
export class PodWorker {
  readonly record: PodRecord;
  private readonly ending: PodEnding;
  private mountFailures = 0;
  private nextMs = Infinity;
  private isNextRoutine = true;
  /** What was found when all was as it should be and the status said so. */
  private settled: PodLook | undefined;

  constructor(
    private readonly host: NodeHost,
    pod: Pod,
  ) {
    this.record = newPodRecord(pod, host.loop.nowMs);
    this.ending = new PodEnding(host, this.record);
    if (isPodFinished(pod) || !adoptPod(host, pod, this.record)) return;
    host.admit(pod);
  }

  /** Looks at the Pod and does what is due. */
  run(): void {
    const { host, record } = this;
    const pod = host.client.get('pods', record.namespace, record.name);
    if (pod?.metadata.uid !== record.uid) return;
    if (record.stage === 'rejected' || record.stage === 'ended') {
      this.ending.finish(pod);
      return;
    }
    if (isPodFinished(pod) && record.stage === 'new') {
      record.stage = 'rejected'; // It ended before this agent knew of it: nothing of it is here.
      this.ending.finish(pod);
      return;
    }
    this.nextMs = Infinity;
    this.isNextRoutine = true;
    if (record.stage === 'ending' || isPodTerminating(pod)) this.plan(this.ending.run(pod), false);
    else this.live(pod);
    if (this.nextMs < Infinity) host.wake(record.uid, this.nextMs, this.isNextRoutine);
  }

  /** The Pod is gone from the API: nothing of it stays. */
  forget(pod: Pod): void {
    for (const container of allContainers(pod)) {
      const run = this.record.containers.get(container.name)?.run;
      const handle = run?.handle;
      if (run === undefined || handle === undefined) continue;
      if (run.killAtMs === undefined) {
        stopContainer(this.host, pod, this.record, container, run, 0, `Stopping container ${container.name}`);
      }
      // Some end as soon as they are asked to.
      if (run.ended === undefined) handle.kill();
    }
    this.ending.releaseAll();
  }

  /** The machine stops: nothing of the Pod runs any more, and nobody notes it. */
  powerOff(): void {
    for (const { run } of this.record.containers.values()) run?.handle?.discard();
    this.record.sandbox?.close();
  }

  /** The machine is back: containers are found dead, the sandbox is gone. */
  reboot(): void {
    const { host, record } = this;
    noteLost(host, record);
    if (record.stage !== 'running' && record.stage !== 'sandbox') return;
    const pod = host.client.get('pods', record.namespace, record.name);
    if (pod?.metadata.uid === record.uid && record.sandbox !== undefined) {
      host.events.event(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    }
    this.ending.releaseAddress();
    record.sandbox = undefined;
    record.stage = 'setup';
  }

  /** Ends the Pod for a reason of the node, with `graceMs` for its programs. */
  evict(reason: string, message: string, graceMs: number): void {
    if (this.record.stage === 'ended' || this.record.stage === 'rejected') return;
    this.record.verdict = { reason, message };
    this.ending.begin(graceMs);
    this.host.wake(this.record.uid, this.host.loop.nowMs, false);
  }

  private live(pod: Pod): void {
    const { record, host } = this;
    if (record.stage === 'new' && !this.admit(pod)) return;
    const hasDeadline = pod.spec.activeDeadlineSeconds !== undefined;
    if (hasDeadline && this.isOverdue(pod)) return;
    if (record.stage === 'setup') this.setUp(pod);
    else if (record.stage === 'sandbox') this.enterSandbox(pod);
    else this.syncContainers(pod);
    if (!hasDeadline) return;
    // The status that has just been written may say since when the Pod is active.
    this.plan(deadlineMs(host.client.get('pods', record.namespace, record.name)), false);
  }

  private admit(pod: Pod): boolean {
    const { host, record } = this;
    const rejection = host.admit(pod);
    if (rejection === undefined) {
      record.stage = 'setup';
      return true;
    }
    const { reason, message } = rejection;
    record.stage = 'rejected';
    host.trace(pod, `rejected: ${message}`);
    host.events.event(pod, 'Warning', reason, message);
    host.writeStatus({ ...pod, status: rejectedStatus(pod, reason, `Pod was rejected: ${message}`, host.loop.nowMs) });
    return false;
  }

  /** Ends a Pod that has been active for too long. Source: pkg/kubelet/active_deadline.go. */
  private isOverdue(pod: Pod): boolean {
    const { host } = this;
    if (host.loop.nowMs < deadlineMs(pod)) return false;
    host.events.event(pod, 'Normal', 'DeadlineExceeded', DEADLINE_MESSAGE);
    this.record.verdict = { reason: 'DeadlineExceeded', message: DEADLINE_MESSAGE };
    this.ending.begin((pod.spec.terminationGracePeriodSeconds ?? 30) * 1000);
    this.plan(this.ending.run(pod), false);
    return true;
  }

  private setUp(pod: Pod): void {
    const { host, record } = this;
    const shown = this.writeStatus(pod);
    record.volumes ??= host.volumesOf(pod, record);
    const failure = record.volumes.setUp();
    if (failure === undefined) {
      host.noteVolumes(pod, record.volumes);
      record.stage = 'sandbox';
      this.mountFailures = 0;
      // What was missing and is there now is news, even when only a back-off led to it.
      this.plan(host.loop.nowMs + SANDBOX_MS + host.stagger.delayMs(host.loop.nowMs), false);
      return;
    }
    const isSilent = failure.isAwaited && host.loop.nowMs - record.seenMs < MOUNT_PATIENCE_MS;
    if (!isSilent) host.events.event(shown, 'Warning', 'FailedMount', failure.message);
    this.mountFailures += 1;
    this.plan(host.loop.nowMs + mountRetryMs(this.mountFailures), true);
  }

  private enterSandbox(pod: Pod): void {
    const { host, record } = this;
    if (!makeSandbox(host, pod, record)) {
      this.planRetry();
      return;
    }
    // Containers follow so soon that nobody would see the sandbox without them, unless they wait for something.
    if (!startsAtOnce(host, pod)) this.writeStatus(pod);
    this.plan(host.loop.nowMs + FIRST_START_MS, false);
  }

  private syncContainers(pod: Pod): void {
    const { host, record } = this;
    const { nowMs } = host.loop;
    const containers = allContainers(pod);
    let hasChanged = false;
    for (let index = 0; index < containers.length; index += 1) {
      const container = containers[index] as Container;
      const known = record.containers.get(container.name);
      if (known === undefined) continue;
      if (known.nextWaiting !== undefined && !known.isPulling) {
        known.waiting = known.nextWaiting;
        known.nextWaiting = undefined;
      }
      killOverdue(known.run, nowMs);
      if (isRunning(known)) hasChanged = runProbes(host, pod, record, container, known) || hasChanged;
    }
    if (hasChanged && host.loop.isRoutine) {
      this.plan(nowMs, false);
      return;
    }
    const look = lookAt(pod, record);
    if (isSameLook(this.settled, look)) {
      this.planContainers(containers);
      return;
    }
    const decision = decideContainers(pod.spec, record);
    if (decision.isOver) {
      this.ending.begin((pod.spec.terminationGracePeriodSeconds ?? 30) * 1000);
      this.plan(this.ending.run(pod), false);
      return;
    }
    const shown = this.mustShow(pod, decision.start) ? this.writeStatus(pod) : pod;
    for (const { container, message, graceSeconds, mustRestart } of decision.kill) {
      const known = containerRecord(record, container.name);
      if (known.run === undefined) continue;
      host.trace(pod, message);
      known.mustRestart = mustRestart;
      const grace = graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
      stopContainer(host, shown, record, container, known.run, grace * 1000, message);
    }
    const isNew = ({ name }: Container): boolean => record.containers.get(name)?.isPulling !== true;
    if (decision.start.some(isNew)) noteMissingPullSecrets(host, shown);
    for (const container of decision.start) this.start(shown, container);
    const left = this.writeStatus(host.client.get('pods', record.namespace, record.name) ?? shown);
    this.settled = decision.start.length === 0 && decision.kill.length === 0 && left === pod ? look : undefined;
    this.planContainers(containers);
  }

  /** Whether the status is written before containers start: how one has ended is seen before it is started again. */
  private mustShow({ spec }: Pod, start: readonly Container[]): boolean {
    if (start.length === 0) return false;
    const hasRun = ({ name }: Container): boolean => this.record.containers.get(name)?.run !== undefined;
    return start.some(hasRun) || (spec.initContainers?.some(hasRun) === true && !spec.containers.some(hasRun));
  }

  private start(pod: Pod, container: Container): void {
    const known = containerRecord(this.record, container.name);
    this.host.refreshVolumes(this.record.uid);
    const result = startContainer(this.host, pod, this.record, container, known);
    const { nowMs, isRoutine } = this.host.loop;
    // What waits for this container goes on as soon as its start is noticed.
    const isInit = pod.spec.initContainers?.includes(container) === true;
    if (result.type === 'started' && isInit) this.plan(nowMs + QUANTUM_MS, isRoutine);
    if (result.type !== 'again') return;
    // A crash loop waits for the end of its back-off, and is looked at in between.
    if (result.fromMs > nowMs) this.planRetry(result.fromMs);
    else this.planRetry();
  }

  private planContainers(containers: readonly Container[]): void {
    for (let index = 0; index < containers.length; index += 1) {
      const known = this.record.containers.get((containers[index] as Container).name);
      if (known === undefined) continue;
      const overdueMs = killMs(known.run);
      if (overdueMs < Infinity) this.plan(overdueMs, false);
      if (!isRunning(known)) continue;
      const probe = nextProbe(known);
      if (probe !== undefined) this.plan(probe.timeMs, probe.isRoutine);
    }
  }

  private planRetry(latestMs = Infinity): void {
    const { loop, random } = this.host;
    this.plan(Math.min(loop.nowMs + RETRY_MS + random.below(RETRY_JITTER_MS), latestMs), true);
  }

  private plan(timeMs: number, isRoutine: boolean): void {
    if (timeMs === Infinity) return;
    this.nextMs = Math.min(this.nextMs, timeMs);
    this.isNextRoutine &&= isRoutine;
  }

  private writeStatus(pod: Pod): Pod {
    return writeStatus(this.host, this.record, pod, LIVE);
  }
}
