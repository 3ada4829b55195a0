import type { ContainerStatus, Pod, PodCondition } from '../api';
import { conditionOf } from '../client';
import { isSidecar } from './restart-policy';

/** What the conditions of a Pod follow from. */
export interface ConditionInput {
  readonly pod: Pod;
  readonly phase: string;
  readonly initContainerStatuses: readonly ContainerStatus[];
  readonly containerStatuses: readonly ContainerStatus[];
  readonly hasSandbox: boolean;
  /** As the API writes times. */
  readonly now: string;
}

/** Types of the conditions that the node agent owns, in their order. */
const OWNED: ReadonlySet<string> = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
]);

interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

const TRUE: Verdict = { status: 'True' };
const FALSE: Verdict = { status: 'False' };

/** How the API answers a time that is not set and that it does not leave out. */
const NO_TIME = null as unknown as string;

const listed = (text: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`containers with ${text} status: [${names.join(' ')}]`];

/** Source: Kubernetes 1.36, pkg/kubelet/status/generate.go `GenerateContainersReadyCondition`. */
function containersReady(input: ConditionInput): Verdict {
  const { pod, phase } = input;
  const unknown: string[] = [];
  const unready: string[] = [];
  const count = (name: string, statuses: readonly ContainerStatus[]): void => {
    const status = statuses.find((each) => each.name === name);
    if (status === undefined) unknown.push(name);
    else if (!status.ready) unready.push(name);
  };
  pod.spec.initContainers?.forEach((each) => {
    if (isSidecar(each)) count(each.name, input.initContainerStatuses);
  });
  pod.spec.containers.forEach(({ name }) => count(name, input.containerStatuses));
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  if (unknown.length === 0 && unready.length === 0) return TRUE;
  const message = [...listed('unknown', unknown), ...listed('unready', unready)].join(', ');
  return { status: 'False', reason: 'ContainersNotReady', message };
}

/** Source: Kubernetes 1.36, pkg/kubelet/status/generate.go `GeneratePodReadyCondition`. */
function ready(input: ConditionInput, containers: Verdict): Verdict {
  if (containers.status === 'False') return containers;
  const { readinessGates } = input.pod.spec;
  if (readinessGates === undefined) return TRUE;
  const messages = readinessGates.flatMap(({ conditionType }) => {
    const condition = conditionOf(input.pod.status.conditions, conditionType);
    if (condition === undefined) {
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    }
    if (condition.status === 'True') return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  if (messages.length === 0) return TRUE;
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}

/** Source: Kubernetes 1.36, pkg/kubelet/status/generate.go `GeneratePodInitializedCondition`. */
function initialized(input: ConditionInput): Verdict {
  const { pod, phase } = input;
  const unknown: string[] = [];
  const incomplete: string[] = [];
  pod.spec.initContainers?.forEach((container) => {
    const status = input.initContainerStatuses.find(({ name }) => name === container.name);
    if (status === undefined) unknown.push(container.name);
    else if (!(isSidecar(container) ? status.started === true : status.ready)) incomplete.push(container.name);
  });
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' };
  if (unknown.length === 0 && incomplete.length === 0) return TRUE;
  const hasRun = input.containerStatuses.some(
    ({ state, lastState }) => lastState.terminated !== undefined || state.waiting === undefined,
  );
  const message = hasRun ? '' : [...listed('unknown', unknown), ...listed('incomplete', incomplete)].join(', ');
  return message === '' ? TRUE : { status: 'False', reason: 'ContainersNotInitialized', message };
}

/** Whether a condition says just this: it can stay as it is, and what compares Pods sees that at once. */
const says = (condition: PodCondition, { status, reason, message }: Verdict, { metadata }: Pod): boolean =>
  condition.status === status &&
  condition.reason === reason &&
  condition.message === message &&
  condition.observedGeneration === metadata.generation &&
  condition.lastProbeTime === NO_TIME &&
  condition.lastTransitionTime !== undefined;

function newCondition(
  type: string,
  { status, reason, message }: Verdict,
  { metadata: { generation } }: Pod,
  before: PodCondition | undefined,
  now: string,
): PodCondition {
  return {
    type,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status,
    lastProbeTime: NO_TIME,
    lastTransitionTime: before?.status === status ? (before.lastTransitionTime ?? now) : now,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
}

/**
 * Conditions of a Pod: those of others first, then the agent's own in its order. The time of the last transition stays
 * where the status does.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `generateAPIPodStatus`, status_manager.go `mergePodStatus`.
 */
export function decideConditions(input: ConditionInput): readonly PodCondition[] {
  const { pod, hasSandbox, now } = input;
  const old = pod.status.conditions ?? [];
  const containers = containersReady(input);
  const own = (type: string, verdict: Verdict): PodCondition => {
    const before = conditionOf(old, type);
    return before !== undefined && says(before, verdict, pod) ? before : newCondition(type, verdict, pod, before, now);
  };
  const ours = [
    own('PodReadyToStartContainers', hasSandbox ? TRUE : FALSE),
    own('Initialized', initialized(input)),
    own('Ready', ready(input, containers)),
    own('ContainersReady', containers),
    own('PodScheduled', TRUE),
  ];
  const others = old.filter(({ type }) => !OWNED.has(type));
  return others.length === 0 ? ours : [...others, ...ours];
}
