import { statusErrors, type KubeObject } from '../../api';
import type { Call } from '../call';

/** What must hold of the stored object for a write to happen. */
export interface Preconditions {
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** Words of every lost race. Source: Kubernetes 1.36, apiserver/pkg/registry/generic/registry OptimisticLockErrorMsg. */
export const MODIFIED_MEANWHILE =
  'the object has been modified; please apply your changes to the latest version and try again';

/** Throws Conflict unless `object` is what a DELETE expects. Source: apiserver/pkg/registry/rest/delete.go. */
export function requireDeletePreconditions(call: Call, object: KubeObject, preconditions: Preconditions): void {
  const name = object.metadata.name ?? '';
  const conflict = (detail: string): Error => statusErrors.conflict(call.kindSubject, name, detail);
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== object.metadata.uid) {
    throw conflict(
      `the UID in the precondition (${uid}) does not match the UID in record (${object.metadata.uid ?? ''}). ` +
        'The object might have been deleted and then recreated',
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion) {
    throw conflict(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record ` +
        `(${object.metadata.resourceVersion ?? ''}). The object might have been modified`,
    );
  }
}

/** Where objects lie whose place is not called like their resource. Source: Kubernetes 1.36, pkg/registry, `NewREST`. */
const PLACES: Readonly<Record<string, string>> = {
  'apiextensions.k8s.io/customresourcedefinitions': 'apiextensions.k8s.io/customresourcedefinitions',
  'apiregistration.k8s.io/apiservices': 'apiregistration.k8s.io/apiservices',
  endpoints: 'services/endpoints',
  'networking.k8s.io/ingresses': 'ingress',
  nodes: 'minions',
  replicationcontrollers: 'controllers',
  services: 'services/specs',
};

/** The key of an object in the etcd of a real cluster, which some errors tell. */
function etcdKey({ resource: { custom, group, resource, storage } }: Call, { metadata }: KubeObject): string {
  const place = custom === undefined ? (PLACES[storage] ?? resource) : `${group}/${resource}`;
  return ['/registry', place, ...(metadata.namespace === undefined ? [] : [metadata.namespace]), metadata.name].join(
    '/',
  );
}

/** Throws Conflict when a PUT names another UID. Source: apiserver/pkg/storage/interfaces.go `Preconditions.Check`. */
export function requireSameUid(call: Call, old: KubeObject, uid: string | undefined): void {
  if (uid === undefined || uid === '' || uid === old.metadata.uid) return;
  throw statusErrors.conflict(
    call.subject,
    old.metadata.name ?? '',
    `StorageError: invalid object, Code: 4, Key: ${etcdKey(call, old)}, ResourceVersion: 0, AdditionalErrorMsg: ` +
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid ?? ''}`,
  );
}
