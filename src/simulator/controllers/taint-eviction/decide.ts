import { tolerates, type Taint, type Toleration } from '../../api';

/** Taints that drive Pods away. */
export const noExecuteTaints = (taints: readonly Taint[] | undefined): readonly Taint[] =>
  (taints ?? []).filter(({ effect }) => effect === 'NoExecute');

/**
 * How long a Pod may stay on a node with these NoExecute taints, in seconds: 0 for not at all, Infinity for ever.
 *
 * Source: Kubernetes 1.36, pkg/controller/tainteviction/taint_eviction.go `processPodOnNode`, `getMinTolerationTime`.
 */
export function toleratedSeconds(taints: readonly Taint[], tolerations: readonly Toleration[] | undefined): number {
  let seconds = Infinity;
  for (const taint of taints) {
    const used = tolerations?.find((toleration) => tolerates(toleration, taint));
    if (used === undefined) return 0;
    seconds = Math.min(seconds, Math.max(0, used.tolerationSeconds ?? Infinity));
  }
  return seconds;
}

/** What is to become of the eviction of a Pod. */
export type EvictionAction =
  | { readonly type: 'keep' }
  /** Nothing drives it away any more. */
  | { readonly type: 'cancel' }
  /** Plan it for this time, milliseconds since 1970, in the place of one that is planned. */
  | { readonly type: 'plan'; readonly dueMs: number };

/**
 * Decides when a Pod has to leave its node. Once it is planned it stays so, whatever other times are tolerated later,
 * unless the Pod may stay for ever or not at all.
 *
 * Source: Kubernetes 1.36, pkg/controller/tainteviction/taint_eviction.go `processPodOnNode`.
 */
export function decideEviction(
  taints: readonly Taint[],
  tolerations: readonly Toleration[] | undefined,
  plannedMs: number | undefined,
  nowMs: number,
): EvictionAction {
  const seconds = toleratedSeconds(taints, tolerations);
  if (seconds === Infinity) return plannedMs === undefined ? { type: 'keep' } : { type: 'cancel' };
  const mustLeaveNow = seconds === 0 && (plannedMs === undefined || plannedMs > nowMs);
  if (plannedMs !== undefined && !mustLeaveNow) return { type: 'keep' };
  return { type: 'plan', dueMs: nowMs + seconds * 1000 };
}
