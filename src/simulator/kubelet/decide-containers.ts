import type { Container, PodSpec } from '../api';
import { hasStarted, isRunning, probeResult, type ContainerRecord, type PodRecord } from './pod-record';
import { isSidecar, shouldRestart } from './restart-policy';

/** A container that has to end while its Pod goes on. */
export interface Kill {
  readonly container: Container;
  /** Text of the Event. */
  readonly message: string;
  /** Grace of its own. @default - that of the Pod */
  readonly graceSeconds?: number;
  /** Whether it is started again whatever the restart policy says. */
  readonly mustRestart: boolean;
}

/** What has to happen to the containers of a Pod now. */
export interface ContainerDecision {
  /** Containers to start, in this order; each may have to wait for its back-off. */
  readonly start: readonly Container[];
  readonly kill: readonly Kill[];
  /** Whether nothing will be started any more: all that counts has ended, or the Pod cannot be initialized. */
  readonly isOver: boolean;
}

const NO_CONTAINERS: readonly Container[] = [];
const NO_KILLS: readonly Kill[] = [];

/** Nothing is to be done, as all is over. */
const OVER: ContainerDecision = { start: NO_CONTAINERS, kill: NO_KILLS, isOver: true };

interface InitDecision extends ContainerDecision {
  readonly isInitialized: boolean;
}

/** What is to be done first of a Pod without init containers. */
const INITIALIZED: InitDecision = { start: NO_CONTAINERS, kill: NO_KILLS, isOver: false, isInitialized: true };

/** Why a running container has to end, if it has to. Source: Kubernetes 1.36, kuberuntime_manager.go `computePodActions`. */
function decideKill(container: Container, record: ContainerRecord): Kill | undefined {
  const { name } = container;
  if (record.run?.killAtMs !== undefined) return undefined; // It is ending already.
  if (record.specImage !== container.image) {
    return { container, message: `Container ${name} definition changed, will be restarted`, mustRestart: true };
  }
  if (record.probes.length === 0) return undefined;
  for (const kind of ['startup', 'liveness'] as const) {
    if (probeResult(record, kind) !== 'failure') continue;
    const probe = kind === 'startup' ? container.startupProbe : container.livenessProbe;
    const graceSeconds = probe?.terminationGracePeriodSeconds;
    return {
      container,
      message: `Container ${name} failed ${kind} probe, will be restarted`,
      ...(graceSeconds === undefined ? {} : { graceSeconds }),
      mustRestart: false,
    };
  }
  return undefined;
}

/** Whether a container that does not run has to be started. */
function isWanted(container: Container, record: ContainerRecord | undefined, spec: PodSpec): boolean {
  const ended = record?.run?.ended;
  if (record === undefined || ended === undefined) return true;
  return record.mustRestart || shouldRestart(container, spec.restartPolicy, ended.state.exitCode);
}

/**
 * Init containers: one after the other to success; a sidecar needs only to have started.
 *
 * Source: Kubernetes 1.36, kuberuntime_container.go `computeInitContainerActions`.
 */
function decideInit(spec: PodSpec, record: PodRecord): InitDecision {
  const start: Container[] = [];
  const kill: Kill[] = [];
  for (const container of spec.initContainers ?? []) {
    const known = record.containers.get(container.name);
    if (known !== undefined && isRunning(known)) {
      const ending = decideKill(container, known);
      if (ending !== undefined) kill.push(ending);
      if (isSidecar(container) && hasStarted(known)) continue;
      return { start, kill, isOver: false, isInitialized: false };
    }
    if (!isSidecar(container) && known?.run?.ended?.state.exitCode === 0) continue;
    if (!isWanted(container, known, spec)) return { start: [], kill, isOver: true, isInitialized: false };
    return { start: [...start, container], kill, isOver: false, isInitialized: false };
  }
  return { start, kill, isOver: false, isInitialized: true };
}

/** Sidecars of a Pod that has been initialized: they are started again whenever they end. */
function decideSidecars(spec: PodSpec, record: PodRecord): ContainerDecision {
  const start: Container[] = [];
  const kill: Kill[] = [];
  for (const container of spec.initContainers ?? []) {
    if (!isSidecar(container)) continue;
    const known = record.containers.get(container.name);
    if (known === undefined || !isRunning(known)) {
      start.push(container);
      continue;
    }
    const ending = decideKill(container, known);
    if (ending !== undefined) kill.push(ending);
  }
  return { start, kill, isOver: false };
}

/** Debugging containers are started once. */
const decideEphemeral = (spec: PodSpec, record: PodRecord): readonly Container[] =>
  spec.ephemeralContainers?.filter(({ name }) => record.containers.get(name)?.run === undefined) ?? NO_CONTAINERS;

/** Init containers and sidecars, whichever it is their turn. */
function decideFirst(spec: PodSpec, record: PodRecord): InitDecision {
  if (spec.initContainers === undefined) return INITIALIZED;
  const hasRun = spec.containers.some(({ name }) => record.containers.get(name)?.run !== undefined);
  return hasRun ? { ...decideSidecars(spec, record), isInitialized: true } : decideInit(spec, record);
}

/**
 * Decides which containers of a Pod have to be started and which to end, from what has become of them so far.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kuberuntime/kuberuntime_manager.go `computePodActions`. Not modelled:
 * restarting all containers of a Pod at once.
 */
export function decideContainers(spec: PodSpec, record: PodRecord): ContainerDecision {
  const ephemeral = decideEphemeral(spec, record);
  const init = decideFirst(spec, record);
  if (init.isOver) return OVER;
  if (!init.isInitialized) return { ...init, start: [...ephemeral, ...init.start] };

  const start: Container[] = [...ephemeral, ...init.start];
  const kill: Kill[] = [...init.kill];
  let remaining = 0;
  for (let index = 0; index < spec.containers.length; index += 1) {
    const container = spec.containers[index] as Container;
    const known = record.containers.get(container.name);
    if (known !== undefined && isRunning(known)) {
      remaining += 1;
      const ending = decideKill(container, known);
      if (ending !== undefined) kill.push(ending);
    } else if (isWanted(container, known, spec)) {
      remaining += 1;
      start.push(container);
    }
  }
  return remaining === 0 ? OVER : { start, kill, isOver: false };
}
