import { StatusError, type Container, type Pod } from '../api';
import { isPodTerminating } from '../client';
import { ENDING_STEP_MS, killMs, killOverdue, stopContainer } from './container-stop';
import type { NodeHost } from './node-host';
import { isRunning, type PodRecord } from './pod-record';
import { isSidecar } from './restart-policy';
import { writeStatus } from './write-status';

/** Least time that sidecars get after the other containers. Source: kuberuntime_container.go. */
const SIDECAR_GRACE_MIN_MS = 2000;

/**
 * Ends a Pod: its containers, its sidecars after them in reverse order, its sandbox, and its object when it is deleted.
 * Each step shows in its status.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet.go `SyncTerminatingPod`, `SyncTerminatedPod`.
 */
export class PodEnding {
  /** When the grace is over; undefined while nothing ends. */
  private graceEndMs: number | undefined;
  /** Grace in the specification or request that set it. */
  private graceSeconds: number | undefined;
  private isAnnounced = false;
  private isStopped = false;
  /** Address that has been given back already. */
  private releasedIp: string | undefined;

  constructor(
    private readonly host: NodeHost,
    private readonly record: PodRecord,
  ) {}

  /** Begins the end, with `graceMs` for the programs; a shorter grace replaces a longer one. */
  begin(graceMs: number): void {
    const endMs = this.host.loop.nowMs + graceMs;
    this.graceEndMs = Math.min(this.graceEndMs ?? Infinity, endMs);
    this.record.stage = 'ending';
  }

  /** Does the next step. Answers when the one after it is due, Infinity when something else will wake the Pod. */
  run(pod: Pod): number {
    const { host, record } = this;
    const grace = pod.metadata.deletionGracePeriodSeconds;
    if (isPodTerminating(pod) && grace !== this.graceSeconds) {
      this.graceSeconds = grace;
      this.isAnnounced = false;
      this.begin((grace ?? 30) * 1000);
    }
    const { nowMs } = host.loop;
    // Until all has ended, the status stays as it was at the beginning of the end.
    const shown = this.isAnnounced ? pod : writeStatus(host, record, pod, { isTerminal: false, mayRun: true });
    this.isAnnounced = true;
    if (!this.isStopped) {
      if (this.stopAll(shown)) return this.nextMs(pod);
      this.isStopped = true;
      return nowMs + ENDING_STEP_MS;
    }
    if (record.sandbox !== undefined) {
      writeStatus(host, record, shown, { isTerminal: true, mayRun: false });
      this.releaseAll();
      record.sandbox = undefined;
      return nowMs + ENDING_STEP_MS;
    }
    this.releaseAll();
    const last = writeStatus(host, record, shown, { isTerminal: true, mayRun: false, isGone: true });
    record.stage = 'ended';
    this.finish(last);
    return Infinity;
  }

  /** Removes the object of a Pod of which nothing is left here, when it is to be deleted. */
  finish({ metadata }: Pod): void {
    const { deletionTimestamp, deletionGracePeriodSeconds, namespace, name, uid } = metadata;
    // With a grace of 0 only finalizers keep it.
    if (deletionTimestamp === undefined || deletionGracePeriodSeconds === 0) return;
    try {
      this.host.client.delete('pods', namespace, name, { gracePeriodSeconds: 0, uid });
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 404) throw error;
    }
  }

  /** Gives back all that the Pod has of its node; its status goes on showing its address. */
  releaseAll(): void {
    const { ip } = this.record;
    if (ip !== undefined && ip !== this.releasedIp) {
      this.host.releaseAddress(ip);
      this.releasedIp = ip;
    }
    this.record.sandbox?.close();
    this.record.volumes?.release();
    this.host.forgetVolumes(this.record.uid);
    this.host.release(this.record.uid);
  }

  /** Gives back the address of a sandbox that is gone; the Pod gets another one. */
  releaseAddress(): void {
    const { ip } = this.record;
    if (ip === undefined) return;
    this.host.releaseAddress(ip);
    this.record.ip = undefined;
  }

  /** Asks all containers to end that have to by now. False when none runs any more. */
  private stopAll(pod: Pod): boolean {
    const { host, record } = this;
    const { nowMs } = host.loop;
    const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
    const endMs = this.graceEndMs ?? nowMs;
    const isAlive = ({ name }: Container): boolean => isRunning(record.containers.get(name));
    const mains = [...initContainers.filter((each) => !isSidecar(each)), ...containers, ...ephemeralContainers];
    for (const container of mains.filter(isAlive)) this.stop(pod, container, endMs);
    if (mains.some(isAlive)) return true;
    const last = initContainers.filter((each) => isSidecar(each) && isAlive(each)).at(-1);
    if (last === undefined) return false;
    this.stop(pod, last, Math.max(endMs, nowMs + SIDECAR_GRACE_MIN_MS));
    return isAlive(last) || this.stopAll(pod);
  }

  private stop(pod: Pod, container: Container, endMs: number): void {
    const { host, record } = this;
    const { nowMs } = host.loop;
    const run = record.containers.get(container.name)?.run;
    if (run === undefined) return;
    if (run.killAtMs === undefined) {
      const graceMs = Math.max(endMs - nowMs, 0);
      stopContainer(host, pod, record, container, run, graceMs, `Stopping container ${container.name}`);
    } else if (!isSidecar(container)) {
      run.killAtMs = Math.min(run.killAtMs, Math.max(endMs, nowMs));
    }
    killOverdue(run, nowMs);
  }

  private nextMs(pod: Pod): number {
    const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
    const all = [...initContainers, ...containers, ...ephemeralContainers];
    return Math.min(...all.map(({ name }) => killMs(this.record.containers.get(name)?.run)));
  }
}
