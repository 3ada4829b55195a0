import type { KubeObject } from '../../../../src/simulator/api';
import type { RoleReader } from '../../../../src/simulator/apiserver/authorization';

const GROUP = 'rbac.authorization.k8s.io';

type Kind = 'Role' | 'ClusterRole' | 'RoleBinding' | 'ClusterRoleBinding';

/** Kind, name and, of a service account, the namespace. */
export type Subject = readonly ['User' | 'Group' | 'ServiceAccount', string, string?];

const object = (
  kind: Kind | 'ServiceAccount' | 'Pod',
  name: string,
  namespace: string,
  fields: object,
): KubeObject => ({
  apiVersion: `${GROUP}/v1`,
  kind,
  metadata: { name, ...(namespace === '' ? {} : { namespace }) },
  ...fields,
});

/** A Role or ClusterRole. */
export const role = (
  kind: 'Role' | 'ClusterRole',
  name: string,
  rules: readonly object[],
  namespace = '',
): KubeObject => object(kind, name, namespace, { rules });

/** A binding to a role, a ClusterRole unless said otherwise. */
export const binding = (
  kind: 'RoleBinding' | 'ClusterRoleBinding',
  name: string,
  roleName: string,
  subjects: readonly Subject[],
  namespace = '',
  roleKind: 'Role' | 'ClusterRole' = 'ClusterRole',
): KubeObject =>
  object(kind, name, namespace, {
    roleRef: { apiGroup: GROUP, kind: roleKind, name: roleName },
    subjects: subjects.map(([subjectKind, subject, place]) => ({
      kind: subjectKind,
      name: subject,
      ...(place === undefined ? {} : { namespace: place }),
    })),
  });

const CORE: readonly string[] = ['Pod', 'Secret', 'ServiceAccount'];

const storageOf = ({ kind }: KubeObject): string => `${CORE.includes(kind) ? '' : `${GROUP}/`}${kind.toLowerCase()}s`;

/** A reader of these objects and no others. */
export function readerOf(objects: readonly KubeObject[]): RoleReader {
  const of = (storage: string): KubeObject[] => objects.filter((item) => storageOf(item) === storage);
  return {
    get: (storage, namespace, name) =>
      of(storage).find(({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace),
    list: (storage, namespace) =>
      of(storage).filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace),
  };
}
