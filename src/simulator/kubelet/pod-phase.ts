import type { Container, ContainerStatus, PodSpec } from '../api';
import { findStatus, hasBegun } from './container-status';
import { isSidecar, shouldRestart } from './restart-policy';

/** What the phase of a Pod follows from. */
export interface PhaseInput {
  readonly spec: PodSpec;
  readonly initContainerStatuses: readonly ContainerStatus[];
  readonly containerStatuses: readonly ContainerStatus[];
  /** Whether none of its containers will ever be started again. */
  readonly isTerminal: boolean;
}

type Standing = 'unknown' | 'running' | 'waiting' | 'failed' | 'succeeded';

function standingOf(status: ContainerStatus | undefined): Standing {
  if (status === undefined) return 'unknown';
  const { state, lastState } = status;
  if (state.running !== undefined) return 'running';
  const terminated = state.terminated ?? (state.waiting === undefined ? undefined : lastState.terminated);
  if (terminated !== undefined) {
    return state.terminated !== undefined && terminated.exitCode === 0 ? 'succeeded' : 'failed';
  }
  return state.waiting === undefined ? 'unknown' : 'waiting';
}

/** Exit code of the latest run that has ended. */
const exitCodeOf = ({ state, lastState }: ContainerStatus): number =>
  (state.terminated ?? lastState.terminated)?.exitCode ?? 0;

interface InitStanding {
  readonly isPending: boolean;
  readonly isFailed: boolean;
}

const INITIALIZED: InitStanding = { isPending: false, isFailed: false };

function standingOfInit(input: PhaseInput, hasInitialized: boolean): InitStanding {
  const { initContainers } = input.spec;
  if (initContainers === undefined) return INITIALIZED;
  let isPending = false;
  let isFailed = false;
  for (const container of initContainers) {
    const status = findStatus(input.initContainerStatuses, container.name);
    const standing = standingOf(status);
    if (isSidecar(container)) {
      isPending ||= !hasInitialized && standing === 'running' && status?.started !== true;
      continue;
    }
    isPending ||= standing === 'running' || standing === 'waiting' || standing === 'unknown';
    if (status === undefined || standing !== 'failed') continue;
    isFailed ||= exitCodeOf(status) !== 0 && !shouldRestart(container, input.spec.restartPolicy, exitCodeOf(status));
  }
  return { isPending, isFailed };
}

/**
 * Decides the phase of a Pod from the states of its containers.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `getPhase`.
 */
export function decidePhase(input: PhaseInput): string {
  const { spec, containerStatuses } = input;
  const init = standingOfInit(input, containerStatuses.some(hasBegun));
  if (init.isFailed) return 'Failed';

  let isPending = init.isPending;
  let isRunning = false;
  let hasFailed = false;
  for (let index = 0; index < spec.containers.length; index += 1) {
    const standing = standingOf(findStatus(containerStatuses, (spec.containers[index] as Container).name));
    isPending ||= standing === 'waiting' || standing === 'unknown';
    isRunning ||= standing === 'running';
    hasFailed ||= standing === 'failed';
  }
  for (const container of spec.initContainers?.filter(isSidecar) ?? NO_CONTAINERS) {
    // The end of a sidecar says nothing about its Pod.
    const standing = standingOf(findStatus(input.initContainerStatuses, container.name));
    isPending ||= standing === 'waiting' || standing === 'unknown';
    isRunning ||= standing === 'running';
  }
  if (isPending) return 'Pending';
  if (isRunning) return 'Running';
  if (!input.isTerminal && spec.containers.some((container) => willRestart(input, container))) return 'Running';
  return hasFailed ? 'Failed' : 'Succeeded';
}

const NO_CONTAINERS: readonly Container[] = [];

function willRestart({ spec, containerStatuses }: PhaseInput, container: Container): boolean {
  const status = findStatus(containerStatuses, container.name);
  return status !== undefined && shouldRestart(container, spec.restartPolicy, exitCodeOf(status));
}
