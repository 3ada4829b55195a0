import type { Deployment, DeploymentStatus, ReplicaSet } from '../../api';
import { newCondition, setCondition } from './conditions';
import { allOf, availableOf, sizeOf, sumOf, type ReplicaSets } from './replica-sets';
import { maxUnavailable, wantedReplicas } from './rolling-limits';

/** A status with the conditions that every Deployment has. */
export type NewStatus = DeploymentStatus & { readonly conditions: NonNullable<DeploymentStatus['conditions']> };

const withoutZeros = (counts: Readonly<Record<string, number>>): Partial<DeploymentStatus> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

/** Pods on their way out; undefined while a ReplicaSet does not say. */
function terminatingReplicas(replicaSets: readonly ReplicaSet[]): number | undefined {
  let sum = 0;
  for (const { status } of replicaSets) {
    if (status.terminatingReplicas !== undefined) sum += status.terminatingReplicas;
    // One that was never looked at cannot have any.
    else if ((status.observedGeneration ?? 0) !== 0) return undefined;
  }
  return sum;
}

/** The Available condition of a Deployment with so many available Pods. */
const availability = (deployment: Deployment, available: number, nowMs: number): NewStatus['conditions'][number] =>
  available >= wantedReplicas(deployment) - maxUnavailable(deployment)
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', nowMs)
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        nowMs,
      );

/**
 * Decides the counts of a status and whether the Deployment is available; what is known of its progress stays.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/sync.go `calculateStatus`.
 */
export function decideStatus(deployment: Deployment, replicaSets: ReplicaSets, nowMs: number): NewStatus {
  const all = allOf(replicaSets);
  const { collisionCount, conditions } = deployment.status;
  const available = sumOf(all, availableOf);
  const terminating = terminatingReplicas(all);
  return {
    ...withoutZeros({
      observedGeneration: deployment.metadata.generation ?? 0,
      replicas: sumOf(all, ({ status }) => status.replicas),
      updatedReplicas: replicaSets.current?.status.replicas ?? 0,
      readyReplicas: sumOf(all, ({ status }) => status.readyReplicas ?? 0),
      availableReplicas: available,
      unavailableReplicas: Math.max(sumOf(all, sizeOf) - available, 0),
    }),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    conditions: setCondition(conditions ?? [], availability(deployment, available, nowMs)),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
}
