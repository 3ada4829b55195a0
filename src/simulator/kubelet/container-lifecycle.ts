import { toTimestamp, type Container, type Pod } from '../api';
import { stableDigest } from '../images';
import { allowedFromMs, nextBackOff } from './back-off';
import { configure } from './configure';
import { callOf } from './container-calls';
import { isStarted, type ContainerExit } from './container-runtime';
import { containerRequest } from './container-spec';
import { decideEnvironment, type Environment } from './environment';
import { goDuration } from './go-duration';
import { ensureImage, type ContainerEvent } from './image-pulling';
import { joinedProcesses } from './joined-processes';
import type { NodeHost } from './node-host';
import type { ContainerRecord, PodRecord, Run } from './pod-record';
import { newProbes } from './probe-schedule';
import { runtimeNames } from './runtime-names';

/** Where a container stands in its Pod, as Events name it. */
type ContainerList = 'initContainers' | 'containers' | 'ephemeralContainers';

const hasContainer = (containers: readonly Container[] | undefined, name: string): boolean =>
  containers?.some((container) => container.name === name) === true;

function listOf({ initContainers, ephemeralContainers }: Pod['spec'], name: string): ContainerList {
  if (hasContainer(initContainers, name)) return 'initContainers';
  return hasContainer(ephemeralContainers, name) ? 'ephemeralContainers' : 'containers';
}

/** Writes Events about one container of a Pod. */
export function containerEvents(host: NodeHost, pod: Pod, name: string): ContainerEvent {
  const about = { object: pod, fieldPath: `spec.${listOf(pod.spec, name)}{${name}}` };
  return (type, reason, message) => host.events.event(about, type, reason, message);
}

/** What came of an attempt to start a container. */
export type StartResult =
  | { readonly type: 'started' }
  /** Something is under way that wakes the Pod by itself. */
  | { readonly type: 'underWay' }
  /** It has to be tried again; `fromMs` is when that may help at the earliest. */
  | { readonly type: 'again'; readonly fromMs: number };

/** Time after which an agent sees what became of a container by itself. Source: pleg/generic.go `GenericPlegRelistPeriod`. */
const NOTICE_MS = 1000;

const podText = ({ metadata }: Pod): string => `${metadata.name}_${metadata.namespace}(${metadata.uid})`;

/** Whether a container has to wait before it may be started again. Source: kuberuntime_manager.go `doBackOff`. */
function waitsFor(host: NodeHost, pod: Pod, record: ContainerRecord, event: ContainerEvent): number | undefined {
  const { run } = record;
  // What the agent itself ended does not count as a crash; the crash before it does.
  const failed = run?.isKilled === true ? record.previous : run?.ended;
  if (failed === undefined) return undefined;
  const { nowMs } = host.loop;
  const fromMs = allowedFromMs(record.restarts, failed.atMs);
  if (nowMs >= fromMs) {
    record.restarts = nextBackOff(record.restarts, failed.atMs, nowMs);
    return undefined;
  }
  event('Warning', 'BackOff', `Back-off restarting failed container ${record.name} in pod ${podText(pod)}`);
  const delay = goDuration(fromMs - failed.atMs);
  const message = `back-off ${delay} restarting failed container=${record.name} pod=${podText(pod)}`;
  record.nextWaiting = { reason: 'CrashLoopBackOff', message };
  return fromMs;
}

/** Why a run has ended, in the words of containerd. */
const reasonOf = ({ exitCode, isOutOfMemory }: ContainerExit): string =>
  isOutOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';

/** Notes that a run has ended. */
export function noteExit(run: Run, exit: ContainerExit, nowMs: number): void {
  run.ended = {
    atMs: nowMs,
    state: {
      exitCode: exit.exitCode,
      ...(exit.message === undefined ? {} : { message: exit.message }),
      reason: reasonOf(exit),
      startedAt: toTimestamp(run.startedMs),
      finishedAt: toTimestamp(nowMs),
      containerID: run.id,
    },
  };
  run.handle = undefined;
}

/** Notes that a container was made and did not start. Source: containerd, internal/cri/server/container_start.go. */
function noteStartFailure(run: Run, message: string, nowMs: number): void {
  run.ended = {
    atMs: nowMs,
    state: {
      exitCode: 128,
      message,
      reason: 'StartError',
      startedAt: '1970-01-01T00:00:00Z',
      finishedAt: toTimestamp(nowMs),
      containerID: run.id,
    },
  };
}

