import type { PersistentVolume, PersistentVolumeClaim } from '../../api';
import { annotationOf, BOUND_BY_CONTROLLER, PROVISIONED_BY } from './claims-and-volumes';
import { differsInMode } from './match';

/** What is to become of a volume. */
export type VolumeAction =
  | { readonly type: 'setPhase'; readonly phase: 'Available' | 'Bound' }
  /** Nobody has it any more: its reclaim policy says what follows. */
  | { readonly type: 'release' }
  /** Take it back from a claim that is bound elsewhere. */
  | { readonly type: 'unbind' }
  /** Its claim has to finish the binding. */
  | { readonly type: 'syncClaim' }
  /** It is reserved for a claim that it can never serve. */
  | { readonly type: 'reportMode'; readonly claim: PersistentVolumeClaim };

/**
 * Decides what is to become of a volume; `claim` is the one of the name that the volume is reserved for.
 *
 * Source: Kubernetes 1.36, pkg/controller/volume/persistentvolume/pv_controller.go `syncVolume`.
 */
export function decideVolume(volume: PersistentVolume, claim: PersistentVolumeClaim | undefined): VolumeAction {
  const { claimRef } = volume.spec;
  if (claimRef === undefined || (claimRef.uid ?? '') === '') return { type: 'setPhase', phase: 'Available' };
  if (claim === undefined || claim.metadata.uid !== claimRef.uid) return { type: 'release' };
  const bound = claim.spec.volumeName ?? '';
  if (bound === '') return differsInMode(volume, claim) ? { type: 'reportMode', claim } : { type: 'syncClaim' };
  if (bound === volume.metadata.name) return { type: 'setPhase', phase: 'Bound' };
  // It was made for this claim, which found another one meanwhile.
  const isSurplus = annotationOf(volume, PROVISIONED_BY) !== undefined && policyOf(volume) === 'Delete';
  return isSurplus ? { type: 'release' } : { type: 'unbind' };
}

const policyOf = (volume: PersistentVolume): string => volume.spec.persistentVolumeReclaimPolicy ?? 'Retain';

/** How a released volume is reclaimed. */
export type ReclaimAction =
  | { readonly type: 'keep' }
  | { readonly type: 'delete' }
  | { readonly type: 'recycle' }
  /** It cannot be: the phase becomes Failed, and the reason is said once. */
  | { readonly type: 'fail'; readonly reason: string; readonly message: string };

/** Sources whose volumes an external provisioner deletes, in the place of Kubernetes. Source: csi-translation-lib. */
const EXTERNAL_SOURCES = [
  'csi',
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cinder',
  'gcePersistentDisk',
  'portworxVolume',
  'vsphereVolume',
] as const;

/**
 * Decides how a released volume is reclaimed.
 *
 * Source: Kubernetes 1.36, pv_controller.go `reclaimVolume` and `findDeletablePlugin`; pkg/volume/hostpath/host_path.go.
 */
export function decideReclaim(volume: PersistentVolume): ReclaimAction {
  switch (policyOf(volume)) {
    case 'Retain':
      return { type: 'keep' };
    case 'Recycle':
      return volume.spec.hostPath === undefined && volume.spec.nfs === undefined
        ? { type: 'fail', reason: 'VolumeFailedRecycle', message: 'No recycler plugin found for the volume!' }
        : { type: 'recycle' };
    case 'Delete':
      return decideDeletion(volume);
    default:
      return {
        type: 'fail',
        reason: 'VolumeUnknownReclaimPolicy',
        message: 'Volume has unrecognized PersistentVolumeReclaimPolicy',
      };
  }
}

function decideDeletion(volume: PersistentVolume): ReclaimAction {
  const isExternal =
    annotationOf(volume, PROVISIONED_BY) !== undefined ||
    EXTERNAL_SOURCES.some((source) => volume.spec[source] !== undefined);
  if (isExternal) return { type: 'keep' };
  const reason = 'VolumeFailedDelete';
  const { name } = volume.metadata;
  if (volume.spec.hostPath === undefined) {
    const message = `error getting deleter volume plugin for volume ${JSON.stringify(name)}: no deletable volume plugin matched`;
    return { type: 'fail', reason, message };
  }
  const { path } = volume.spec.hostPath;
  // Kubernetes itself deletes folders of a node only where nothing of value lies.
  if (/\/tmp\/.+/.test(path)) return { type: 'delete' };
  return { type: 'fail', reason, message: `host_path deleter only supports /tmp/.+ but received provided ${path}` };
}

/** A volume without its claim: free when a controller chose it, else reserved for whoever has the claim's name. */
export function unboundVolume(volume: PersistentVolume): PersistentVolume {
  const { claimRef, ...spec } = volume.spec;
  if (annotationOf(volume, BOUND_BY_CONTROLLER) === undefined) {
    const { uid: _uid, ...reserved } = claimRef ?? {};
    return { ...volume, spec: { ...spec, claimRef: reserved } };
  }
  const { [BOUND_BY_CONTROLLER]: _bound, ...annotations } = volume.metadata.annotations ?? {};
  const { annotations: _all, ...metadata } = volume.metadata;
  const kept = Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations };
  return { ...volume, metadata: kept as PersistentVolume['metadata'], spec };
}
