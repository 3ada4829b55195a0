import type { KubeObject, Pod, ServedResource } from '../../api';
import { isPodFinished } from '../../client';

/** Seconds that finalizers are given. Source: Kubernetes 1.36, namespaced_resources_deleter.go `finalizerEstimateSeconds`. */
const FINALIZER_SECONDS = 15;

/** Seconds of the longest wait between two looks. Source: Kubernetes 1.36, namespace_controller.go. */
const LONGEST_SECONDS = 60;

/** How long it may take until the objects of one resource are gone. */
export interface Wait {
  readonly seconds: number;
  /** Why they should be gone already. @default - they should not */
  readonly error?: string;
}

/**
 * Decides how long to wait for `objects`, which are deleted but still there.
 *
 * Source: Kubernetes 1.36, namespaced_resources_deleter.go `deleteAllContentForGroupVersionResource`,
 * `estimateGracefulTerminationForPods`.
 */
export function decideWait(
  namespace: KubeObject,
  { storage, group, version, resource }: ServedResource,
  objects: readonly KubeObject[],
  nowMs: number,
): Wait {
  const graceSeconds = storage === 'pods' ? longestGrace(objects as readonly Pod[]) : 0;
  const waitedSeconds = (nowMs - Date.parse(namespace.metadata.deletionTimestamp ?? '')) / 1000;
  if (waitedSeconds < graceSeconds) return { seconds: graceSeconds };
  if (objects.some(({ metadata }) => (metadata.finalizers ?? []).length > 0)) return { seconds: FINALIZER_SECONDS };
  const name = namespace.metadata.name ?? '';
  const error = `unexpected items still remain in namespace: ${name} for gvr: ${group}/${version}, Resource=${resource}`;
  return { seconds: LONGEST_SECONDS, error };
}

const longestGrace = (pods: readonly Pod[]): number =>
  pods.reduce(
    (longest, pod) => (isPodFinished(pod) ? longest : Math.max(longest, pod.spec.terminationGracePeriodSeconds ?? 0)),
    0,
  );
