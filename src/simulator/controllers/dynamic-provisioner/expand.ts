import { compareQuantities, type PersistentVolume, type PersistentVolumeClaim, type StorageClass } from '../../api';
import { annotationOf, PROVISIONED_BY } from '../persistent-volume-binder/claims-and-volumes';
import { requestOf } from '../persistent-volume-binder/match';
import { roundedSize, type NamedProvisioner } from './decide';

/** Whether a bound claim wants more than it has. */
export const wantsMore = (claim: PersistentVolumeClaim): boolean =>
  claim.status.phase === 'Bound' && compareQuantities(requestOf(claim), claim.status.capacity?.['storage'] ?? '0') > 0;

/**
 * Decides the size that a provisioner gives to the volume of a claim: undefined when there is nothing to do, or it cannot.
 */
export function decideExpansion(
  claim: PersistentVolumeClaim,
  volume: PersistentVolume | undefined,
  storageClass: StorageClass | undefined,
  { name, model }: NamedProvisioner,
): string | undefined {
  if (volume === undefined || model.canExpand !== true || storageClass?.allowVolumeExpansion !== true) return undefined;
  const provisionedBy = annotationOf(volume, PROVISIONED_BY);
  if (provisionedBy !== name && provisionedBy !== model.inTreeName) return undefined;
  return wantsMore(claim) ? roundedSize(requestOf(claim), model.sizeStepBytes) : undefined;
}
