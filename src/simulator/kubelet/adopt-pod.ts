import type { Container, ContainerStatus, Pod } from '../api';
import { configure } from './configure';
import { isStarted } from './container-runtime';
import { environmentOf, noteExit } from './container-lifecycle';
import type { NodeHost } from './node-host';
import { containerRecord, type ContainerRecord, type PodRecord, type Run } from './pod-record';
import { newProbes } from './probe-schedule';
import { containerRequest } from './container-spec';
import { joinedProcesses } from './joined-processes';
import { openSandbox } from './pod-sandbox';
import { pullLoginsOf } from './pull-secrets';
import { bareContainerId } from './runtime-names';

/** The run that a status shows; undefined when it shows none. */
function shownRun({ state, lastState, containerID, image, imageID }: ContainerStatus): Run | undefined {
  const { running } = state;
  const terminated = state.terminated ?? (state.waiting === undefined ? undefined : lastState.terminated);
  const times = running ?? terminated;
  if (containerID === undefined || times === undefined) return undefined;
  return {
    id: containerID,
    startedMs: Date.parse(times.startedAt ?? ''),
    image,
    imageId: imageID,
    handle: undefined,
    log: undefined,
    ended: terminated && { atMs: Date.parse(terminated.finishedAt ?? ''), state: terminated },
    killAtMs: undefined,
    isKilled: false,
    isRoutine: true,
  };
}

/** Starts what runs already according to its status, without a word. */
function resume(
  host: NodeHost,
  pod: Pod,
  podRecord: PodRecord,
  podIp: string,
  container: Container,
  record: ContainerRecord,
  run: Run,
): void {
  const environment = environmentOf(host, pod, container, podIp);
  const described = host.runtime.describeImage(container.image ?? '');
  const configured = configure(pod, container, podRecord, environment, described);
  const { sandbox } = podRecord;
  const id = bareContainerId(run.id);
  const joined = joinedProcesses(container, id, podRecord);
  if (sandbox === undefined || 'message' in configured || 'message' in joined) return;
  const request = containerRequest(pod, container, {
    id,
    environment: configured.environment,
    mounts: configured.mounts,
    sandbox,
    processes: joined.table,
    onMemory: (bytes) => host.noteMemory(bytes),
  });
  const started = host.runtime.start(host.name, request, (exit) => {
    noteExit(run, exit, host.loop.nowMs);
    host.wake(pod.metadata.uid, host.loop.nowMs, host.loop.isRoutine);
  });
  if (!isStarted(started)) return;
  run.handle = started;
  run.log = started.log;
  record.probes = newProbes(container, host.loop.nowMs);
}

/**
 * Takes over a Pod that another agent of its node has run before this one, as when a saved cluster is loaded: what its
 * status says becomes what this agent knows. Programs begin anew; nobody outside of the Pod notices. True when there was
 * anything to take over.
 */
export function adoptPod(host: NodeHost, pod: Pod, record: PodRecord): boolean {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [], podIP } = pod.status;
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const statuses = [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses];
  if (podIP === undefined || !statuses.some(({ containerID }) => containerID !== undefined)) return false;
  if (pod.spec.hostNetwork !== true) {
    host.reserveAddress(podIP);
    record.ip = podIP;
  }
  record.sandbox = openSandbox(host, pod, record.ip);
  record.volumes = host.volumesOf(pod, record);
  if (record.volumes.setUp() === undefined) host.noteVolumes(pod, record.volumes);
  record.stage = 'running';
  for (const container of [...initContainers, ...containers, ...ephemeralContainers]) {
    const status = statuses.find(({ name }) => name === container.name);
    const run = status === undefined ? undefined : shownRun(status);
    if (status === undefined || run === undefined) continue;
    const known = containerRecord(record, container.name);
    known.restartCount = status.restartCount;
    known.run = run;
    known.specImage = container.image ?? '';
    host.runtime.noteImage(host.name, known.specImage, pullLoginsOf(host, pod, known.specImage));
    const before = status.state.waiting === undefined ? status.lastState.terminated : undefined;
    if (before !== undefined) known.previous = { atMs: Date.parse(before.finishedAt ?? ''), state: before };
    if (run.ended === undefined) resume(host, pod, record, podIP, container, known, run);
    for (const probe of known.probes) if (status.ready || probe.kind !== 'readiness') probe.result = 'success';
  }
  return true;
}
