import { type Draft, equalJson, type KubeObject, statusError, statusErrors } from '../../api';
import { type Fields, fieldsAt, listAt, textAt } from '../../resources/fields';
import { escalationText } from '../authorization/granted-rights';
import { MASTERS } from '../authorization/groups';
import { type RbacAuthorizer, roleReferenceOf } from '../authorization/rbac';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';

const GROUP = 'rbac.authorization.k8s.io';
const ROLES: readonly string[] = [`${GROUP}/roles`, `${GROUP}/clusterroles`];
const BINDINGS: readonly string[] = [`${GROUP}/rolebindings`, `${GROUP}/clusterrolebindings`];

/** What an aggregated role may gather. */
const EVERYTHING: readonly Fields[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

const refused = (object: Fields, { resource }: AdmissionAttributes, text: string): Error =>
  statusErrors.forbidden(resource, textAt(fieldsAt(object, 'metadata'), 'name'), text);

/** Whether a user may do `verb` with roles of a name, '' for any, where the write takes place. */
function mayDo(verb: string, resource: string, name: string, attributes: AdmissionAttributes): boolean {
  const { user, namespace, server } = attributes;
  const about = { isResourceRequest: true, group: GROUP, version: '*', resource, subresource: '', namespace, name };
  return server.authorizer.authorize({ user, verb, path: '', ...about }).isAllowed;
}

/** An object without what the garbage collector changes of it, and without who owns what. */
function withoutOwners(object: Fields): Fields {
  const {
    ownerReferences: _owners,
    finalizers: _finalizers,
    managedFields: _managed,
    ...metadata
  } = {
    ...fieldsAt(object, 'metadata'),
  };
  return { ...object, metadata };
}

const isCollected = (draft: Draft, old: KubeObject | undefined): boolean =>
  old !== undefined && equalJson(withoutOwners(draft), withoutOwners(old));

const isAggregated = (role: Fields | undefined): boolean =>
  listAt(fieldsAt(role, 'aggregationRule'), 'clusterRoleSelectors').length > 0;

/** Source: Kubernetes 1.36, pkg/registry/rbac/{role,clusterrole}/policybased/storage.go. */
function judgeRole(role: Draft, attributes: AdmissionAttributes, authorizer: RbacAuthorizer): void {
  const { user, namespace, resource, requestedName, old } = attributes;
  if (mayDo('escalate', resource.resource, requestedName, attributes)) return;
  const text = escalationText(authorizer, user, namespace, listAt(role, 'rules'));
  if (text !== undefined) throw refused(role, attributes, text);
  if (!isAggregated(role) && !isAggregated(old)) return;
  if (escalationText(authorizer, user, namespace, EVERYTHING) === undefined) return;
  throw refused(role, attributes, 'must have cluster-admin privileges to use the aggregationRule');
}

/** Source: Kubernetes 1.36, pkg/registry/rbac/{rolebinding,clusterrolebinding}/policybased/storage.go. */
function judgeBinding(binding: Draft, attributes: AdmissionAttributes, authorizer: RbacAuthorizer): void {
  const { user, namespace } = attributes;
  const reference = roleReferenceOf(binding);
  const { kind, name } = reference;
  if (kind !== 'Role' && kind !== 'ClusterRole') {
    throw statusError(500, '', `unsupported role reference kind: ${JSON.stringify(kind)}`);
  }
  const resource = `${kind.toLowerCase()}s`;
  if (mayDo('bind', resource, name, attributes)) return;
  const rules = authorizer.rulesOfRole(reference, namespace);
  if (rules === undefined) throw statusErrors.notFound({ group: GROUP, resource }, name);
  const text = escalationText(authorizer, user, namespace, rules);
  if (text !== undefined) throw refused(binding, attributes, text);
}

/**
 * Nobody gives rights that they do not have: who writes a role needs its rules or may `escalate`, who writes a binding
 * needs those of its role or may `bind` it.
 *
 * A real server has no plugin for it: the storage of these resources judges after all plugins have changed the object,
 * before it is validated. That is where the last `admit` takes place.
 *
 * Source: Kubernetes 1.36, pkg/registry/rbac/escalation_check.go, pkg/registry/rbac/helpers.go `IsOnlyMutatingGCFields`.
 */
export const rbacEscalation = (authorizer: RbacAuthorizer): AdmissionPlugin => ({
  name: 'RBACEscalation',
  resources: [...ROLES, ...BINDINGS],
  admit(draft, attributes) {
    const { verb, user, old, resource } = attributes;
    if (verb === 'delete' || user.groups.includes(MASTERS) || isCollected(draft, old)) return;
    const judge = ROLES.includes(resource.storage) ? judgeRole : judgeBinding;
    judge(draft, attributes, authorizer);
  },
});
