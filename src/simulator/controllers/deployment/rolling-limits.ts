import { scaledValue, type Deployment } from '../../api';

/** How many Pods a Deployment wants. */
export const wantedReplicas = ({ spec }: Deployment): number => spec.replicas ?? 1;

/** Whether the Pods of a Deployment are replaced one after the other. */
export const isRolling = ({ spec }: Deployment): boolean => spec.strategy.type === 'RollingUpdate';

/** Pods that a rollout may have beyond the wanted ones, and may lack; never both 0. */
function fenceposts(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge, maxUnavailable } = deployment.spec.strategy.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, wantedReplicas(deployment), 'up');
  const unavailable = scaledValue(maxUnavailable, wantedReplicas(deployment), 'down');
  // Both may be 0 by rounding; without either nothing could ever be replaced.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/**
 * Number of Pods that a Deployment may have beyond the wanted ones. Percentages round up.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `MaxSurge`.
 */
export const maxSurge = (deployment: Deployment): number => (isRolling(deployment) ? fenceposts(deployment).surge : 0);

/**
 * Number of wanted Pods that may be unavailable during a rollout. Percentages round down.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/util/deployment_util.go `MaxUnavailable`.
 */
export const maxUnavailable = (deployment: Deployment): number =>
  isRolling(deployment) ? Math.min(fenceposts(deployment).unavailable, wantedReplicas(deployment)) : 0;
