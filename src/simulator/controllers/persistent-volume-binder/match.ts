import { compareQuantities, labelSelectorOf, type PersistentVolume, type PersistentVolumeClaim } from '../../api';
import { classOfClaim, classOfVolume, isBoundTo } from './claims-and-volumes';

const sizeOf = (volume: PersistentVolume): string => volume.spec.capacity?.['storage'] ?? '0';

/** Bytes that a claim asks for, as a quantity. */
export const requestOf = (claim: PersistentVolumeClaim): string => claim.spec.resources.requests?.['storage'] ?? '0';

const modeOf = (spec: { readonly volumeMode?: string }): string => spec.volumeMode ?? 'Filesystem';

/** Whether one is a disk and the other a folder. */
export const differsInMode = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  modeOf(volume.spec) !== modeOf(claim.spec);

/** Whether a volume may be mounted in all the ways that a claim asks for. */
const offersAccess = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode) === true);

const attributesOf = (spec: { readonly volumeAttributesClassName?: string }): string =>
  spec.volumeAttributesClassName ?? '';

/**
 * Why a volume that a claim names cannot be the claim's; undefined when it can.
 * Source: Kubernetes 1.36, pkg/controller/volume/persistentvolume/pv_controller.go `checkVolumeSatisfyClaim`.
 */
export function whyNot(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  const { deletionTimestamp, name } = volume.metadata;
  if (deletionTimestamp !== undefined) return `the volume is marked for deletion ${JSON.stringify(name)}`;
  if (compareQuantities(sizeOf(volume), requestOf(claim)) < 0) return 'requested PV is too small';
  if (classOfVolume(volume) !== classOfClaim(claim)) return 'storageClassName does not match';
  if (attributesOf(volume.spec) !== attributesOf(claim.spec)) return 'volumeAttributesClassName does not match';
  if (differsInMode(volume, claim)) return 'incompatible volumeMode';
  return offersAccess(volume, claim) ? undefined : 'incompatible accessMode';
}

/** What any volume for a claim must have, chosen by whom it may be. */
const suits = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  compareQuantities(sizeOf(volume), requestOf(claim)) >= 0 &&
  !differsInMode(volume, claim) &&
  attributesOf(volume.spec) === attributesOf(claim.spec) &&
  volume.metadata.deletionTimestamp === undefined &&
  offersAccess(volume, claim);

/**
 * Finds the volume for a claim: one that is reserved for it, else the smallest one that suits it among those that can be
 * mounted in the fewest ways; equal ones by name. `mustWait` leaves unreserved volumes to the scheduler.
 *
 * Source: Kubernetes 1.36, component-helpers/storage/volume/pv_helpers.go `FindMatchingVolume` and
 * pkg/controller/volume/persistentvolume/index.go `findByClaim`.
 */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  mustWait: boolean,
): PersistentVolume | undefined {
  const reserved = volumes.find((volume) => isBoundTo(volume, claim) && suits(volume, claim));
  if (reserved !== undefined || mustWait) return reserved;
  const selector = claim.spec.selector === undefined ? undefined : labelSelectorOf(claim.spec.selector);
  const className = classOfClaim(claim);
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (volume.spec.claimRef !== undefined || volume.status.phase !== 'Available') continue;
    if (classOfVolume(volume) !== className || !suits(volume, claim)) continue;
    if (selector?.matches(volume.metadata.labels) === false) continue;
    if (best === undefined || isPreferred(volume, best)) best = volume;
  }
  return best;
}

function isPreferred(volume: PersistentVolume, best: PersistentVolume): boolean {
  const ways = (volume.spec.accessModes?.length ?? 0) - (best.spec.accessModes?.length ?? 0);
  if (ways !== 0) return ways < 0;
  const size = compareQuantities(sizeOf(volume), sizeOf(best));
  return size < 0 || (size === 0 && volume.metadata.name < best.metadata.name);
}
