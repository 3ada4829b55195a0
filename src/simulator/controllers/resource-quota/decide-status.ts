import {
  isInQuotaScope,
  quotaForgetsPodMs,
  quotaStorageOf,
  quotaUsageOfAll,
  ZERO_QUANTITY,
  type KubeObject,
  type Pod,
  type ResourceQuota,
  type ResourceQuotaStatus,
} from '../../api';
import { isPodFinished } from '../../client';

/** Resources whose objects take amounts that may change; of all others the number counts. */
const STORAGES_WITH_AMOUNTS: ReadonlySet<string> = new Set(['pods', 'services', 'persistentvolumeclaims']);

/** Where the objects are that a quota counts. */
export interface CountedObjects {
  /** Whether objects of a storage key are served, and live in namespaces. */
  readonly isCounted: (storage: string) => boolean;
  /** Objects of a storage key in the namespace of the quota. */
  readonly listOf: (storage: string) => readonly KubeObject[];
}

/** Storage keys of what a quota counts, each once, in the order of its names. */
export const countedStorages = ({ spec }: ResourceQuota): ReadonlySet<string> =>
  new Set(Object.keys(spec.hard ?? {}).flatMap((name) => quotaStorageOf(name) ?? []));

/**
 * The status of a quota: its limits, and what the objects in its namespace take of each. A limit of something that
 * nobody serves has no usage.
 *
 * Pure. Source: Kubernetes 1.36, pkg/controller/resourcequota/resource_quota_controller.go `syncResourceQuota`.
 */
export function decideQuotaStatus(quota: ResourceQuota, objects: CountedObjects, nowMs: number): ResourceQuotaStatus {
  const { hard = {} } = quota.spec;
  const used: Record<string, string> = {};
  for (const storage of countedStorages(quota)) {
    if (!objects.isCounted(storage)) continue;
    const counted = objects.listOf(storage).filter((object) => isInQuotaScope(quota, storage, object));
    const sums = quotaUsageOfAll(storage, counted, nowMs);
    for (const name of Object.keys(hard)) {
      if (quotaStorageOf(name) === storage) used[name] = (sums.get(name) ?? ZERO_QUANTITY).toString();
    }
  }
  return { hard, used };
}

/** When a Pod that counts now will be forgotten although it stays; Infinity when none will. Milliseconds since 1970. */
export function nextForgottenMs(pods: readonly Pod[], nowMs: number): number {
  let nextMs = Infinity;
  for (const pod of pods) {
    const timeMs = isPodFinished(pod) ? undefined : quotaForgetsPodMs(pod);
    if (timeMs !== undefined && timeMs >= nowMs) nextMs = Math.min(nextMs, timeMs);
  }
  return nextMs;
}

/** Whether a change of an object can change what it counts for. */
export function changesUsage(storage: string, previous: KubeObject, object: KubeObject): boolean {
  if (!STORAGES_WITH_AMOUNTS.has(storage)) return false;
  if (previous['spec'] !== object['spec']) return true;
  if (storage === 'persistentvolumeclaims') return previous['status'] !== object['status'];
  if (storage !== 'pods') return false;
  const [before, now] = [previous as Pod, object as Pod];
  return (
    isPodFinished(before) !== isPodFinished(now) || before.metadata.deletionTimestamp !== now.metadata.deletionTimestamp
  );
}
