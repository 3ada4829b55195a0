import { fieldError, isDnsSubdomain, isHttpPath, type FieldError, type KubeObject } from '../api';
import { fieldsAt, textAt } from './fields';
import { invalidFor, validateDnsSubdomain, validateImmutable, validateRequiredOneOf } from './field-rules';
import type { Strategy } from './resource';

const CONTROLLER_LENGTH_MAX = 250;

/** What is wrong with text such as `example.com/controller`. */
function validateDomainPath(value: string, path: string): FieldError[] {
  if (value === '') return [fieldError.required(path)];
  const slash = value.indexOf('/');
  const host = value.slice(0, Math.max(slash, 0));
  const rest = value.slice(slash + 1);
  if (slash < 0 || host === '' || rest === '') {
    return [fieldError.invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  return [...invalidFor(path, host, isDnsSubdomain(host)), ...invalidFor(path, rest, isHttpPath(rest))];
}

function validateParameters(object: KubeObject): FieldError[] {
  const parameters = fieldsAt(fieldsAt(object, 'spec'), 'parameters');
  if (parameters === undefined) return [];
  const path = 'spec.parameters';
  const scope = textAt(parameters, 'scope');
  const namespace = textAt(parameters, 'namespace');
  const errors: FieldError[] = [];
  const group = textAt(parameters, 'apiGroup');
  if (group !== '') errors.push(...validateDnsSubdomain(group, `${path}.apiGroup`));
  for (const field of ['kind', 'name']) {
    if (textAt(parameters, field) === '') errors.push(fieldError.required(`${path}.${field}`));
  }
  errors.push(...validateRequiredOneOf(scope, ['Cluster', 'Namespace'], `${path}.scope`));
  if (scope === 'Namespace' && namespace === '') {
    errors.push(fieldError.required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
  }
  if (scope === 'Cluster' && namespace !== '') {
    errors.push(fieldError.forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  }
  return errors;
}

function validate(object: KubeObject): FieldError[] {
  const controller = textAt(fieldsAt(object, 'spec'), 'controller');
  return [
    ...(controller.length > CONTROLLER_LENGTH_MAX
      ? [fieldError.tooLong('spec.controller', CONTROLLER_LENGTH_MAX)]
      : []),
    ...validateDomainPath(controller, 'spec.controller'),
    ...validateParameters(object),
  ];
}

/** IngressClasses. Source: Kubernetes 1.36, pkg/apis/networking/validation/validation.go `ValidateIngressClass`. */
export const ingressClassStrategy: Strategy = {
  default(object) {
    const parameters = fieldsAt(fieldsAt(object, 'spec'), 'parameters') as Record<string, unknown> | undefined;
    if (parameters !== undefined) parameters['scope'] ??= 'Cluster';
  },
  validate,
  validateUpdate: (object, old) => {
    const controller = textAt(fieldsAt(object, 'spec'), 'controller');
    return [
      ...validateImmutable(controller, textAt(fieldsAt(old, 'spec'), 'controller'), 'spec.controller'),
      ...validateParameters(object),
    ];
  },
};
