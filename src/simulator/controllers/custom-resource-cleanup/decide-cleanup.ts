import { isJsonObject, toTimestamp, valueAt, type KubeObject } from '../../api';
import { conditionOf, isTrue, withCondition, type Condition } from '../../client';

/** Holds a definition until its objects are gone. */
export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

/** Conditions of a CustomResourceDefinition. */
export function conditionsOf(definition: KubeObject): readonly Condition[] {
  const status = definition['status'];
  const conditions = isJsonObject(status) ? valueAt(status, 'conditions') : undefined;
  return Array.isArray(conditions) ? (conditions as readonly Condition[]) : [];
}

/** What a definition says of its end while `remaining` objects are left. */
export interface Cleanup {
  readonly conditions: readonly Condition[];
  /** Whether the definition may go. */
  readonly isDone: boolean;
}

/**
 * Decides what a deleted CustomResourceDefinition says, and whether it may go.
 *
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/controller/finalizer/crd_finalizer.go `sync`.
 */
export function decideCleanup(definition: KubeObject, remaining: number, nowMs: number): Cleanup {
  const current = conditionsOf(definition);
  const say = (status: string, reason: string, message: string): readonly Condition[] =>
    withCondition(current, { type: 'Terminating', status, lastTransitionTime: toTimestamp(nowMs), reason, message });
  if (!isTrue(current, 'Established')) {
    return { conditions: say('False', 'NeverEstablished', 'resource was never established'), isDone: true };
  }
  if (remaining === 0) {
    return { conditions: say('False', 'InstanceDeletionCompleted', 'removed all instances'), isDone: true };
  }
  // Only the first pass says that it begins; a later one has something more to say.
  if (conditionOf(current, 'Terminating') !== undefined) return { conditions: current, isDone: false };
  const conditions = say('True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress');
  return { conditions, isDone: false };
}