/**
 * Tries to start a container: back-off, image, environment, the container itself, its hook.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kuberuntime/kuberuntime_container.go `startContainer`. Not modelled: that a Pod's
 * status stands still while a postStart hook runs.
 */
export function startContainer(
  host: NodeHost,
  pod: Pod,
  podRecord: PodRecord,
  container: Container,
  record: ContainerRecord,
): StartResult {
  const { nowMs } = host.loop;
  const { uid } = pod.metadata;
  const event = containerEvents(host, pod, container.name);
  const again = { type: 'again', fromMs: nowMs } as const;
  if (!record.isPulling && !record.isPulled) {
    const fromMs = waitsFor(host, pod, record, event);
    if (fromMs !== undefined) return { type: 'again', fromMs };
  }
  const image = ensureImage(host, pod, container, record, event);
  if (image === 'pulling') return { type: 'underWay' };
  if (image === 'failed') return again;

  const podIp = podRecord.ip ?? host.address;
  const environment = environmentOf(host, pod, container, podIp);
  record.isPulled = false;
  const described = host.runtime.describeImage(container.image ?? '');
  const configured = configure(pod, container, podRecord, environment, described);
  if ('message' in configured) {
    event('Warning', 'Failed', `Error: ${configured.message}`);
    record.waiting = { reason: 'CreateContainerConfigError', message: configured.message };
    return again;
  }
  const attempt = record.run === undefined ? 0 : record.restartCount + 1;
  const id = stableDigest(`${uid}/${container.name}/${attempt}`);
  const names = runtimeNames(host.node());
  const run: Run = {
    id: names.containerId(id),
    startedMs: nowMs,
    image: names.image(described.name),
    imageId: names.imageId(described.id),
    handle: undefined,
    log: undefined,
    ended: undefined,
    killAtMs: undefined,
    isKilled: false,
    isRoutine: host.loop.isRoutine,
  };
  const { sandbox } = podRecord;
  if (sandbox === undefined) return again; // Its machine was off meanwhile.
  const joined = joinedProcesses(container, id, podRecord);
  if ('message' in joined) {
    event('Warning', 'Failed', `Error: ${joined.message}`);
    record.waiting = joined;
    return again;
  }
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
    host.wake(uid, host.loop.nowMs, host.loop.isRoutine);
  });
  event('Normal', 'Created', 'Container created');
  if (record.run?.ended !== undefined) {
    record.previous = record.run.ended;
    record.previousLog = record.run.log;
  }
  record.restartCount = attempt;
  record.run = run;
  record.mustRestart = false;
  record.specImage = container.image ?? '';
  record.nextWaiting = undefined;
  if (!isStarted(started)) {
    event('Warning', 'Failed', `Error: ${started.message}`);
    noteStartFailure(run, started.message, nowMs);
    record.waiting = { reason: 'RunContainerError', message: started.message };
    record.probes = [];
    return { type: 'again', fromMs: nowMs + NOTICE_MS };
  }
  event('Normal', 'Started', 'Container started');
  run.handle = started;
  run.log = started.log;
  record.waiting = undefined;
  record.probes = newProbes(container, nowMs);
  runPostStart(host, pod, container, run, podIp, event);
  return { type: 'started' };
}

/** The environment of a container as it starts now. */
export function environmentOf(host: NodeHost, pod: Pod, container: Container, podIp: string): Environment {
  return decideEnvironment({
    pod,
    container,
    podIp,
    hostIp: host.address,
    reader: host.reader,
    services: () => host.services(pod.metadata.namespace),
    node: host.node(),
  });
}

/** Memory that a run holds now, in bytes. */
export const usedMemory = ({ handle }: Run): number => handle?.usage().memoryBytes ?? 0;

/** A hook that fails costs the container its life. */
function runPostStart(
  host: NodeHost,
  pod: Pod,
  container: Container,
  run: Run,
  podIp: string,
  event: ContainerEvent,
): void {
  const hook = container.lifecycle?.postStart;
  const call = hook === undefined ? undefined : callOf(container, hook, podIp);
  if (call === undefined) return;
  const graceMs = (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  run.handle?.call(call, Infinity, ({ isSuccess }) => {
    if (isSuccess || run.ended !== undefined) return;
    event('Warning', 'FailedPostStartHook', 'PostStartHook failed');
    event('Normal', 'Killing', 'FailedPostStartHook');
    run.isKilled = true;
    run.killAtMs = host.loop.nowMs + graceMs;
    run.handle?.stop();
  });
}
