import { scaledValue, type DaemonSet } from '../../api';

/** How far a rolling update may go. */
export interface RolloutLimits {
  /** Pods that may be unavailable. */
  readonly maxUnavailable: number;
  /** Nodes that may have a new Pod beside an available old one. */
  readonly maxSurge: number;
}

/**
 * The limits of a DaemonSet that wants `desired` Pods; both zero would allow nothing, so one may be unavailable then.
 *
 * Source: Kubernetes 1.36, pkg/controller/daemon/update.go `updatedDesiredNodeCounts`.
 */
export function rolloutLimits({ spec }: DaemonSet, desired: number): RolloutLimits {
  const { type, rollingUpdate } = spec.updateStrategy;
  const limits = type === 'RollingUpdate' ? rollingUpdate : undefined;
  const maxUnavailable = scaledValue(limits?.maxUnavailable, desired);
  const maxSurge = scaledValue(limits?.maxSurge, desired);
  return { maxUnavailable: maxUnavailable === 0 && maxSurge === 0 ? 1 : maxUnavailable, maxSurge };
}

/** Whether a node may have two Pods. Source: pkg/controller/daemon/util `AllowsSurge`. */
export const allowsSurge = (daemonSet: DaemonSet): boolean => rolloutLimits(daemonSet, 1).maxSurge > 0;
