import { fieldError, isDnsSubdomain, isPathSegmentName, type Draft, type FieldError, type KubeObject } from '../api';
import { draftsAt, fieldsAt, isSame, listAt, openDraft, textAt, textsAt, type Fields } from './fields';
import { invalidFor, validateLabelSelector } from './field-rules';
import { nameIsPathSegment } from './metadata';
import type { Strategy } from './resource';

const GROUP = 'rbac.authorization.k8s.io';

function validateRule(rule: Fields, isNamespaced: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const size = (field: string): number => textsAt(rule, field).length;
  if (size('verbs') === 0) errors.push(fieldError.required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (size('nonResourceURLs') > 0) {
    const urls = textsAt(rule, 'nonResourceURLs');
    const at = `${path}.nonResourceURLs`;
    if (isNamespaced) {
      errors.push(fieldError.invalid(at, urls, 'namespaced rules cannot apply to non-resource URLs'));
    }
    if (size('apiGroups') + size('resources') + size('resourceNames') > 0) {
      const message = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(fieldError.invalid(at, urls, message));
    }
    return errors;
  }
  if (size('apiGroups') === 0) {
    errors.push(fieldError.required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  if (size('resources') === 0) {
    errors.push(fieldError.required(`${path}.resources`, 'resource rules must supply at least one resource'));
  }
  return errors;
}

const validateRules = (object: KubeObject, isNamespaced: boolean): FieldError[] =>
  listAt(object, 'rules').flatMap((rule, index) => validateRule(rule, isNamespaced, `rules[${index}]`));

function validateClusterRole(object: KubeObject): FieldError[] {
  const errors = validateRules(object, false);
  const aggregation = fieldsAt(object, 'aggregationRule');
  if (aggregation === undefined) return errors;
  const selectors = listAt(aggregation, 'clusterRoleSelectors');
  const path = 'aggregationRule.clusterRoleSelectors';
  if (selectors.length === 0) {
    const message = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    return [...errors, fieldError.required(path, message)];
  }
  return [...errors, ...selectors.flatMap((selector, index) => validateLabelSelector(selector, `${path}[${index}]`))];
}

const validateRole = (object: KubeObject): FieldError[] => validateRules(object, true);

/** Roles. Source: Kubernetes 1.36, pkg/apis/rbac/validation/validation.go `ValidateRole`. */
export const roleStrategy: Strategy = {
  validateName: nameIsPathSegment,
  allowsCreateOnUpdate: true,
  validate: validateRole,
  validateUpdate: validateRole,
};

/** ClusterRoles. */
export const clusterRoleStrategy: Strategy = {
  validateName: nameIsPathSegment,
  allowsCreateOnUpdate: true,
  validate: validateClusterRole,
  validateUpdate: validateClusterRole,
};

function validateSubject(subject: Fields, isNamespaced: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(subject, 'name');
  const group = textAt(subject, 'apiGroup');
  const kind = textAt(subject, 'kind');
  if (name === '') errors.push(fieldError.required(`${path}.name`));
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '') errors.push(...invalidFor(`${path}.name`, name, isDnsSubdomain(name)));
      if (group !== '') errors.push(fieldError.notSupported(`${path}.apiGroup`, group, ['']));
      if (!isNamespaced && textAt(subject, 'namespace') === '') {
        errors.push(fieldError.required(`${path}.namespace`));
      }
      return errors;
    case 'User':
    case 'Group':
      if (group !== GROUP) errors.push(fieldError.notSupported(`${path}.apiGroup`, group, [GROUP]));
      return errors;
    default:
      return [
        ...errors,
        fieldError.notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group'], 'as given'),
      ];
  }
}

function validateBinding(object: KubeObject, isNamespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const role = fieldsAt(object, 'roleRef') ?? {};
  const group = textAt(role, 'apiGroup');
  const kind = textAt(role, 'kind');
  const name = textAt(role, 'name');
  const kinds = isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (group !== GROUP) errors.push(fieldError.notSupported('roleRef.apiGroup', group, [GROUP]));
  if (!kinds.includes(kind)) errors.push(fieldError.notSupported('roleRef.kind', kind, kinds, 'as given'));
  if (name === '') errors.push(fieldError.required('roleRef.name'));
  else errors.push(...invalidFor('roleRef.name', name, isPathSegmentName(name)));
  listAt(object, 'subjects').forEach((subject, index) => {
    errors.push(...validateSubject(subject, isNamespaced, `subjects[${index}]`));
  });
  return errors;
}

/** Fills in groups. Source: Kubernetes 1.36, pkg/apis/rbac/v1/defaults.go. */
function defaultBinding(object: Draft): void {
  const role = openDraft(object, 'roleRef');
  if (textAt(role, 'apiGroup') === '') role['apiGroup'] = GROUP;
  for (const subject of draftsAt(object, 'subjects')) {
    const isPerson = subject['kind'] === 'User' || subject['kind'] === 'Group';
    if (isPerson && textAt(subject, 'apiGroup') === '') subject['apiGroup'] = GROUP;
  }
}

function validateRoleKept(object: KubeObject, old: KubeObject): FieldError[] {
  const role = fieldsAt(object, 'roleRef');
  if (isSame(role, old['roleRef'])) return [];
  const shown = { APIGroup: textAt(role, 'apiGroup'), Kind: textAt(role, 'kind'), Name: textAt(role, 'name') };
  return [fieldError.invalid('roleRef', shown, 'cannot change roleRef')];
}

const bindingStrategy = (isNamespaced: boolean): Strategy => ({
  validateName: nameIsPathSegment,
  allowsCreateOnUpdate: true,
  default: defaultBinding,
  validate: (object) => validateBinding(object, isNamespaced),
  validateUpdate: (object, old) => [...validateBinding(object, isNamespaced), ...validateRoleKept(object, old)],
});

/** RoleBindings. Source: Kubernetes 1.36, pkg/apis/rbac/validation/validation.go `ValidateRoleBinding`. */
export const roleBindingStrategy = bindingStrategy(true);
/** ClusterRoleBindings. */
export const clusterRoleBindingStrategy = bindingStrategy(false);
