import type { ContainerStatus, Pod } from '../../api';
import { readyConditionOf } from '../../client';

/** Source: Kubernetes 1.36, pkg/apis/core/helper `PodDeletionCost`. */
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/** Source: Kubernetes 1.36, pkg/apis/core/v1/helper `GetDeletionCostFromPodAnnotations`: what a cost must look like. */
const COST = /^(0|-?[1-9][0-9]*)$/;
const COST_MAX = 2 ** 31;

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** What is compared of a Pod, taken once for each. */
interface Rank {
  readonly pod: Pod;
  readonly node: string;
  readonly phase: number;
  readonly isReady: boolean;
  readonly cost: number;
  /** Related Pods on the same node. */
  readonly neighbours: number;
  readonly ready: Age;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly created: Age;
}

/** Since when something is so. */
interface Age {
  readonly since: string;
  /** Power of two of the age in nanoseconds, so that ages of one order of magnitude are equal; -1 for none. */
  readonly magnitude: number;
}

function ageOf(since: string, nowMs: number): Age {
  const ageNs = (nowMs - Date.parse(since)) * 1e6;
  return { since, magnitude: ageNs > 0 ? Math.floor(Math.log2(ageNs)) : -1 };
}

function costOf({ metadata }: Pod): number {
  const text = metadata.annotations?.[DELETION_COST];
  if (text === undefined) return 0;
  const cost = Number(text);
  return COST.test(text) && cost >= -COST_MAX && cost < COST_MAX ? cost : 0;
}

const mostRestarts = (statuses: readonly ContainerStatus[]): number =>
  statuses.reduce((most, { restartCount }) => Math.max(most, restartCount), 0);

function sidecarRestartsOf({ spec, status }: Pod): number {
  const statuses = status.initContainerStatuses ?? [];
  if (statuses.length === 0) return 0;
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return mostRestarts(statuses.filter(({ name }) => sidecars.some((sidecar) => sidecar.name === name)));
}

function rankOf(pod: Pod, neighbours: number, nowMs: number): Rank {
  const { spec, status, metadata } = pod;
  const ready = readyConditionOf(pod);
  return {
    pod,
    node: spec.nodeName ?? '',
    phase: PHASES[status.phase ?? ''] ?? 0,
    isReady: ready?.status === 'True',
    cost: costOf(pod),
    neighbours,
    ready: ageOf(ready?.lastTransitionTime ?? '', nowMs),
    restarts: mostRestarts(status.containerStatuses ?? []),
    sidecarRestarts: sidecarRestartsOf(pod),
    created: ageOf(metadata.creationTimestamp, nowMs),
  };
}

const byUid = (left: Pod, right: Pod): number =>
  left.metadata.uid < right.metadata.uid ? -1 : left.metadata.uid > right.metadata.uid ? 1 : 0;

/** Compares ages: younger first, those of one order of magnitude by UID; undefined for equal times. */
function compareAges(left: Pod, right: Pod, leftAge: Age, rightAge: Age): number | undefined {
  if (leftAge.since === rightAge.since) return undefined;
  const difference = leftAge.magnitude - rightAge.magnitude;
  return difference === 0 ? byUid(left, right) : difference;
}

function compare(left: Rank, right: Rank): number {
  if ((left.node === '') !== (right.node === '')) return left.node === '' ? -1 : 1;
  if (left.phase !== right.phase) return left.phase - right.phase;
  if (left.isReady !== right.isReady) return left.isReady ? 1 : -1;
  if (left.cost !== right.cost) return left.cost - right.cost;
  if (left.neighbours !== right.neighbours) return right.neighbours - left.neighbours;
  if (left.isReady && right.isReady) {
    const byReadiness = compareAges(left.pod, right.pod, left.ready, right.ready);
    if (byReadiness !== undefined) return byReadiness;
  }
  if (left.restarts !== right.restarts) return right.restarts - left.restarts;
  if (left.sidecarRestarts !== right.sidecarRestarts) return right.sidecarRestarts - left.sidecarRestarts;
  return compareAges(left.pod, right.pod, left.created, right.created) ?? 0;
}

/**
 * The `count` of `pods` that are missed least, in the order in which they go: those without a node, of an earlier phase,
 * not ready, of a lower deletion cost, doubled up with Pods of `related` on their node, ready for a shorter time, with
 * more restarts, younger. Pods that are equal in all of that go by UID, so that the order of `pods` does not matter.
 *
 * Source: Kubernetes 1.36, pkg/controller/controller_utils.go `ActivePodsWithRanks` and replica_set.go `getPodsToDelete`.
 *
 * @param related - Active Pods of all owners that have the same owner; `pods` are among them where there is one.
 */
export function podsToDelete(pods: readonly Pod[], related: readonly Pod[], count: number, nowMs: number): Pod[] {
  const sorted = [...pods].sort(byUid);
  // All go: their order says nothing.
  if (count >= sorted.length) return sorted;
  const onNode = new Map<string, number>();
  for (const { spec } of related) onNode.set(spec.nodeName ?? '', (onNode.get(spec.nodeName ?? '') ?? 0) + 1);
  return sorted
    .map((pod) => rankOf(pod, onNode.get(pod.spec.nodeName ?? '') ?? 0, nowMs))
    .sort(compare)
    .slice(0, count)
    .map(({ pod }) => pod);
}
