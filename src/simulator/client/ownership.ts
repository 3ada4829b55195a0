import type { KubeObject, OwnerReference } from '../api';

/** The reference to whom an object belongs as a whole. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  const { ownerReferences } = object.metadata;
  if (ownerReferences === undefined) return undefined;
  for (let index = 0; index < ownerReferences.length; index += 1) {
    const owner = ownerReferences[index] as OwnerReference;
    if (owner.controller === true) return owner;
  }
  return undefined;
}

/** Whether `owner` is the controller of `object`. */
export const isControlledBy = (object: KubeObject, owner: KubeObject): boolean =>
  controllerOf(object)?.uid === owner.metadata.uid;

/** The reference that a controller writes into what it makes. Source: apimachinery/pkg/apis/meta/v1 `NewControllerRef`. */
export const controllerReference = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name as string,
  uid: owner.metadata.uid as string,
  controller: true,
  blockOwnerDeletion: true,
});

/** Whether a reference names a kind of a group, in whatever version. */
export function refersTo({ apiVersion, kind: actual }: OwnerReference, group: string, kind: string): boolean {
  if (actual !== kind) return false;
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? group === '' : slash === group.length && apiVersion.startsWith(group);
}
