import { type Draft, fieldError, type FieldError, type KubeObject, statusErrors } from '../../api';
import { type Fields, fieldsAt, textAt, textsAt } from '../../resources/fields';
import type { UserInfo } from '../../resources/resource';
import type { VirtualRequest, VirtualResource } from '../virtual-resource';
import type { Authorization, AuthorizationAttributes } from './authorizer';
import { missingRoleText, type RbacAuthorizer, type RoleReference } from './rbac';
import type { ServiceAccountTokens } from './tokens';

const GROUP = 'authorization.k8s.io';

/** The answer to a review: what was asked, and the status. */
const answered = (object: Draft, status: Fields): KubeObject =>
  ({ ...object, metadata: fieldsAt(object, 'metadata') ?? {}, status }) as unknown as KubeObject;

/** Source: Kubernetes 1.36, pkg/apis/authorization/validation/validation.go. */
function requireOneQuestion(kind: string, spec: Fields | undefined, more: readonly FieldError[] = []): void {
  const [resource, path] = [fieldsAt(spec, 'resourceAttributes'), fieldsAt(spec, 'nonResourceAttributes')];
  const errors: FieldError[] = [];
  if (resource !== undefined && path !== undefined) {
    const text = 'cannot specify nonResourceAttributes in combination with resourceAttributes';
    errors.push(fieldError.invalid('spec.nonResourceAttributes', path, text));
  }
  if (resource === undefined && path === undefined) {
    const text = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(fieldError.invalid('spec.resourceAttributes', null, text));
  }
  errors.push(...more);
  if (errors.length > 0) throw statusErrors.invalid({ group: GROUP, resource: kind }, '', errors);
}

function questionOf(spec: Fields | undefined, user: UserInfo): AuthorizationAttributes {
  const resource = fieldsAt(spec, 'resourceAttributes');
  const asked = resource ?? fieldsAt(spec, 'nonResourceAttributes');
  const text = (field: string): string => textAt(asked, field);
  return {
    user,
    isResourceRequest: resource !== undefined,
    verb: text('verb'),
    group: text('group'),
    version: text('version'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
    name: text('name'),
    path: text('path'),
  };
}

function statusOf({ isAllowed, reason }: Authorization): Fields {
  return { allowed: isAllowed, ...(reason === undefined || reason === '' ? {} : { reason }) };
}

/** The user that a SubjectAccessReview asks about. */
function subjectOf(spec: Fields | undefined): UserInfo {
  const extra = fieldsAt(spec, 'extra') as Readonly<Record<string, readonly string[]>> | undefined;
  return {
    username: textAt(spec, 'user'),
    groups: textsAt(spec, 'groups'),
    uid: textAt(spec, 'uid'),
    ...(extra === undefined ? {} : { extra }),
  };
}

const userFields = ({ username, uid, groups, extra }: UserInfo): Fields => ({
  username,
  ...(uid === undefined || uid === '' ? {} : { uid }),
  groups,
  ...(extra === undefined ? {} : { extra }),
});

/** A SubjectAccessReview, in the whole cluster or in the namespace of the request. */
function reviewSubject(authorizer: RbacAuthorizer, object: Draft, namespace: string): KubeObject {
  const spec = fieldsAt(object, 'spec');
  const subject = subjectOf(spec);
  const errors: FieldError[] = [];
  if (subject.username === '' && subject.groups.length === 0) {
    errors.push(fieldError.invalid('spec.user', '', 'at least one of user or group must be specified'));
  }
  requireOneQuestion(textAt(object, 'kind'), spec, errors);
  const question = questionOf(spec, subject);
  if (namespace !== '' && question.namespace !== namespace) {
    throw statusErrors.badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
  }
  return answered(object, statusOf(authorizer.authorize(question)));
}

/** The rules of the sender in one namespace. */
function reviewRules(authorizer: RbacAuthorizer, object: Draft, { user }: VirtualRequest): KubeObject {
  const namespace = textAt(fieldsAt(object, 'spec'), 'namespace');
  if (namespace === '') throw statusErrors.badRequest('no namespace on request');
  const missing: RoleReference[] = [];
  const rules = [...authorizer.rules(user, namespace, missing)].map(({ rule }) => rule);
  const status = {
    resourceRules: rules
      .filter((rule) => textsAt(rule, 'resources').length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames === undefined ? {} : { resourceNames }),
      })),
    nonResourceRules: rules
      .filter((rule) => textsAt(rule, 'nonResourceURLs').length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: missing.length > 0,
    ...(missing.length === 0 ? {} : { evaluationError: missing.map(missingRoleText).join(', ') }),
  };
  // The real server answers without the spec that it was given.
  return answered({ ...object, spec: {} }, status);
}

/** Resources that answer who may do what and who someone is; nothing of them is stored. */
export function reviewResources(authorizer: RbacAuthorizer, tokens: ServiceAccountTokens): readonly VirtualResource[] {
  return [
    {
      storage: `${GROUP}/selfsubjectaccessreviews`,
      create: (object, { user }) => {
        const spec = fieldsAt(object, 'spec');
        requireOneQuestion('SelfSubjectAccessReview', spec);
        return answered(object, statusOf(authorizer.authorize(questionOf(spec, user))));
      },
    },
    { storage: `${GROUP}/subjectaccessreviews`, create: (object) => reviewSubject(authorizer, object, '') },
    {
      storage: `${GROUP}/localsubjectaccessreviews`,
      create: (object, { namespace }) => reviewSubject(authorizer, object, namespace),
    },
    {
      storage: `${GROUP}/selfsubjectrulesreviews`,
      create: (object, request) => reviewRules(authorizer, object, request),
    },
    {
      storage: 'authentication.k8s.io/selfsubjectreviews',
      create: (object, { user }) => answered(object, { userInfo: userFields(user) }),
    },
    {
      storage: 'authentication.k8s.io/tokenreviews',
      create: (object, { nowMs }) => {
        const user = tokens.verify(textAt(fieldsAt(object, 'spec'), 'token'), nowMs);
        return answered(object, user === undefined ? { user: {} } : { authenticated: true, user: userFields(user) });
      },
    },
  ];
}
