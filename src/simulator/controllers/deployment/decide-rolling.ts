import type { Deployment, ReplicaSet } from '../../api';
import { allOf, availableOf, byAge, isActive, sizeOf, sumOf, type ReplicaSets } from './replica-sets';
import { isRolling, maxSurge, maxUnavailable, wantedReplicas } from './rolling-limits';

/** A ReplicaSet and the number of Pods that it shall want. */
export interface ScaleStep {
  readonly replicaSet: ReplicaSet;
  readonly replicas: number;
}

/**
 * Decides how many Pods the ReplicaSet of the present template may want beside `old`: as many as fit below the surge.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `NewRSNewReplicas` and rolling.go
 * `reconcileNewReplicaSet`.
 *
 * @param size - What it wants now; 0 for one that is yet to be made.
 */
export function decideCurrentSize(deployment: Deployment, old: readonly ReplicaSet[], size: number): number {
  const wanted = wantedReplicas(deployment);
  if (!isRolling(deployment) || size >= wanted) return wanted;
  const room = wanted + maxSurge(deployment) - sumOf(old, sizeOf) - size;
  return room <= 0 ? size : Math.min(size + room, wanted);
}

/**
 * Decides how the ReplicaSets of former templates shrink: those with Pods that are not available first lose these, then
 * the oldest lose what the available Pods allow. A ReplicaSet that does both is scaled twice.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/rolling.go `reconcileOldReplicaSets`, `cleanupUnhealthyReplicas`,
 * `scaleDownOldReplicaSetsForRollingUpdate`.
 */
export function decideScaleDown(
  deployment: Deployment,
  replicaSets: ReplicaSets & { current: ReplicaSet },
): ScaleStep[] {
  const { current } = replicaSets;
  const active = replicaSets.old.filter(isActive).sort(byAge);
  if (active.length === 0) return [];
  const availableMin = wantedReplicas(deployment) - maxUnavailable(deployment);
  const starting = sizeOf(current) - availableOf(current);
  const removable = sumOf(allOf(replicaSets), sizeOf) - availableMin - starting;
  if (removable <= 0) return [];

  const steps: ScaleStep[] = [];
  const sizes = new Map(active.map((replicaSet) => [replicaSet, sizeOf(replicaSet)]));
  const shrink = (replicaSet: ReplicaSet, by: number): void => {
    const replicas = (sizes.get(replicaSet) ?? 0) - by;
    sizes.set(replicaSet, replicas);
    steps.push({ replicaSet, replicas });
  };

  let unhealthyLeft = removable;
  for (const replicaSet of active) {
    if (unhealthyLeft <= 0) break;
    const unhealthy = Math.min(sizeOf(replicaSet) - availableOf(replicaSet), unhealthyLeft);
    // Its Pods are yet to go: what is available cannot be told before.
    if (unhealthy < 0) return steps;
    if (unhealthy === 0) continue;
    shrink(replicaSet, unhealthy);
    unhealthyLeft -= unhealthy;
  }

  let spare = sumOf([...active, current], availableOf) - availableMin;
  for (const replicaSet of active) {
    const by = Math.min(sizes.get(replicaSet) ?? 0, spare);
    if (by <= 0) continue;
    shrink(replicaSet, by);
    spare -= by;
  }
  return steps;
}
