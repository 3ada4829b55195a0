import { toTimestamp, type Pod, type PodCondition, type PodStatus } from '../../api';
import { isPodFinished, isPodTerminating, withCondition } from '../../client';

/** Why a Pod is removed. */
export type GarbageReason = 'terminated' | 'orphaned' | 'out-of-service' | 'unscheduled-terminating';

/** A Pod that nobody else removes. */
export interface Garbage {
  readonly pod: Pod;
  readonly reason: GarbageReason;
}

/** What a sweep needs to know of a node. */
export interface NodeState {
  readonly isReady: boolean;
  /** Whether it has the taint by which an administrator declares it dead. */
  readonly isOutOfService: boolean;
}

/** What a sweep looks at. */
export interface SweepInput {
  readonly pods: readonly Pod[];
  /** State of a node that exists; undefined for another. */
  readonly nodeState: (name: string) => NodeState | undefined;
  /** Whether a node has been missing for long enough that it will not come back. */
  readonly isGone: (name: string) => boolean;
  /** Number of finished Pods that may stay; 0 means all. */
  readonly terminatedMax: number;
}

const isEvicted = ({ status }: Pod): boolean => status.phase === 'Failed' && status.reason === 'Evicted';

/** Evicted Pods first, then the oldest. Source: Kubernetes 1.36, gc_controller.go `byEvictionAndCreationTimestamp`. */
function byAge(a: Pod, b: Pod): number {
  if (isEvicted(a) !== isEvicted(b)) return isEvicted(a) ? -1 : 1;
  const [left, right] = [a.metadata, b.metadata];
  if (left.creationTimestamp !== right.creationTimestamp)
    return left.creationTimestamp < right.creationTimestamp ? -1 : 1;
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

function terminatedBeyond(pods: readonly Pod[], terminatedMax: number): Pod[] {
  if (terminatedMax <= 0) return [];
  const finished = pods.filter(isPodFinished);
  return finished.length <= terminatedMax ? [] : finished.sort(byAge).slice(0, finished.length - terminatedMax);
}

function reasonOf(pod: Pod, { nodeState, isGone }: SweepInput): GarbageReason | undefined {
  const { nodeName = '' } = pod.spec;
  if (nodeName === '') return isPodTerminating(pod) ? 'unscheduled-terminating' : undefined;
  const node = nodeState(nodeName);
  if (node === undefined) return isGone(nodeName) ? 'orphaned' : undefined;
  return isPodTerminating(pod) && !node.isReady && node.isOutOfService ? 'out-of-service' : undefined;
}

/**
 * Decides which Pods a sweep removes: finished ones above a number, those on nodes that are gone or declared dead, and
 * those that are on their way out and never had a node. No Pod comes twice.
 *
 * Pure. Source: Kubernetes 1.36, pkg/controller/podgc/gc_controller.go `gc`.
 */
export function decideGarbage(input: SweepInput): Garbage[] {
  const terminated = new Set(terminatedBeyond(input.pods, input.terminatedMax));
  const garbage: Garbage[] = [...terminated].map((pod) => ({ pod, reason: 'terminated' }));
  for (const pod of input.pods) {
    const reason = terminated.has(pod) ? undefined : reasonOf(pod, input);
    if (reason !== undefined) garbage.push({ pod, reason });
  }
  return garbage;
}

/**
 * The status that a Pod gets before it is removed: nobody else will say that it ended. Undefined when it has ended.
 * Source: Kubernetes 1.36, pkg/controller/podgc/gc_controller.go `markFailedAndDeletePodWithCondition`.
 */
export function failedStatus({ pod, reason }: Garbage, nowMs: number): PodStatus | undefined {
  if (isPodFinished(pod)) return undefined;
  const { generation } = pod.metadata;
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  const status: PodStatus = { ...pod.status, ...observed, phase: 'Failed' };
  if (reason !== 'orphaned') return status;
  const conditions = withCondition<PodCondition>(status.conditions, {
    type: 'DisruptionTarget',
    ...observed,
    status: 'True',
    reason: 'DeletionByPodGC',
    message: 'PodGC: node no longer exists',
    lastTransitionTime: toTimestamp(nowMs),
  });
  return { ...status, conditions };
}
