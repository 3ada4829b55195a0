import { toTimestamp, type Container, type ContainerStatus, type Pod, type PodStatus } from '../api';
import { containerStatus, hasBegun, type StatusContext } from './container-status';
import { decideConditions } from './pod-conditions';
import { decidePhase } from './pod-phase';
import type { PodRecord } from './pod-record';
import type { Writable } from './writable';

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

const NO_STATUSES: readonly ContainerStatus[] = [];

const byName = (a: ContainerStatus, b: ContainerStatus): number => (a.name < b.name ? -1 : 1);

/** Init containers come in the order of the specification, the others by name. Source: kubelet_pods.go. */
function statusesOf(pod: Pod, record: PodRecord): Statuses {
  const known = record.containers;
  const isDeleted = pod.metadata.deletionTimestamp !== undefined;
  const { restartPolicy, initContainers, containers, ephemeralContainers } = pod.spec;
  const hasInit = initContainers !== undefined && initContainers.length > 0;
  const defaultReason = hasInit ? 'PodInitializing' : 'ContainerCreating';
  const context: StatusContext = { role: 'main', defaultReason, restartPolicy, isDeleted };
  const main = containers.map((each) => containerStatus(each, known.get(each.name), context));
  return {
    init: hasInit ? initStatuses(initContainers, known, context) : NO_STATUSES,
    main: main.length > 1 ? main.sort(byName) : main,
    ephemeral:
      ephemeralContainers === undefined ? NO_STATUSES : debuggingStatuses(ephemeralContainers, known, isDeleted),
  };
}

type Records = PodRecord['containers'];

function initStatuses(containers: readonly Container[], known: Records, main: StatusContext): ContainerStatus[] {
  const context: StatusContext = { ...main, role: 'init' };
  return containers.map((each) => containerStatus(each, known.get(each.name), context));
}

function debuggingStatuses(containers: readonly Container[], known: Records, isDeleted: boolean): ContainerStatus[] {
  const context = {
    role: 'ephemeral',
    defaultReason: 'ContainerCreating',
    restartPolicy: 'Never',
    isDeleted,
  } as const;
  return containers.map((each) => containerStatus(each, known.get(each.name), context)).sort(byName);
}

/** The end of a container of which nobody knows how it ended. Source: status_manager.go `TerminatePod`. */
const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
} as const;

/** Containers that were never started count as failed once their Pod is over. */
function withLost(statuses: Statuses, pod: Pod): Statuses {
  const hasInitialized = (pod.spec.initContainers ?? []).length === 0 || statuses.main.some(hasBegun);
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

/** Resources of a Pod that states none for itself. */
const NO_RESOURCES: NonNullable<PodStatus['resources']> = {};

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
  const { resources = NO_RESOURCES } = pod.spec;
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
  const { hostIp } = input;
  const { requests } = resources;
  const { generation } = pod.metadata;
  const address = pod.spec.hostNetwork === true && record.sandbox !== undefined ? hostIp : record.ip;
  const status: Writable<PodStatus> = {
    phase,
    conditions,
    hostIP: hostIp,
    hostIPs: alone(hostIp, old.hostIPs),
    startTime: old.startTime ?? now,
    containerStatuses: statuses.main,
    resources,
  };
  keep(status, old);
  if (generation !== undefined) status.observedGeneration = generation;
  if (message !== undefined) status.message = message;
  if (reason !== undefined) status.reason = reason;
  if (address !== undefined) {
    status.podIP = address;
    status.podIPs = alone(address, old.podIPs);
  }
  if (statuses.init.length > 0) status.initContainerStatuses = statuses.init;
  if (statuses.ephemeral.length > 0) status.ephemeralContainerStatuses = statuses.ephemeral;
  if (requests !== undefined) status.allocatedResources = requests;
  return status;
}

/** A list of one address: the one that was there when it says just this. */
function alone(ip: string, before: PodStatus['hostIPs']): readonly { readonly ip: string }[] {
  if (before?.length === 1 && before[0]?.ip === ip) return before;
  const only = { ip };
  return [only];
}

/** What the agent does not decide. */
function keep(status: Writable<PodStatus>, { nominatedNodeName, qosClass, resourceClaimStatuses }: PodStatus): void {
  if (nominatedNodeName !== undefined) status.nominatedNodeName = nominatedNodeName;
  if (qosClass !== undefined) status.qosClass = qosClass;
  if (resourceClaimStatuses !== undefined) status.resourceClaimStatuses = resourceClaimStatuses;
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
