import type { Container, ContainerStatus, Pod, PodCondition } from '../api';
import { conditionOf } from '../client';
import { findStatus, hasBegun } from './container-status';
import { isSidecar } from './restart-policy';
import type { Writable } from './writable';

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
  readonly reason: string | undefined;
  readonly message: string | undefined;
}

const TRUE: Verdict = { status: 'True', reason: undefined, message: undefined };
const FALSE: Verdict = { status: 'False', reason: undefined, message: undefined };

/** How the API answers a time that is not set and that it does not leave out. */
const NO_TIME = null as unknown as string;

const NO_CONTAINERS: readonly Container[] = [];

/** Names behind each other: a text, as most often there is one at most. */
const added = (names: string, name: string): string => (names === '' ? name : `${names} ${name}`);

/** Names of containers of which nothing is known, and of those of another status. */
function listed(unknown: string, status: string, names: string): string {
  const others = names === '' ? '' : `containers with ${status} status: [${names}]`;
  if (unknown === '') return others;
  const first = `containers with unknown status: [${unknown}]`;
  return others === '' ? first : `${first}, ${others}`;
}

/** Source: Kubernetes 1.36, pkg/kubelet/status/generate.go `GenerateContainersReadyCondition`. */
function containersReady({ pod, phase, initContainerStatuses, containerStatuses }: ConditionInput): Verdict {
  const { initContainers = NO_CONTAINERS, containers } = pod.spec;
  let unknown = '';
  let unready = '';
  for (let index = 0; index < initContainers.length; index += 1) {
    const container = initContainers[index] as Container;
    if (!isSidecar(container)) continue;
    const status = findStatus(initContainerStatuses, container.name);
    if (status === undefined) unknown = added(unknown, container.name);
    else if (!status.ready) unready = added(unready, container.name);
  }
  for (let index = 0; index < containers.length; index += 1) {
    const { name } = containers[index] as Container;
    const status = findStatus(containerStatuses, name);
    if (status === undefined) unknown = added(unknown, name);
    else if (!status.ready) unready = added(unready, name);
  }
  if (phase === 'Succeeded' && unknown === '') return { status: 'False', reason: 'PodCompleted', message: undefined };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed', message: undefined };
  if (unknown === '' && unready === '') return TRUE;
  return { status: 'False', reason: 'ContainersNotReady', message: listed(unknown, 'unready', unready) };
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
function initialized({ pod, phase, initContainerStatuses, containerStatuses }: ConditionInput): Verdict {
  const { initContainers } = pod.spec;
  if (initContainers === undefined) return phase === 'Succeeded' ? INITIALIZED_AND_OVER : TRUE;
  let unknown = '';
  let incomplete = '';
  for (const container of initContainers) {
    const status = findStatus(initContainerStatuses, container.name);
    const isComplete = isSidecar(container) ? status?.started === true : status?.ready === true;
    if (status === undefined) unknown = added(unknown, container.name);
    else if (!isComplete) incomplete = added(incomplete, container.name);
  }
  if (phase === 'Succeeded' && unknown === '') return INITIALIZED_AND_OVER;
  if (containerStatuses.some(hasBegun)) return TRUE;
  const message = listed(unknown, 'incomplete', incomplete);
  return message === '' ? TRUE : { status: 'False', reason: 'ContainersNotInitialized', message };
}

const INITIALIZED_AND_OVER: Verdict = { status: 'True', reason: 'PodCompleted', message: undefined };

/** Whether a condition says just this: it can stay as it is, and what compares Pods sees that at once. */
const says = (condition: PodCondition, verdict: Verdict, generation: number | undefined): boolean =>
  condition.status === verdict.status &&
  condition.reason === verdict.reason &&
  condition.message === verdict.message &&
  condition.observedGeneration === generation &&
  condition.lastProbeTime === NO_TIME &&
  condition.lastTransitionTime !== undefined;

/** A condition of the agent's own: the one that was there when it still says what is found. */
function ownCondition({ pod, now }: ConditionInput, type: string, verdict: Verdict): PodCondition {
  const { generation } = pod.metadata;
  const before = conditionOf(pod.status.conditions, type);
  if (before !== undefined && says(before, verdict, generation)) return before;
  const { status, reason, message } = verdict;
  const lastTransitionTime = before?.status === status ? (before.lastTransitionTime ?? now) : now;
  const condition: Writable<PodCondition> =
    generation === undefined
      ? { type, status, lastProbeTime: NO_TIME, lastTransitionTime }
      : { type, observedGeneration: generation, status, lastProbeTime: NO_TIME, lastTransitionTime };
  if (reason !== undefined) condition.reason = reason;
  if (message !== undefined) condition.message = message;
  return condition;
}

/**
 * Conditions of a Pod: those of others first, then the agent's own in its order. The time of the last transition stays
 * where the status does.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kubelet_pods.go `generateAPIPodStatus`, status_manager.go `mergePodStatus`.
 */
export function decideConditions(input: ConditionInput): readonly PodCondition[] {
  const containers = containersReady(input);
  const ours = [
    ownCondition(input, 'PodReadyToStartContainers', input.hasSandbox ? TRUE : FALSE),
    ownCondition(input, 'Initialized', initialized(input)),
    ownCondition(input, 'Ready', ready(input, containers)),
    ownCondition(input, 'ContainersReady', containers),
    ownCondition(input, 'PodScheduled', TRUE),
  ];
  const old = input.pod.status.conditions;
  return old === undefined || old.every(isOwned) ? ours : [...old.filter((each) => !isOwned(each)), ...ours];
}

const isOwned = ({ type }: PodCondition): boolean => OWNED.has(type);
