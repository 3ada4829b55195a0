import type { Pod } from '../../api';
import { podsToDelete } from './deletion-order';
import { wantedReplicas, type ReplicaOwner } from './owner-kinds';

/** What to do so that an owner has as many Pods as it wants. */
export interface ReplicaActions {
  /** Number of Pods to make. */
  readonly create: number;
  /** Pods to delete, in this order. */
  readonly delete: readonly Pod[];
}

/** Pods that one sync makes or deletes at most. Source: Kubernetes 1.36, replica_set.go `BurstReplicas`. */
export const BURST_REPLICAS = 500;

/**
 * Decides which Pods to make and which to delete so that `owner` has `spec.replicas` active ones. An owner that is being
 * deleted does neither.
 *
 * Source: Kubernetes 1.36, pkg/controller/replicaset/replica_set.go `manageReplicas`.
 *
 * @param active - Active Pods of the owner.
 * @param relatedPods - Active Pods of all owners that have the same owner; asked for only when Pods have to go.
 */
export function decideReplicas(
  owner: ReplicaOwner,
  active: readonly Pod[],
  relatedPods: () => readonly Pod[],
  nowMs: number,
): ReplicaActions {
  if (owner.metadata.deletionTimestamp !== undefined) return { create: 0, delete: [] };
  const missing = wantedReplicas(owner) - active.length;
  if (missing >= 0) return { create: Math.min(missing, BURST_REPLICAS), delete: [] };
  return { create: 0, delete: podsToDelete(active, relatedPods(), Math.min(-missing, BURST_REPLICAS), nowMs) };
}
