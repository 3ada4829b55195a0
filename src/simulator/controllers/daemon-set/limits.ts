import type { DaemonSet } from '../../api';

/** A number, or a part of `total` rounded up. Source: apimachinery/pkg/util/intstr `GetScaledValueFromIntOrPercent`. */
const scaled = (value: number | string, total: number): number =>
  typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);

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
  const maxUnavailable = scaled(limits?.maxUnavailable ?? 0, desired);
  const maxSurge = scaled(limits?.maxSurge ?? 0, desired);
  return { maxUnavailable: maxUnavailable === 0 && maxSurge === 0 ? 1 : maxUnavailable, maxSurge };
}

/** Whether a node may have two Pods. Source: pkg/controller/daemon/util `AllowsSurge`. */
export const allowsSurge = (daemonSet: DaemonSet): boolean => rolloutLimits(daemonSet, 1).maxSurge > 0;
