import {
  toTimestamp,
  type Container,
  type ContainerState,
  type ContainerStatus,
  type ResourceRequirements,
  type VolumeMount,
  type VolumeMountStatus,
} from '../api';
import { hasStarted, isReady, isRunning, type ContainerRecord, type Ended, type WaitReason } from './pod-record';
import { isSidecar, shouldRestart } from './restart-policy';

/** How the containers of one list of a Pod are shown. */
export interface StatusContext {
  /** What a container waits for before anything is known of it: `ContainerCreating` or `PodInitializing`. */
  readonly defaultReason: string;
  readonly restartPolicy: string | undefined;
  readonly role: 'init' | 'main' | 'ephemeral';
  /** Whether the Pod is on its way out: then nothing is started again. */
  readonly isDeleted: boolean;
}

const terminated = ({ state }: Ended): ContainerState => ({ terminated: state });
const waiting = ({ reason, message }: WaitReason): ContainerState => ({
  waiting: { ...(message === undefined ? {} : { message }), reason },
});

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
  const before = record?.previous === undefined ? {} : terminated(record.previous);
  if (record === undefined || run === undefined) {
    return { state: waiting(record?.waiting ?? { reason: context.defaultReason }), lastState: before };
  }
  const { ended } = run;
  if (ended === undefined) {
    return { state: { running: { startedAt: toTimestamp(run.startedMs) } }, lastState: before };
  }
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

const mountStatus = ({ name, mountPath, readOnly }: VolumeMount): VolumeMountStatus => ({
  name,
  mountPath,
  ...(readOnly === true ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
});

function resourcesOf({ limits, requests }: ResourceRequirements): ResourceRequirements {
  return { ...(limits === undefined ? {} : { limits }), ...(requests === undefined ? {} : { requests }) };
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
  const { requests } = container.resources;
  return {
    name: container.name,
    ...statesOf(container, record, context),
    ready: readiness(container, record, context),
    restartCount: record?.restartCount ?? 0,
    image: run?.image ?? container.image ?? '',
    imageID: run?.imageId ?? '',
    ...(run === undefined ? {} : { containerID: run.id }),
    ...(context.role === 'ephemeral' ? {} : { started: hasStarted(record) }),
    ...(run === undefined || requests === undefined || !isRunning(record) ? {} : { allocatedResources: requests }),
    ...(run === undefined ? {} : { resources: resourcesOf(container.resources) }),
    ...(container.volumeMounts === undefined ? {} : { volumeMounts: container.volumeMounts.map(mountStatus) }),
  };
}
