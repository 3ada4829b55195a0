import {
  parseQuantity,
  Quantity,
  type NewObject,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type StorageClass,
} from '../../api';
import {
  annotationOf,
  claimReference,
  classOfClaim,
  PROVISIONED_BY,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
  waitsForConsumer,
} from '../persistent-volume-binder/claims-and-volumes';
import { requestOf } from '../persistent-volume-binder/match';
import { CSI_FINALIZER, type ProvisionerModel, type ProvisioningRequest } from './provisioner-model';

/** A provisioner, and the name that classes and volumes call it by. */
export interface NamedProvisioner {
  readonly name: string;
  readonly model: ProvisionerModel;
}

/** Name of the volume for a claim. Source: sig-storage-lib-external-provisioner, controller.go. */
export const volumeNameFor = ({ metadata }: PersistentVolumeClaim): string => `pvc-${metadata.uid}`;

/** Whether a class is one for which a provisioner works. */
const isOf = ({ provisioner }: StorageClass, { name, model }: NamedProvisioner): boolean =>
  provisioner === name || provisioner === model.inTreeName;

/**
 * Whether a provisioner has to make a volume for a claim: it was asked to, and a class that waits for a Pod has its node.
 *
 * Source: sig-storage-lib-external-provisioner, controller.go `shouldProvision`.
 */
export function mustProvision(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass | undefined,
  provisioner: NamedProvisioner,
): boolean {
  if ((claim.spec.volumeName ?? '') !== '' || annotationOf(claim, STORAGE_PROVISIONER) !== provisioner.name)
    return false;
  if (storageClass === undefined || !isOf(storageClass, provisioner)) return false;
  return !waitsForConsumer(storageClass) || annotationOf(claim, SELECTED_NODE) !== undefined;
}

/**
 * Why a provisioner makes no volume for a claim that it was asked to serve; undefined when it does.
 *
 * Source: external-provisioner 5, pkg/controller/controller.go; local-path-provisioner 0.0.32, provisioner.go.
 */
export function refusalFor(
  { spec }: PersistentVolumeClaim,
  { metadata }: StorageClass,
  { selectorRefusal }: ProvisionerModel,
): string | undefined {
  if (spec.selector === undefined || selectorRefusal === undefined) return undefined;
  return `failed to provision volume with StorageClass ${JSON.stringify(metadata.name)}: ${selectorRefusal}`;
}

const NANOS = 1_000_000_000n;

/** A size, rounded up to what a provisioner can make. */
export function roundedSize(size: string, stepBytes = 1): string {
  const step = BigInt(stepBytes) * NANOS;
  const { nanos } = parseQuantity(size);
  return nanos % step === 0n ? size : new Quantity((nanos / step + 1n) * step, 'BinarySI').toString();
}

/** The volume that a provisioner makes for a claim, bound to it from the beginning. */
export function newVolume(request: ProvisioningRequest, model: ProvisionerModel): NewObject<'persistentvolumes'> {
  const { claim, storageClass, name } = request;
  const { spec, annotations, finalizers = [] } = model.volume(request);
  const { mountOptions } = storageClass;
  return {
    metadata: {
      name,
      annotations: { ...annotations, [PROVISIONED_BY]: storageClass.provisioner },
      ...(finalizers.length === 0 ? {} : { finalizers }),
    },
    spec: {
      ...spec,
      capacity: { storage: roundedSize(requestOf(claim), model.sizeStepBytes) },
      accessModes: claim.spec.accessModes ?? [],
      claimRef: claimReference(claim),
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: classOfClaim(claim),
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      ...(mountOptions === undefined ? {} : { mountOptions }),
    },
  };
}

/** What a provisioner does with a volume that it made. */
export type VolumeFate = 'keep' | 'delete' | 'letGo';

/**
 * Decides what a provisioner does with a volume: it deletes a released one whose policy says so, and lets go of one that
 * is deleted already.
 *
 * Source: sig-storage-lib-external-provisioner, controller.go `shouldDelete`.
 */
export function decideFate(volume: PersistentVolume, { name, model }: NamedProvisioner): VolumeFate {
  const provisionedBy = annotationOf(volume, PROVISIONED_BY);
  if (provisionedBy === undefined || (provisionedBy !== name && provisionedBy !== model.inTreeName)) return 'keep';
  if (volume.spec.persistentVolumeReclaimPolicy !== 'Delete' || volume.status.phase !== 'Released') return 'keep';
  if (volume.metadata.deletionTimestamp === undefined) return 'delete';
  return volume.metadata.finalizers?.includes(CSI_FINALIZER) === true ? 'letGo' : 'keep';
}
