import type { Container, ContainerStatus, PodSpec } from '../api';
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

function standingOfInit(input: PhaseInput, hasInitialized: boolean): InitStanding {
  let isPending = false;
  let isFailed = false;
  for (const container of input.spec.initContainers ?? []) {
    const status = input.initContainerStatuses.find(({ name }) => name === container.name);
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
  const hasInitialized = containerStatuses.some(
    ({ state, lastState }) => state.waiting === undefined || lastState.terminated !== undefined,
  );
  const init = standingOfInit(input, hasInitialized);
  if (init.isFailed) return 'Failed';

  const sidecars = (spec.initContainers ?? []).filter(isSidecar);
  const standings = [
    ...spec.containers.map((container) => standingOf(byName(containerStatuses, container))),
    // The end of a sidecar says nothing about its Pod.
    ...sidecars
      .map((container) => standingOf(byName(input.initContainerStatuses, container)))
      .filter((standing) => standing !== 'failed' && standing !== 'succeeded'),
  ];
  const count = (wanted: Standing): number => standings.filter((standing) => standing === wanted).length;
  if (init.isPending || count('waiting') > 0) return 'Pending';
  if (count('unknown') > 0) return 'Pending';
  if (count('running') > 0) return 'Running';

  const hasSucceeded = count('failed') === 0;
  if (!input.isTerminal && spec.containers.some((container) => willRestart(input, container))) return 'Running';
  return hasSucceeded ? 'Succeeded' : 'Failed';
}

const byName = (statuses: readonly ContainerStatus[], { name }: Container): ContainerStatus | undefined =>
  statuses.find((status) => status.name === name);

function willRestart({ spec, containerStatuses }: PhaseInput, container: Container): boolean {
  const status = byName(containerStatuses, container);
  return status !== undefined && shouldRestart(container, spec.restartPolicy, exitCodeOf(status));
}
