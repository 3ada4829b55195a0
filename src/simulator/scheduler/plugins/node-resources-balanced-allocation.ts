import { SCORE_MAX, type ScorePlugin } from '../framework';
import type { NodeInfo } from '../snapshot/node-info';
import type { PodInfo } from '../snapshot/pod-info';

/** How equally cpu and memory are used, 50 to 100: 100 less half of the difference of the shares. */
function balance(milliCpu: number, memoryBytes: number, { allocatable }: NodeInfo): number {
  if (allocatable.milliCpu === 0 || allocatable.memoryBytes === 0) return SCORE_MAX;
  const cpu = Math.min(1, milliCpu / allocatable.milliCpu);
  const memory = Math.min(1, memoryBytes / allocatable.memoryBytes);
  return Math.trunc((1 - Math.abs((cpu - memory) / 2)) * SCORE_MAX);
}

/** From 50, when the Pod spoils the balance of a node, to 100, when it mends it; 75 when it changes nothing. */
function balanceWith({ requests: { amounts } }: PodInfo, node: NodeInfo): number {
  const { milliCpu, memoryBytes } = node.requested;
  const before = balance(milliCpu, memoryBytes, node);
  const after = balance(milliCpu + amounts.milliCpu, memoryBytes + amounts.memoryBytes, node);
  return SCORE_MAX / 2 + Math.trunc((SCORE_MAX / 2 + after - before) / 2);
}

/**
 * Prefers nodes whose cpu and memory are used more equally with the Pod than without it.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go.
 */
export const nodeResourcesBalancedAllocation: ScorePlugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  score(pod, nodes) {
    const { milliCpu, memoryBytes } = pod.requests.amounts;
    if (milliCpu === 0 && memoryBytes === 0) return undefined;
    return nodes.map((node) => balanceWith(pod, node));
  },
};
