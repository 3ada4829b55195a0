import type { Deployment, ReplicaSet } from '../../api';
import { revisionOf } from './annotations';
import { byAge, sizeOf } from './replica-sets';

/** A limit that means none. */
const NO_LIMIT = 2 ** 31 - 1;

const isIdle = (replicaSet: ReplicaSet): boolean =>
  sizeOf(replicaSet) === 0 &&
  replicaSet.status.replicas === 0 &&
  (replicaSet.metadata.generation ?? 0) <= (replicaSet.status.observedGeneration ?? 0);

/**
 * Decides which ReplicaSets of former templates are forgotten: those of the lowest revisions beyond
 * `spec.revisionHistoryLimit`, as long as they have no Pods.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/sync.go `cleanupDeployment`.
 */
export function decideForgotten(deployment: Deployment, old: readonly ReplicaSet[]): ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit ?? NO_LIMIT;
  if (limit === NO_LIMIT) return [];
  const remembered = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return remembered
    .sort((left, right) => revisionOf(left) - revisionOf(right) || byAge(left, right))
    .slice(0, Math.max(remembered.length - limit, 0))
    .filter(isIdle);
}
