import {
  toTimestamp,
  type Container,
  type ContainerState,
  type ContainerStatus,
  type ResourceRequirements,
  type VolumeMount,
  type VolumeMountStatus,
} from '../api';
import { hasStarted, isReady, type ContainerRecord, type Ended, type Run, type WaitReason } from './pod-record';
import { isSidecar, shouldRestart } from './restart-policy';
import type { Writable } from './writable';

/** How the containers of one list of a Pod are shown. */
export interface StatusContext {
  /** What a container waits for before anything is known of it: `ContainerCreating` or `PodInitializing`. */
  readonly defaultReason: 'ContainerCreating' | 'PodInitializing';
  readonly restartPolicy: string | undefined;
  readonly role: 'init' | 'main' | 'ephemeral';
  /** Whether the Pod is on its way out: then nothing is started again. */
  readonly isDeleted: boolean;
}

/** What says nothing: the same for all, so that what compares statuses sees that at once. */
const NOTHING: ContainerState & ResourceRequirements = {};

/** States of containers of which nothing is known yet, by what they wait for. */
const UNSTARTED = {
  ContainerCreating: { waiting: { reason: 'ContainerCreating' } },
  PodInitializing: { waiting: { reason: 'PodInitializing' } },
} as const;

const terminated = ({ state }: Ended): ContainerState => ({ terminated: state });

function waiting({ reason, message }: WaitReason): ContainerState {
  const why = message === undefined ? { reason } : { message, reason };
  return { waiting: why };
}

function running({ startedMs }: Run): ContainerState {
  const since = { startedAt: toTimestamp(startedMs) };
  return { running: since };
}

/**
 * State of a container and how its run before ended.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `convertToAPIContainerStatuses`, container/helpers.go
 * `ShouldContainerBeRestarted`.
 */
function statesOf(
  container: Container,
  record: ContainerRecord | undefined,
  context: StatusContext,
): Pick<ContainerStatus, 'state' | 'lastState'> {
  const run = record?.run;
  const before = record?.previous === undefined ? NOTHING : terminated(record.previous);
  if (record === undefined || run === undefined) {
    const why = record?.waiting;
    return { state: why === undefined ? UNSTARTED[context.defaultReason] : waiting(why), lastState: before };
  }
  const { ended } = run;
  if (ended === undefined) return { state: running(run), lastState: before };
  // Why it waits counts only for a container that will be started again.
  const isDone = context.role === 'init' && !isSidecar(container) && ended.state.exitCode === 0;
  const isWanted =
    !isDone &&
    !context.isDeleted &&
    (record.mustRestart || shouldRestart(container, context.restartPolicy, ended.state.exitCode));
  return isWanted && record.waiting !== undefined
    ? { state: waiting(record.waiting), lastState: terminated(ended) }
    : { state: terminated(ended), lastState: before };
}

const mountStatus = ({ name, mountPath, readOnly }: VolumeMount): VolumeMountStatus =>
  readOnly === true ? { name, mountPath, readOnly, recursiveReadOnly: 'Disabled' } : { name, mountPath };

function resourcesOf({ limits, requests }: ResourceRequirements): ResourceRequirements {
  if (limits === undefined) return requests === undefined ? NOTHING : { requests };
  return requests === undefined ? { limits } : { limits, requests };
}

function readiness(container: Container, record: ContainerRecord | undefined, { role }: StatusContext): boolean {
  if (role === 'ephemeral') return false;
  if (role === 'init' && !isSidecar(container)) return record?.run?.ended?.state.exitCode === 0;
  return isReady(record);
}

/** Status of one container of a Pod, as the API shows it. */
export function containerStatus(
  container: Container,
  record: ContainerRecord | undefined,
  context: StatusContext,
): ContainerStatus {
  const run = record?.run;
  const { resources, volumeMounts } = container;
  const { state, lastState } = statesOf(container, record, context);
  const status: Writable<ContainerStatus> = {
    name: container.name,
    state,
    lastState,
    ready: readiness(container, record, context),
    restartCount: record?.restartCount ?? 0,
    image: run?.image ?? container.image ?? '',
    imageID: run?.imageId ?? '',
  };
  if (run !== undefined) status.containerID = run.id;
  if (context.role !== 'ephemeral') status.started = hasStarted(record);
  if (run !== undefined) {
    if (run.ended === undefined && resources.requests !== undefined) status.allocatedResources = resources.requests;
    status.resources = resourcesOf(resources);
  }
  if (volumeMounts !== undefined) status.volumeMounts = volumeMounts.map(mountStatus);
  return status;
}

/** The status of a container in a list of them. */
export function findStatus(statuses: readonly ContainerStatus[], name: string): ContainerStatus | undefined {
  for (let index = 0; index < statuses.length; index += 1) {
    const status = statuses[index] as ContainerStatus;
    if (status.name === name) return status;
  }
  return undefined;
}

/** Whether a container runs or has run. */
export const hasBegun = ({ state, lastState }: ContainerStatus): boolean =>
  state.waiting === undefined || lastState.terminated !== undefined;
