import type { PersistentVolume, PersistentVolumeClaim, SelectedNode, StorageClass } from '../../api';
import type { ClusterReader } from '../framework';
import { classNameOf, classOf, SELECTED_NODE, type PodClaims } from './claims';
import { findVolume, isReachable, requestedBytes } from './find-volume';

const NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind";
const OTHER_NODE = "node(s) didn't match PersistentVolume's node affinity";
const NO_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

/** A provisioner that makes no volumes: all of its class are made by hand. */
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** A claim and the volume it is to get. */
export interface Binding {
  readonly claim: PersistentVolumeClaim;
  readonly volume: PersistentVolume;
}

/** How the claims of a Pod get their volumes on a node. */
export interface VolumePlan {
  readonly bindings: readonly Binding[];
  /** Claims for which a volume is to be made. */
  readonly provisions: readonly PersistentVolumeClaim[];
}

/** Why they cannot, in the words of events. */
export interface VolumeConflict {
  readonly reasons: readonly string[];
}

function isAllowed({ allowedTopologies = [] }: StorageClass, { labels }: SelectedNode): boolean {
  if (allowedTopologies.length === 0) return true;
  return allowedTopologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')),
  );
}

/** Whether a volume can be made for a claim on a node. Not modelled: how much storage is left. */
function isProvisionable(claim: PersistentVolumeClaim, node: SelectedNode, reader: ClusterReader): boolean {
  const storageClass = classOf(claim, reader);
  if (storageClass === undefined || storageClass.provisioner === NO_PROVISIONER) return false;
  return isAllowed(storageClass, node);
}

function boundConflict({ bound }: PodClaims, node: SelectedNode, reader: ClusterReader): string | undefined {
  for (const { spec } of bound) {
    const volume = reader.get('persistentvolumes', '', spec.volumeName as string);
    if (volume === undefined) return NO_VOLUME;
    if (!isReachable(volume, node)) return OTHER_NODE;
  }
  return undefined;
}

/**
 * Works out how the claims of a Pod get their volumes if it runs on `node`: bound ones must be reachable there, others
 * find one of `volumes` or have one made. The volume of the smallest claim is chosen first.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/volumebinding/binder.go `FindPodVolumes`.
 */
export function planVolumes(
  claims: PodClaims,
  volumes: readonly PersistentVolume[],
  node: SelectedNode,
  reader: ClusterReader,
): VolumePlan | VolumeConflict {
  const reasons: string[] = [];
  const bindings: Binding[] = [];
  const provisions: PersistentVolumeClaim[] = [];
  const conflict = boundConflict(claims, node, reader);
  const taken = new Set<string>();
  const bySize = [...claims.delayed].sort((left, right) => requestedBytes(left) - requestedBytes(right));
  let isPossible = true;
  for (const claim of bySize) {
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    const ofClass = volumes.filter((volume) => classNameOf(volume) === classNameOf(claim));
    const volume = selected === undefined ? findVolume(claim, ofClass, node, taken) : undefined;
    if (volume !== undefined) {
      taken.add(volume.metadata.name);
      bindings.push({ claim, volume });
    } else if ((selected ?? node.name) === node.name && isProvisionable(claim, node, reader)) {
      provisions.push(claim);
    } else {
      isPossible = false;
    }
  }
  if (conflict === OTHER_NODE) reasons.push(conflict);
  if (!isPossible) reasons.push(NOTHING_TO_BIND);
  if (conflict === NO_VOLUME) reasons.push(conflict);
  return reasons.length > 0 ? { reasons } : { bindings, provisions };
}
