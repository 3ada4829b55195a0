import { SCORE_MAX, type FilterPlugin, type Rejection, type ScorePlugin } from '../framework';
import { Amounts } from '../snapshot/amounts';
import type { NodeInfo } from '../snapshot/node-info';
import type { PodInfo } from '../snapshot/pod-info';

const NAME = 'NodeResourcesFit';

/** Names of resources of which a node has too little for `wanted` beside what is taken. */
function missing(wanted: Amounts, has: Amounts, taken: Amounts): string[] {
  const names: string[] = [];
  if (isMissing(wanted.milliCpu, has.milliCpu, taken.milliCpu)) names.push('cpu');
  if (isMissing(wanted.memoryBytes, has.memoryBytes, taken.memoryBytes)) names.push('memory');
  if (isMissing(wanted.ephemeralStorageBytes, has.ephemeralStorageBytes, taken.ephemeralStorageBytes)) {
    names.push('ephemeral-storage');
  }
  for (const [name, amount] of wanted.scalars ?? []) {
    if (isMissing(amount, has.scalar(name), taken.scalar(name))) names.push(name);
  }
  return names;
}

const isMissing = (wanted: number, has: number, taken: number): boolean => wanted > 0 && wanted > has - taken;

const NOTHING_TAKEN = new Amounts();

/** Whether a node surely has enough: it is asked of every node for every Pod, and mostly so. */
const hasRoom = (wanted: Amounts, has: Amounts, taken: Amounts): boolean =>
  wanted.scalars === undefined &&
  wanted.milliCpu <= Math.max(has.milliCpu - taken.milliCpu, 0) &&
  wanted.memoryBytes <= Math.max(has.memoryBytes - taken.memoryBytes, 0) &&
  wanted.ephemeralStorageBytes <= Math.max(has.ephemeralStorageBytes - taken.ephemeralStorageBytes, 0);

function rejection(wanted: Amounts, { podsMax, pods, allocatable, requested }: NodeInfo): Rejection | undefined {
  const isFull = pods.size + 1 > podsMax;
  if (!isFull && hasRoom(wanted, allocatable, requested)) return undefined;
  const names = missing(wanted, allocatable, requested);
  if (!isFull && names.length === 0) return undefined;
  const insufficient = names.map((name) => `Insufficient ${name}`);
  return {
    plugin: NAME,
    reasons: isFull ? ['Too many pods', ...insufficient] : insufficient,
    // What an empty node has too little of, no leaving Pod can give.
    isResolvable: missing(wanted, allocatable, NOTHING_TAKEN).length === 0,
  };
}

/** Share of a resource that stays free, 0 to 100. Source: least_allocated.go `leastRequestedScore`. */
const freeShare = (requested: number, allocatable: number): number =>
  allocatable === 0 || requested > allocatable ? 0 : Math.trunc(((allocatable - requested) * SCORE_MAX) / allocatable);

function leastAllocated({ requests }: PodInfo, node: NodeInfo): number {
  const { milliCpu, memoryBytes } = node.allocatable;
  const cpu = freeShare(node.scoredMilliCpu + requests.scoredMilliCpu, milliCpu);
  const memory = freeShare(node.scoredMemoryBytes + requests.scoredMemoryBytes, memoryBytes);
  // A resource that the node does not have at all does not count.
  const weights = (milliCpu === 0 ? 0 : 1) + (memoryBytes === 0 ? 0 : 1);
  return weights === 0 ? 0 : Math.trunc((cpu + memory) / weights);
}

/**
 * Keeps Pods to nodes with room for their requests, and prefers nodes of which most stays free.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/noderesources/fit.go, scoring strategy LeastAllocated.
 */
export const nodeResourcesFit: FilterPlugin & ScorePlugin = {
  name: NAME,
  events: ['podGone', 'podShrunk', 'nodeAdded', 'nodeAllocatable', 'ownChange'],
  weight: 1,
  prepare({ requests: { amounts } }) {
    return { check: (node) => rejection(amounts, node) };
  },
  mayHelp(event, { requests }) {
    if (!('node' in event)) return true;
    const allocatable = Amounts.of(event.node.status.allocatable);
    return missing(requests.amounts, allocatable, NOTHING_TAKEN).length === 0;
  },
  score: (pod, nodes) => nodes.map((node) => leastAllocated(pod, node)),
};
