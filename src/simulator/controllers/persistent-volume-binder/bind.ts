import type { ApiClient, PersistentVolume, PersistentVolumeClaim } from '../../api';
import { compareQuantities, equalJson, toTimestamp } from '../../api';
import {
  annotationOf,
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  claimKeyOf,
  claimReference,
  isBoundTo,
} from './claims-and-volumes';
import { keyOf } from '../../client';

const withAnnotation = <Kind extends PersistentVolume | PersistentVolumeClaim>(
  object: Kind,
  annotation: string,
): Kind =>
  annotationOf(object, annotation) === undefined
    ? {
        ...object,
        metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [annotation]: 'yes' } },
      }
    : object;

/**
 * A volume that belongs to a claim; the same object when it does already.
 * Source: Kubernetes 1.36, component-helpers/storage/volume/pv_helpers.go `GetBindVolumeToClaim`.
 */
export function boundVolume(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { claimRef } = volume.spec;
  const isComplete =
    claimRef !== undefined && claimKeyOf(claimRef) === keyOf(claim) && claimRef.uid === claim.metadata.uid;
  const marked = isBoundTo(volume, claim) ? volume : withAnnotation(volume, BOUND_BY_CONTROLLER);
  return isComplete ? marked : { ...marked, spec: { ...marked.spec, claimRef: claimReference(claim) } };
}

/** A claim that has a volume; the same object when it has it already. Source: pv_controller.go `bindClaimToVolume`. */
export function boundClaim(claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
  const { name } = volume.metadata;
  const named =
    claim.spec.volumeName === name
      ? claim
      : withAnnotation({ ...claim, spec: { ...claim.spec, volumeName: name } }, BOUND_BY_CONTROLLER);
  return withAnnotation(named, BIND_COMPLETED);
}

/**
 * A claim's status in a phase, with what its volume offers. The capacity of a claim that is bound already stays: its file
 * system may be smaller than the disk. Source: pv_controller.go `updateClaimStatus`.
 */
export function statusInPhase(
  { status }: PersistentVolumeClaim,
  phase: string,
  volume?: PersistentVolume,
): PersistentVolumeClaim['status'] {
  if (volume === undefined) {
    const { accessModes: _modes, capacity: _capacity, ...rest } = status;
    return { ...rest, phase };
  }
  const { accessModes = [], capacity = {} } = volume.spec;
  const offered = capacity['storage'] ?? '0';
  const isKept =
    status.capacity !== undefined &&
    (status.phase === phase || compareQuantities(status.capacity['storage'] ?? '0', offered) === 0);
  return { ...status, phase, accessModes, ...(isKept ? {} : { capacity }) };
}

/** Writes a claim's phase, when it differs. */
export function writeClaimPhase(
  client: ApiClient,
  claim: PersistentVolumeClaim,
  phase: string,
  volume?: PersistentVolume,
): PersistentVolumeClaim {
  const status = statusInPhase(claim, phase, volume);
  return equalJson(status, claim.status) ? claim : client.updateStatus('persistentvolumeclaims', { ...claim, status });
}

/** Writes a volume's phase, when it differs. */
export function writeVolumePhase(
  client: ApiClient,
  volume: PersistentVolume,
  phase: string,
  nowMs: number,
  message = '',
): PersistentVolume {
  if (volume.status.phase === phase) return volume;
  const { message: _old, ...rest } = volume.status;
  const said = message === '' ? {} : { message };
  const status = { ...rest, ...said, phase, lastPhaseTransitionTime: toTimestamp(nowMs) };
  return client.updateStatus('persistentvolumes', { ...volume, status });
}

/**
 * Writes the bond of a volume and a claim into both, the volume first, so that no other claim gets it when the rest fails.
 * Source: pv_controller.go `bind`.
 */
export function bind(client: ApiClient, volume: PersistentVolume, claim: PersistentVolumeClaim, nowMs: number): void {
  const wanted = boundVolume(volume, claim);
  const reserved = wanted === volume ? volume : client.update('persistentvolumes', wanted);
  writeVolumePhase(client, reserved, 'Bound', nowMs);
  const naming = boundClaim(claim, volume);
  const named = naming === claim ? claim : client.update('persistentvolumeclaims', naming);
  writeClaimPhase(client, named, 'Bound', reserved);
}
