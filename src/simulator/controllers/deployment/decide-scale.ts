import type { Deployment, ReplicaSet } from '../../api';
import { DESIRED_REPLICAS, MAX_REPLICAS, wholeNumberAt } from './annotations';
import type { ScaleStep } from './decide-rolling';
import { activeOrLatest, allOf, byAge, isActive, isSaturated, sizeOf, sumOf, type ReplicaSets } from './replica-sets';
import { isRolling, maxSurge, wantedReplicas } from './rolling-limits';

/**
 * Whether the Deployment was scaled since it last sized its ReplicaSets.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/sync.go `isScalingEvent`.
 */
export const isScalingEvent = (deployment: Deployment, replicaSets: ReplicaSets): boolean =>
  allOf(replicaSets)
    .filter(isActive)
    .some((replicaSet) => {
      const desired = wholeNumberAt(replicaSet, DESIRED_REPLICAS);
      return desired !== undefined && desired !== wantedReplicas(deployment);
    });

/** Half away from zero, as Go's `RoundToInt32`. */
const rounded = (exact: number): number => (exact < 0 ? Math.ceil(exact - 0.5) : Math.floor(exact + 0.5));

/**
 * By how much a ReplicaSet grows or shrinks so that its part of the Deployment stays what it was.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `getReplicaSetFraction`.
 */
function fractionOf(deployment: Deployment, replicaSet: ReplicaSet): number {
  const size = sizeOf(replicaSet);
  if (wantedReplicas(deployment) === 0) return -size;
  const noted = wholeNumberAt(replicaSet, MAX_REPLICAS) ?? 0;
  const totalBefore = noted === 0 ? (deployment.status.replicas ?? 0) : noted;
  if (totalBefore === 0) return 0;
  const total = wantedReplicas(deployment) + maxSurge(deployment);
  return rounded((size * total) / totalBefore) - size;
}

/**
 * Spreads new replicas over all active ReplicaSets in the middle of a rollout, or takes surplus ones away, in proportion
 * to their sizes. The largest comes first and takes what rounding leaves over; of equal ones the newest when growing, the
 * oldest when shrinking.
 */
function proportionalSteps(deployment: Deployment, replicaSets: ReplicaSets): ScaleStep[] {
  const active = allOf(replicaSets).filter(isActive);
  const wanted = wantedReplicas(deployment);
  const toAdd = (wanted > 0 ? wanted + maxSurge(deployment) : 0) - sumOf(active, sizeOf);
  const byAgeWanted = (left: ReplicaSet, right: ReplicaSet): number =>
    toAdd > 0 ? byAge(right, left) : byAge(left, right);
  if (toAdd !== 0) active.sort((left, right) => sizeOf(right) - sizeOf(left) || byAgeWanted(left, right));

  let added = 0;
  const steps = active.map((replicaSet): ScaleStep => {
    const left = toAdd - added;
    const fraction = left === 0 ? 0 : fractionOf(deployment, replicaSet);
    const by = toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    added += by;
    return { replicaSet, replicas: sizeOf(replicaSet) + by };
  });
  return steps.map((step, index) =>
    index === 0 ? { ...step, replicas: Math.max(step.replicas + toAdd - added, 0) } : step,
  );
}

/**
 * Decides how the ReplicaSets of a Deployment follow its `spec.replicas` without going on with a rollout. Steps may keep
 * the size of a ReplicaSet: what it is told about the Deployment changes all the same.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/sync.go `scale`.
 */
export function decideScale(deployment: Deployment, replicaSets: ReplicaSets): ScaleStep[] {
  const wanted = wantedReplicas(deployment);
  const only = activeOrLatest(replicaSets);
  if (only !== undefined) return sizeOf(only) === wanted ? [] : [{ replicaSet: only, replicas: wanted }];
  if (isSaturated(deployment, replicaSets.current)) {
    return replicaSets.old.filter(isActive).map((replicaSet) => ({ replicaSet, replicas: 0 }));
  }
  return isRolling(deployment) ? proportionalSteps(deployment, replicaSets) : [];
}
