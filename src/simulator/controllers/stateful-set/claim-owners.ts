import type { OwnerReference, PersistentVolumeClaim, StatefulSet } from '../../api';
import { controllerReference } from '../../client';
import { isInRange } from './identity';

/** A Pod that uses claims; without a UID while it is yet to be made. */
export interface ClaimUser {
  readonly name: string;
  readonly uid?: string;
  readonly ordinal: number;
}

const isDeletedWhen = ({ spec }: StatefulSet, event: 'whenDeleted' | 'whenScaled'): boolean =>
  spec.persistentVolumeClaimRetentionPolicy?.[event] === 'Delete';

const names = (reference: OwnerReference, apiVersion: string, kind: string, name: string): boolean =>
  reference.apiVersion === apiVersion && reference.kind === kind && reference.name === name;

const namesSet = (reference: OwnerReference, set: StatefulSet): boolean =>
  names(reference, set.apiVersion, set.kind, set.metadata.name);

const namesPod = (reference: OwnerReference, pod: ClaimUser): boolean => names(reference, 'v1', 'Pod', pod.name);

const referencesOf = ({ metadata }: PersistentVolumeClaim): readonly OwnerReference[] => metadata.ownerReferences ?? [];

/**
 * Whether a claim belongs to an earlier Pod of the same name and goes away with it: a new Pod has to wait for that.
 *
 * Source: Kubernetes 1.36, pkg/controller/statefulset/stateful_pod_control.go `PodClaimIsStale`.
 */
export const isStaleClaim = (set: StatefulSet, pod: ClaimUser, claim: PersistentVolumeClaim): boolean =>
  isDeletedWhen(set, 'whenScaled') &&
  referencesOf(claim).some((reference) => namesPod(reference, pod) && reference.uid !== pod.uid);

/**
 * Whether somebody else controls a claim whose deletion the set is asked to see to.
 *
 * Source: `hasUnexpectedController`.
 */
export function hasConflictingController(set: StatefulSet, pod: ClaimUser, claim: PersistentVolumeClaim): boolean {
  if (!isDeletedWhen(set, 'whenScaled') && !isDeletedWhen(set, 'whenDeleted')) return false;
  return referencesOf(claim).some((reference) => {
    if (namesSet(reference, set)) return reference.uid !== set.metadata.uid;
    if (namesPod(reference, pod)) return reference.uid !== pod.uid;
    return reference.controller === true;
  });
}

/** The owner that the retention policy wants: the set, or its Pod once that is beyond the wanted replicas. */
function wantedOwner(set: StatefulSet, pod: ClaimUser): OwnerReference | undefined {
  if (isDeletedWhen(set, 'whenScaled') && !isInRange(set, pod.ordinal)) {
    const metadata = { name: pod.name, uid: pod.uid ?? '' };
    return controllerReference({ apiVersion: 'v1', kind: 'Pod', metadata });
  }
  return isDeletedWhen(set, 'whenDeleted') ? controllerReference(set) : undefined;
}

/**
 * Decides the owners of a claim by `spec.persistentVolumeClaimRetentionPolicy`.
 *
 * @returns undefined when they are right, or belong to an earlier set or Pod of the name and are better left alone.
 *
 * Source: Kubernetes 1.36, pkg/controller/statefulset/stateful_set_utils.go `isClaimOwnerUpToDate`,
 * `updateClaimOwnerRefForSetAndPod`.
 */
export function decideClaimOwners(
  set: StatefulSet,
  pod: ClaimUser,
  claim: PersistentVolumeClaim,
): readonly OwnerReference[] | undefined {
  const references = referencesOf(claim);
  const isStale = references.some(
    (reference) =>
      (namesSet(reference, set) && reference.uid !== set.metadata.uid) ||
      (namesPod(reference, pod) && reference.uid !== pod.uid),
  );
  if (isStale) return undefined;
  const ours = references.filter(({ uid }) => uid === set.metadata.uid || uid === pod.uid);
  const others = references.filter((reference) => !namesSet(reference, set) && !namesPod(reference, pod));
  if (hasConflictingController(set, pod, claim)) return ours.length === 0 ? undefined : others;
  const wanted = wantedOwner(set, pod);
  const isRight =
    ours.length === (wanted === undefined ? 0 : 1) &&
    ours.every(({ uid, controller }) => uid === wanted?.uid && controller === true);
  if (isRight) return undefined;
  return wanted === undefined ? others : [...others, wanted];
}
