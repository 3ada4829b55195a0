import type { ObjectReference, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api';
import { keyOf } from '../../client';

/** Whether claim and volume are bound for good; on claims. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
/** Whether a controller chose the partner, not a user; on claims and volumes. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
/** Who made a volume. */
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
/** Who is to make a volume for a claim. */
export const STORAGE_PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
/** The older name of `STORAGE_PROVISIONER`. */
export const BETA_STORAGE_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';
/** Node that the scheduler chose for the first Pod of a claim that waits for one. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
/** The class of a claim or volume, from before it was a field. */
const CLASS = 'volume.beta.kubernetes.io/storage-class';
/** Marks of the default class. */
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const BETA_DEFAULT_CLASS = 'storageclass.beta.kubernetes.io/is-default-class';

/** Provisioners of Kubernetes itself, and the CSI drivers that do their work. Source: csi-translation-lib/plugins. */
const CSI_DRIVERS: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/aws-ebs', 'ebs.csi.aws.com'],
  ['kubernetes.io/azure-disk', 'disk.csi.azure.com'],
  ['kubernetes.io/azure-file', 'file.csi.azure.com'],
  ['kubernetes.io/cinder', 'cinder.csi.openstack.org'],
  ['kubernetes.io/gce-pd', 'pd.csi.storage.gke.io'],
  ['kubernetes.io/portworx-volume', 'pxd.portworx.com'],
  ['kubernetes.io/vsphere-volume', 'csi.vsphere.vmware.com'],
]);

/** Who provisions for a class: the CSI driver for the old provisioners that have one. */
export const driverOf = (provisioner: string): string => CSI_DRIVERS.get(provisioner) ?? provisioner;

export const annotationOf = (
  { metadata }: PersistentVolume | PersistentVolumeClaim,
  annotation: string,
): string | undefined => metadata.annotations?.[annotation];

/** The class that a claim asks for; '' for none. Source: Kubernetes 1.36, component-helpers/storage/volume. */
export const classOfClaim = (claim: PersistentVolumeClaim): string =>
  annotationOf(claim, CLASS) ?? claim.spec.storageClassName ?? '';

/** Whether a claim says anything of a class, be it that it wants none. */
export const saysClass = (claim: PersistentVolumeClaim): boolean =>
  annotationOf(claim, CLASS) !== undefined || claim.spec.storageClassName !== undefined;

/** The class of a volume; '' for none. */
export const classOfVolume = (volume: PersistentVolume): string =>
  annotationOf(volume, CLASS) ?? volume.spec.storageClassName ?? '';

/** Whether claims of a class wait until a Pod uses them. */
export const waitsForConsumer = (storageClass: StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer';

/**
 * The class of claims that say none: the newest of those that are marked, by name when they are equally old.
 * Source: Kubernetes 1.36, pkg/volume/util/storageclass.go `GetDefaultClass`.
 */
export function defaultClassOf(classes: readonly StorageClass[]): StorageClass | undefined {
  const isDefault = ({ metadata }: StorageClass): boolean =>
    metadata.annotations?.[DEFAULT_CLASS] === 'true' || metadata.annotations?.[BETA_DEFAULT_CLASS] === 'true';
  let found: StorageClass | undefined;
  for (const each of classes) {
    if (!isDefault(each)) continue;
    const isNewer = found === undefined || each.metadata.creationTimestamp > found.metadata.creationTimestamp;
    const isOlder = found !== undefined && each.metadata.creationTimestamp < found.metadata.creationTimestamp;
    if (isNewer || (!isOlder && each.metadata.name < (found?.metadata.name ?? ''))) found = each;
  }
  return found;
}

/** `namespace/name` of the claim that a volume is for. */
export const claimKeyOf = ({ namespace = '', name = '' }: ObjectReference): string => `${namespace}/${name}`;

/**
 * Whether a volume is bound to a claim, or reserved for it.
 * Source: Kubernetes 1.36, component-helpers/storage/volume/pv_helpers.go `IsVolumeBoundToClaim`.
 */
export function isBoundTo({ spec: { claimRef } }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (claimRef === undefined || claimKeyOf(claimRef) !== keyOf(claim)) return false;
  return (claimRef.uid ?? '') === '' || claimRef.uid === claim.metadata.uid;
}

/** How a volume names the claim that it belongs to. */
export const claimReference = ({ metadata }: PersistentVolumeClaim): ObjectReference => ({
  kind: 'PersistentVolumeClaim',
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid,
  apiVersion: 'v1',
  resourceVersion: metadata.resourceVersion,
});
