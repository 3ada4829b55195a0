import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../api';
import { controllerOf } from '../../client';

/** Keeps a claim while Pods use it. Source: Kubernetes 1.36, pkg/volume/util/finalizer.go. */
export const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection';
/** Keeps a volume while it is bound. */
export const VOLUME_FINALIZER = 'kubernetes.io/pv-protection';

/** What is to become of a finalizer. */
export type FinalizerAction = 'add' | 'remove' | 'keep';

function decideFinalizer({ metadata }: KubeObject, finalizer: string, isUsed: () => boolean): FinalizerAction {
  const has = metadata.finalizers?.includes(finalizer) === true;
  if (metadata.deletionTimestamp === undefined) return has ? 'keep' : 'add';
  return has && !isUsed() ? 'remove' : 'keep';
}

/**
 * Whether a Pod uses a claim: it has a node, finished or not. A claim of an ephemeral volume is used until its Pod ends.
 * Source: Kubernetes 1.36, pkg/controller/volume/pvcprotection/pvc_protection_controller.go `podUsesPVC`.
 */
export function usesClaim(pod: Pod, claim: PersistentVolumeClaim): boolean {
  if ((pod.spec.nodeName ?? '') === '') return false;
  return (pod.spec.volumes ?? []).some(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return persistentVolumeClaim.claimName === claim.metadata.name;
    if (ephemeral === undefined || claim.metadata.name !== `${pod.metadata.name}-${name}`) return false;
    return !isShutDown(pod) && controllerOf(claim)?.uid === pod.metadata.uid;
  });
}

/** Whether the node agent is done with a Pod that goes away. Source: pvc_protection_controller.go `podIsShutDown`. */
const isShutDown = ({ metadata }: Pod): boolean =>
  metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;

/** Decides about the finalizer of a claim; `pods` are those that name it. */
export const decideClaimFinalizer = (claim: PersistentVolumeClaim, pods: readonly Pod[]): FinalizerAction =>
  decideFinalizer(claim, CLAIM_FINALIZER, () => pods.some((pod) => usesClaim(pod, claim)));

/**
 * Decides about the finalizer of a volume: it stays while the volume is bound.
 * Source: Kubernetes 1.36, pkg/controller/volume/pvprotection/pv_protection_controller.go.
 */
export const decideVolumeFinalizer = (volume: PersistentVolume): FinalizerAction =>
  decideFinalizer(volume, VOLUME_FINALIZER, () => volume.status.phase === 'Bound');

/** Finalizers after an action. */
export function finalizersAfter(
  { metadata }: KubeObject,
  action: 'add' | 'remove',
  finalizer: string,
): readonly string[] {
  const present = metadata.finalizers ?? [];
  return action === 'add' ? [...present, finalizer] : present.filter((each) => each !== finalizer);
}
