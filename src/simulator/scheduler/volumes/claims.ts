import type { KubeObject, PersistentVolumeClaim, StorageClass } from '../../api';
import type { ClusterReader } from '../framework';
import type { PodInfo } from '../snapshot/pod-info';

/** Source: Kubernetes 1.36, component-helpers/storage/volume/helpers.go, pv_helpers.go. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

/** On a claim: the node that its volume is to be made for. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
/** On what the control plane bound by itself. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

/** Name of the StorageClass of a claim or a volume; '' for none. */
export const classNameOf = (object: KubeObject & { readonly spec: { readonly storageClassName?: string } }): string =>
  object.metadata.annotations?.[CLASS_ANNOTATION] ?? object.spec.storageClassName ?? '';

/** Whether claim and volume have found each other for good. */
export const isFullyBound = ({ metadata, spec }: PersistentVolumeClaim): boolean =>
  (spec.volumeName ?? '') !== '' && metadata.annotations?.[BIND_COMPLETED] !== undefined;

/** The StorageClass of a claim. */
export function classOf(claim: PersistentVolumeClaim, reader: ClusterReader): StorageClass | undefined {
  const name = classNameOf(claim);
  return name === '' ? undefined : reader.get('storage.k8s.io/storageclasses', '', name);
}

/** The claims of a Pod by what is to be done about them. */
export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Bound once it is known where the Pod runs. */
  readonly delayed: readonly PersistentVolumeClaim[];
  /** To be bound by others before the Pod can run anywhere. */
  readonly immediate: readonly PersistentVolumeClaim[];
}

/** A claim that keeps its Pod from running anywhere. */
export interface UnusableClaim {
  /** `persistentvolumeclaim "data" not found` */
  readonly problem: string;
}

function problemOf(claim: PersistentVolumeClaim, { uid, key }: PodInfo, isEphemeral: boolean): string | undefined {
  const { metadata, spec, status } = claim;
  const name = JSON.stringify(metadata.name);
  if (status.phase === 'Lost') {
    return `persistentvolumeclaim ${name} bound to non-existent persistentvolume ${JSON.stringify(spec.volumeName)}`;
  }
  if (metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim ${name} is being deleted`;
  const isOfPod = metadata.ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid) === true;
  if (isEphemeral && !isOfPod) {
    return `PVC ${metadata.namespace}/${metadata.name} was not created for pod ${key} (pod is not owner)`;
  }
  return undefined;
}

/**
 * Finds the claims of a Pod, or why it cannot run with them.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/volumebinding `podHasPVCs`, `GetPodVolumeClaims`.
 */
export function findPodClaims(pod: PodInfo, reader: ClusterReader): PodClaims | UnusableClaim {
  const bound: PersistentVolumeClaim[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  const immediate: PersistentVolumeClaim[] = [];
  for (const { name, isEphemeral } of pod.claims) {
    const claim = reader.get('persistentvolumeclaims', pod.namespace, name);
    if (claim === undefined) {
      const missing = `persistentvolumeclaim ${JSON.stringify(name)}`;
      return {
        problem: isEphemeral
          ? `waiting for ephemeral volume controller to create the ${missing}`
          : `${missing} not found`,
      };
    }
    const problem = problemOf(claim, pod, isEphemeral);
    if (problem !== undefined) return { problem };
    const isDelayed = classOf(claim, reader)?.volumeBindingMode === 'WaitForFirstConsumer';
    if (isFullyBound(claim)) bound.push(claim);
    else if (isDelayed && (claim.spec.volumeName ?? '') === '') delayed.push(claim);
    else immediate.push(claim);
  }
  return { bound, delayed, immediate };
}
