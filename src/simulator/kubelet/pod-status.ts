import { toTimestamp, type ContainerStatus, type Pod, type PodStatus } from '../api';
import { containerStatus } from './container-status';
import { decideConditions } from './pod-conditions';
import { decidePhase } from './pod-phase';
import type { PodRecord } from './pod-record';

/** What a status is made of, beside the Pod and what is known of it. */
export interface StatusInput {
  readonly nowMs: number;
  /** Address of the node. */
  readonly hostIp: string;
  /** Whether no container will be started again: the phase is a final one. */
  readonly isTerminal: boolean;
  /** Whether containers may still run: then a final phase waits. */
  readonly mayRun: boolean;
}

const isFinal = (phase: string | undefined): boolean => phase === 'Succeeded' || phase === 'Failed';

interface Statuses {
  readonly init: readonly ContainerStatus[];
  readonly main: readonly ContainerStatus[];
  readonly ephemeral: readonly ContainerStatus[];
}

/** Init containers come in the order of the specification, the others by name. Source: kubelet_pods.go. */
function statusesOf({ metadata, spec }: Pod, record: PodRecord): Statuses {
  const isDeleted = metadata.deletionTimestamp !== undefined;
  const { restartPolicy, initContainers = [], ephemeralContainers = [] } = spec;
  const known = record.containers;
  const defaultReason = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const byName = (a: ContainerStatus, b: ContainerStatus): number => (a.name < b.name ? -1 : 1);
  return {
    init: initContainers.map((each) =>
      containerStatus(each, known.get(each.name), { role: 'init', defaultReason, restartPolicy, isDeleted }),
    ),
    main: spec.containers
      .map((each) =>
        containerStatus(each, known.get(each.name), { role: 'main', defaultReason, restartPolicy, isDeleted }),
      )
      .sort(byName),
    ephemeral: ephemeralContainers
      .map((each) =>
        containerStatus(each, known.get(each.name), {
          role: 'ephemeral',
          defaultReason: 'ContainerCreating',
          restartPolicy: 'Never',
          isDeleted,
        }),
      )
      .sort(byName),
  };
}

/** The end of a container of which nobody knows how it ended. Source: status_manager.go `TerminatePod`. */
const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
} as const;

/** Containers that were never started count as failed once their Pod is over. */
function withLost(statuses: Statuses, pod: Pod): Statuses {
  const hasInitialized =
    (pod.spec.initContainers ?? []).length === 0 ||
    statuses.main.some(({ state, lastState }) => state.waiting === undefined || lastState.terminated !== undefined);
  if (!hasInitialized) return statuses;
  const main = statuses.main.map((status) =>
    status.state.terminated === undefined
      ? { ...status, state: { terminated: { ...LOST, startedAt: NO_TIME, finishedAt: NO_TIME } } }
      : status,
  );
  return { ...statuses, main };
}

/** How the API answers a time that is not set and that it does not leave out. */
const NO_TIME = null as unknown as string;

/** Marks the record of a Pod of which nothing is left on the node. */
export interface FinalInput extends StatusInput {
  /** Whether the sandbox is gone as well. @default false */
  readonly isGone?: boolean;
}

/**
 * The status of a Pod as its node sees it: what others have written into it stays.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `generateAPIPodStatus`, status/status_manager.go `mergePodStatus`.
 */
export function decidePodStatus(pod: Pod, record: PodRecord, input: FinalInput): PodStatus {
  const old = pod.status;
  const found = statusesOf(pod, record);
  const statuses = input.isGone === true ? withLost(found, pod) : found;
  const computed = decidePhase({
    spec: pod.spec,
    initContainerStatuses: statuses.init,
    containerStatuses: statuses.main,
    isTerminal: input.isTerminal,
  });
  const wanted = record.verdict !== undefined || (input.isGone === true && !isFinal(computed)) ? 'Failed' : computed;
  // Nobody may take the place of a Pod whose containers still run.
  const isHeld = isFinal(wanted) && input.mayRun;
  const phase = isFinal(old.phase) ? (old.phase as string) : isHeld ? (old.phase ?? 'Pending') : wanted;
  const now = toTimestamp(input.nowMs);
  const conditions = decideConditions({
    pod,
    phase: wanted,
    initContainerStatuses: statuses.init,
    containerStatuses: statuses.main,
    hasSandbox: record.sandbox !== undefined && input.isGone !== true,
    now,
  });
  const { reason, message } = isHeld ? old : (record.verdict ?? old);
  const address = pod.spec.hostNetwork === true && record.sandbox !== undefined ? input.hostIp : record.ip;
  const generation = pod.metadata.generation;
  return {
    phase,
    conditions,
    hostIP: input.hostIp,
    hostIPs: [{ ip: input.hostIp }],
    startTime: old.startTime ?? now,
    containerStatuses: statuses.main,
    resources: pod.spec.resources ?? {},
    ...kept(old),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    ...(address === undefined ? {} : { podIP: address, podIPs: [{ ip: address }] }),
    ...(statuses.init.length === 0 ? {} : { initContainerStatuses: statuses.init }),
    ...(statuses.ephemeral.length === 0 ? {} : { ephemeralContainerStatuses: statuses.ephemeral }),
    ...(pod.spec.resources?.requests === undefined ? {} : { allocatedResources: pod.spec.resources.requests }),
  };
}

/** What the agent does not decide. */
function kept({ nominatedNodeName, qosClass, resourceClaimStatuses }: PodStatus): Partial<PodStatus> {
  const others: { -readonly [Field in keyof PodStatus]?: PodStatus[Field] } = {};
  if (nominatedNodeName !== undefined) others.nominatedNodeName = nominatedNodeName;
  if (qosClass !== undefined) others.qosClass = qosClass;
  if (resourceClaimStatuses !== undefined) others.resourceClaimStatuses = resourceClaimStatuses;
  return others;
}

/**
 * The status of a Pod that a node does not take.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet.go `rejectPod`.
 */
export function rejectedStatus(pod: Pod, reason: string, message: string, nowMs: number): PodStatus {
  const { qosClass, conditions } = pod.status;
  const generation = pod.metadata.generation;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase: 'Failed',
    ...(conditions === undefined ? {} : { conditions }),
    message,
    reason,
    startTime: toTimestamp(nowMs),
    ...(qosClass === undefined ? {} : { qosClass }),
  };
}
