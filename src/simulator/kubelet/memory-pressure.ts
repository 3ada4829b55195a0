import type { Pod } from '../api';
import { memoryRequest, podMemoryRequest } from './pod-requests';

/** A Pod that could make room. */
export interface EvictionCandidate {
  readonly pod: Pod;
  /** Memory that its containers hold, by name, in bytes. */
  readonly usage: ReadonlyMap<string, number>;
}

/** Memory that a node keeps free: below that it ends Pods, in bytes. Source: kubelet default `memory.available<100Mi`. */
export const FREE_MEMORY_MIN_BYTES = 100 * 2 ** 20;

const usedBy = ({ usage }: EvictionCandidate): number => [...usage.values()].reduce((sum, bytes) => sum + bytes, 0);

const excessOf = (candidate: EvictionCandidate): number => usedBy(candidate) - podMemoryRequest(candidate.pod);

/**
 * Decides which Pod goes first when memory is short: those that use more than they asked for, then the least important,
 * then those that are furthest above what they asked for. Equal Pods go by UID.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/eviction/helpers.go `rankMemoryPressure`.
 */
export function decideEviction(candidates: readonly EvictionCandidate[]): EvictionCandidate | undefined {
  const isCritical = ({ pod }: EvictionCandidate): boolean => (pod.spec.priority ?? 0) >= 2_000_000_000;
  const ranked = candidates
    .filter((each) => !isCritical(each))
    .map((candidate) => ({ candidate, excess: excessOf(candidate), priority: candidate.pod.spec.priority ?? 0 }))
    .sort(
      (a, b) =>
        Number(b.excess > 0) - Number(a.excess > 0) ||
        a.priority - b.priority ||
        b.excess - a.excess ||
        (a.candidate.pod.metadata.uid < b.candidate.pod.metadata.uid ? -1 : 1),
    );
  return ranked[0]?.candidate;
}

const kibibytes = (bytes: number): string => `${Math.max(Math.floor(bytes / 1024), 0)}Ki`;

/**
 * What an evicted Pod's status and Event say.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/eviction/helpers.go `evictionMessage`.
 */
export function evictionMessage({ pod, usage }: EvictionCandidate, availableBytes: number): string {
  let message =
    'The node was low on resource: memory. ' + `Threshold quantity: 100Mi, available: ${kibibytes(availableBytes)}. `;
  for (const container of pod.spec.containers) {
    const used = usage.get(container.name) ?? 0;
    const requested = memoryRequest(container);
    if (used <= requested) continue;
    const request = container.resources.requests?.['memory'] ?? '0';
    message += `Container ${container.name} was using ${kibibytes(used)}, request is ${request}, has larger consumption of memory. `;
  }
  return message;
}
