import type { Pod, PodCondition } from '../api';
import { conditionOf } from './conditions';

/** The Ready condition of a Pod. */
export const readyConditionOf = (pod: Pod): PodCondition | undefined => conditionOf(pod.status.conditions, 'Ready');

export const isPodReady = (pod: Pod): boolean => readyConditionOf(pod)?.status === 'True';

/** Whether all containers have ended for good. */
export const isPodFinished = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

export const isPodTerminating = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;

/** Whether a Pod counts for who wants replicas. Source: Kubernetes 1.36, pkg/controller `IsPodActive`. */
export const isPodActive = (pod: Pod): boolean => !isPodFinished(pod) && !isPodTerminating(pod);

/** Milliseconds since 1970 from which on a Pod is available; Infinity while it is not ready. */
export function availableFromMs(pod: Pod, minReadySeconds: number): number {
  const ready = readyConditionOf(pod);
  if (ready?.status !== 'True') return Infinity;
  if (minReadySeconds === 0) return -Infinity;
  return Date.parse(ready.lastTransitionTime ?? '') + minReadySeconds * 1000;
}

/** Whether a Pod has been ready for long enough. Source: Kubernetes 1.36, pkg/api/v1/pod `IsPodAvailable`. */
export const isPodAvailable = (pod: Pod, minReadySeconds: number, nowMs: number): boolean =>
  availableFromMs(pod, minReadySeconds) <= nowMs;
