import type { ApiClient, KubeObject, ObjectOf } from '../api';
import { controllerOf, controllerReference } from '../client';

/** What to do about one object that an owner may have. */
export type Claim = 'keep' | 'adopt' | 'release' | 'ignore';

/**
 * Decides whether `object` belongs to `owner`: what it owns and selects it keeps, what it no longer selects it releases,
 * and what nobody owns it adopts. An owner that is being deleted neither adopts nor releases.
 *
 * Source: Kubernetes 1.36, pkg/controller/controller_ref_manager.go `ClaimObject`.
 */
export function decideClaim(owner: KubeObject, object: KubeObject, isSelected: boolean): Claim {
  const controller = controllerOf(object);
  const isLeaving = owner.metadata.deletionTimestamp !== undefined;
  if (controller !== undefined) {
    if (controller.uid !== owner.metadata.uid) return 'ignore';
    if (isSelected) return 'keep';
    return isLeaving ? 'ignore' : 'release';
  }
  return isLeaving || !isSelected || object.metadata.deletionTimestamp !== undefined ? 'ignore' : 'adopt';
}

/** An object with its owner as a further owner reference. */
export const adopted = <Kind extends KubeObject>(object: Kind, owner: KubeObject): Kind => ({
  ...object,
  metadata: {
    ...object.metadata,
    ownerReferences: [...(object.metadata.ownerReferences ?? []), controllerReference(owner)],
  },
});

/** An object without the reference to its owner. */
export function released<Kind extends KubeObject>(object: Kind, owner: KubeObject): Kind {
  const { ownerReferences = [], ...metadata } = object.metadata;
  const others = ownerReferences.filter(({ uid }) => uid !== owner.metadata.uid);
  return { ...object, metadata: { ...metadata, ...(others.length === 0 ? {} : { ownerReferences: others }) } };
}

/** The objects of `candidates` that belong to `owner`, after adopting and releasing what has to be, in their order. */
export function claimAll<Resource extends string>(
  client: ApiClient,
  resource: Resource,
  owner: KubeObject,
  candidates: readonly ObjectOf<Resource>[],
  isSelected: (object: ObjectOf<Resource>) => boolean,
): ObjectOf<Resource>[] {
  const claimed: ObjectOf<Resource>[] = [];
  for (const object of candidates) {
    const claim = decideClaim(owner, object, isSelected(object));
    if (claim === 'keep') claimed.push(object);
    else if (claim === 'adopt') claimed.push(client.update(resource, adopted(object, owner)));
    else if (claim === 'release') client.update(resource, released(object, owner));
  }
  return claimed;
}
