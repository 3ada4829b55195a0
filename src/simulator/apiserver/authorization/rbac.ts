import type { KubeObject } from '../../api';
import { type Fields, fieldsAt, listAt, textAt } from '../../resources/fields';
import type { UserInfo } from '../../resources/resource';
import type { Authorization, AuthorizationAttributes, Authorizer } from './authorizer';
import { accountUsername, MASTERS } from './groups';
import { ruleAllows } from './policy-rule';

/** What the authorizer reads. */
export interface RoleReader {
  /** An object by storage key; namespace '' for cluster-scoped ones. */
  get(storage: string, namespace: string, name: string): KubeObject | undefined;
  /** All objects of a storage key, of one namespace or of all. */
  list(storage: string, namespace?: string): readonly KubeObject[];
}

/** A rule that applies to a user, and through which binding. */
export interface GrantedRule {
  readonly rule: Fields;
  /** `RoleBinding "b/ns" of Role "r" to User "u"`. */
  readonly through: string;
}

/** A role that a binding names. */
export interface RoleReference {
  readonly kind: string;
  readonly name: string;
}

const GROUP = 'rbac.authorization.k8s.io';

/** The role that a binding gives. */
export function roleReferenceOf(binding: Fields): RoleReference {
  const reference = fieldsAt(binding, 'roleRef');
  return { kind: textAt(reference, 'kind'), name: textAt(reference, 'name') };
}

/** What authorization says of a role that is not there. */
export const missingRoleText = ({ kind, name }: RoleReference): string =>
  `${kind.toLowerCase()}.${GROUP} "${name}" not found`;

/** Whether `subject` of a binding in `namespace` is `user`; how it is called when it is. */
function describeSubject(subject: Fields, user: UserInfo, namespace: string): string | undefined {
  const [kind, name] = [textAt(subject, 'kind'), textAt(subject, 'name')];
  switch (kind) {
    case 'User':
      return user.username === name ? `User "${name}"` : undefined;
    case 'Group':
      return user.groups.includes(name) ? `Group "${name}"` : undefined;
    case 'ServiceAccount': {
      const own = textAt(subject, 'namespace') || namespace;
      return own !== '' && user.username === accountUsername(own, name) ? `ServiceAccount "${name}/${own}"` : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Role-based access: bindings give the rules of roles to users, groups and service accounts. Members of system:masters
 * may do everything.
 *
 * Source: Kubernetes 1.36, plugin/pkg/auth/authorizer/rbac/rbac.go and pkg/registry/rbac/validation/rule.go.
 */
export class RbacAuthorizer implements Authorizer {
  constructor(private readonly reader: RoleReader) {}

  authorize(attributes: AuthorizationAttributes): Authorization {
    if (attributes.user.groups.includes(MASTERS)) return { isAllowed: true };
    const missing: RoleReference[] = [];
    for (const { rule, through } of this.rules(attributes.user, attributes.namespace, missing)) {
      if (ruleAllows(rule, attributes)) return { isAllowed: true, reason: `RBAC: allowed by ${through}` };
    }
    if (missing.length === 0) return { isAllowed: false };
    const errors = missing.map(missingRoleText);
    const list = errors.length === 1 ? errors.join('') : `[${errors.join(', ')}]`;
    return { isAllowed: false, reason: `RBAC: ${list}` };
  }

  /** The rules of `user`: everywhere first, then in `namespace`. Roles that bindings miss go to `missing`. */
  *rules(user: UserInfo, namespace: string, missing: RoleReference[]): IterableIterator<GrantedRule> {
    yield* this.rulesOf(this.reader.list(`${GROUP}/clusterrolebindings`), user, '', missing);
    if (namespace !== '') {
      yield* this.rulesOf(this.reader.list(`${GROUP}/rolebindings`, namespace), user, namespace, missing);
    }
  }

  /** The rules of a role as a binding in `namespace` finds it, '' for none; undefined when it is not there. */
  rulesOfRole({ kind, name }: RoleReference, namespace: string): readonly Fields[] | undefined {
    const role =
      kind === 'Role'
        ? this.reader.get(`${GROUP}/roles`, namespace, name)
        : this.reader.get(`${GROUP}/clusterroles`, '', name);
    return role === undefined ? undefined : listAt(role, 'rules');
  }

  private *rulesOf(
    bindings: readonly KubeObject[],
    user: UserInfo,
    namespace: string,
    missing: RoleReference[],
  ): IterableIterator<GrantedRule> {
    for (const binding of bindings) {
      const subject = listAt(binding, 'subjects')
        .map((item) => describeSubject(item, user, namespace))
        .find((text) => text !== undefined);
      if (subject === undefined) continue;
      const reference = roleReferenceOf(binding);
      const rules = this.rulesOfRole(reference, namespace);
      if (rules === undefined) {
        missing.push(reference);
        continue;
      }
      const { kind, name } = reference;
      const own = binding.metadata.name ?? '';
      const title = namespace === '' ? `ClusterRoleBinding "${own}"` : `RoleBinding "${own}/${namespace}"`;
      for (const rule of rules) yield { rule, through: `${title} of ${kind} "${name}" to ${subject}` };
    }
  }
}
