import {
  matchesNodeSelector,
  parseQuantity,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type SelectedNode,
} from '../../api';
import { selectorOf } from '../snapshot/affinity-term';
import { classNameOf } from './claims';

const bytesOf = (quantities: Readonly<Record<string, string>> | undefined): number =>
  parseQuantity(quantities?.['storage'] ?? '0').value();

/** Bytes that a claim asks for. */
export const requestedBytes = ({ spec }: PersistentVolumeClaim): number => bytesOf(spec.resources.requests);

/** Whether a volume can be used on a node. */
export function isReachable({ spec }: PersistentVolume, node: SelectedNode): boolean {
  const required = spec.nodeAffinity?.required;
  return required === undefined || matchesNodeSelector(required, node);
}

function isReservedFor({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return claimRef.uid === undefined || claimRef.uid === '' || claimRef.uid === metadata.uid;
}

function isLike({ spec, metadata }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const wanted = claim.spec;
  if (metadata.deletionTimestamp !== undefined) return false;
  if (bytesOf(spec.capacity) < requestedBytes(claim)) return false;
  if ((spec.volumeMode ?? 'Filesystem') !== (wanted.volumeMode ?? 'Filesystem')) return false;
  return (spec.volumeAttributesClassName ?? '') === (wanted.volumeAttributesClassName ?? '');
}

function isFree(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { spec, status, metadata } = volume;
  if (status.phase !== 'Available' || classNameOf(volume) !== classNameOf(claim)) return false;
  const { selector, accessModes = [] } = claim.spec;
  if (selector !== undefined && !selectorOf(selector).matches(metadata.labels)) return false;
  return accessModes.every((mode) => spec.accessModes?.includes(mode) === true);
}

/**
 * Finds the volume that a claim is to get on a node: the one reserved for it, or else the smallest that is large enough;
 * of equal ones the first. Volumes in `taken` are not considered.
 *
 * Source: Kubernetes 1.36, component-helpers/storage/volume/pv_helpers.go `FindMatchingVolume`.
 */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  node: SelectedNode,
  taken: ReadonlySet<string>,
): PersistentVolume | undefined {
  let smallest: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (taken.has(volume.metadata.name) || !isLike(volume, claim)) continue;
    if (volume.spec.claimRef !== undefined) {
      if (!isReservedFor(volume, claim)) continue;
      return isReachable(volume, node) ? volume : undefined;
    }
    if (!isFree(volume, claim) || !isReachable(volume, node)) continue;
    if (smallest === undefined || bytesOf(volume.spec.capacity) < bytesOf(smallest.spec.capacity)) smallest = volume;
  }
  return smallest;
}
