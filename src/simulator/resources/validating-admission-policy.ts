import { fieldError, isDns1035Label, type Draft, type FieldError, type KubeObject } from '../api';
import { defaultMatch, validateMatch } from './admission-rules';
import { CelError, compile } from './custom/cel';
import { draftAt, fieldsAt, fill, listAt, openDraft, textAt, textsAt, type Fields } from './fields';
import { validateDnsSubdomain, validateOneOf, validateRequiredOneOf } from './field-rules';
import type { Strategy } from './resource';
import { keepStatus, specOf } from './workload-status';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const ACTIONS = ['Audit', 'Deny', 'Warn'];

/** A text that is there, but says nothing. */
const isBlank = (text: string): boolean => text !== '' && text.trim() === '';

/** What is wrong with an expression that must be there; only its syntax is looked at. */
function validateExpression(expression: string, path: string): FieldError[] {
  if (expression.trim() === '') return [fieldError.required(path, 'expression is not specified')];
  try {
    compile(expression);
    return [];
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return [fieldError.invalid(path, expression, error.message)];
  }
}

function validateValidation(validation: Fields, path: string): FieldError[] {
  const message = textAt(validation, 'message');
  const messageExpression = textAt(validation, 'messageExpression');
  const reason = textAt(validation, 'reason');
  const errors = validateExpression(textAt(validation, 'expression'), `${path}.expression`);
  if (isBlank(messageExpression)) {
    errors.push(fieldError.invalid(`${path}.messageExpression`, messageExpression, 'must be non-empty if specified'));
  } else if (messageExpression !== '') {
    errors.push(...validateExpression(messageExpression, `${path}.messageExpression`));
  }
  if (isBlank(message)) {
    errors.push(fieldError.invalid(`${path}.message`, message, 'message must be non-empty if specified'));
  } else if (message.trim().includes('\n')) {
    errors.push(fieldError.invalid(`${path}.message`, message, 'message must not contain line breaks'));
  }
  return reason === '' ? errors : [...errors, ...validateOneOf(reason, REASONS, `${path}.reason`)];
}

function validateParamKind(kind: Fields, path: string): FieldError[] {
  const name = textAt(kind, 'kind');
  const errors = textAt(kind, 'apiVersion') === '' ? [fieldError.required(`${path}.apiVersion`)] : [];
  if (name === '') return [...errors, fieldError.required(`${path}.kind`)];
  const wrong = isDns1035Label(name.toLowerCase()).map((message) =>
    fieldError.invalid(`${path}.kind`, name, `may have mixed case, but should otherwise match: ${message}`),
  );
  return [...errors, ...wrong];
}

function validateConstraints(constraints: Fields | undefined, path: string): FieldError[] {
  if (constraints === undefined) return [fieldError.required(path)];
  const hasRules = listAt(constraints, 'resourceRules').length > 0;
  return [...validateMatch(constraints, path), ...(hasRules ? [] : [fieldError.required(`${path}.resourceRules`)])];
}

function validatePolicy(policy: KubeObject): FieldError[] {
  const spec = specOf(policy);
  const paramKind = fieldsAt(spec, 'paramKind');
  const validations = listAt(spec, 'validations');
  const errors = [
    ...validateRequiredOneOf(textAt(spec, 'failurePolicy'), ['Fail', 'Ignore'], 'spec.failurePolicy'),
    ...(paramKind === undefined ? [] : validateParamKind(paramKind, 'spec.paramKind')),
    ...validateConstraints(fieldsAt(spec, 'matchConstraints'), 'spec.matchConstraints'),
    ...['matchConditions', 'variables'].flatMap((field) =>
      listAt(spec, field).flatMap((each, index) => [
        ...(textAt(each, 'name') === '' ? [fieldError.required(`spec.${field}[${index}].name`)] : []),
        ...validateExpression(textAt(each, 'expression'), `spec.${field}[${index}].expression`),
      ]),
    ),
    ...validations.flatMap((each, index) => validateValidation(each, `spec.validations[${index}]`)),
  ];
  if (validations.length > 0 || listAt(spec, 'auditAnnotations').length > 0) return errors;
  const rule = 'validations or auditAnnotations must contain at least one item';
  return [...errors, ...['validations', 'auditAnnotations'].map((field) => fieldError.required(`spec.${field}`, rule))];
}

function validateParamRef(reference: Fields, path: string): FieldError[] {
  const action = textAt(reference, 'parameterNotFoundAction');
  const hasName = textAt(reference, 'name') !== '';
  const hasSelector = reference['selector'] !== undefined;
  const rule = 'name and selector are mutually exclusive';
  return [
    ...(hasName && hasSelector
      ? ['name', 'selector'].map((each) => fieldError.forbidden(`${path}.${each}`, rule))
      : []),
    ...(hasName || hasSelector ? [] : [fieldError.required(path, 'one of name or selector must be specified')]),
    ...validateRequiredOneOf(action, ['Allow', 'Deny'], `${path}.parameterNotFoundAction`),
  ];
}

function validateActions(actions: readonly string[], path: string): FieldError[] {
  if (actions.length === 0) return [fieldError.required(path)];
  const errors = actions.flatMap((action, index) => [
    ...validateOneOf(action, ACTIONS, `${path}[${index}]`),
    ...(actions.indexOf(action) < index ? [fieldError.duplicate(`${path}[${index}]`, action)] : []),
  ]);
  if (!actions.includes('Deny') || !actions.includes('Warn')) return errors;
  const why = 'repeating the same validation failure information in the API response and headers serves no purpose';
  return [...errors, fieldError.invalid(path, actions, `must not contain both Deny and Warn (${why})`)];
}

function validateBinding(binding: KubeObject): FieldError[] {
  const spec = specOf(binding);
  const policyName = textAt(spec, 'policyName');
  const paramRef = fieldsAt(spec, 'paramRef');
  const match = fieldsAt(spec, 'matchResources');
  return [
    ...(policyName === ''
      ? [fieldError.required('spec.policyName')]
      : validateDnsSubdomain(policyName, 'spec.policyName')),
    ...(paramRef === undefined ? [] : validateParamRef(paramRef, 'spec.paramRef')),
    ...(match === undefined ? [] : validateMatch(match, 'spec.matchResources')),
    ...validateActions(textsAt(spec, 'validationActions'), 'spec.validationActions'),
  ];
}

/** Fills in the constraints in a field of the specification, when it is there. */
function defaultConstraints(object: Draft, field: string): void {
  const match = draftAt(openDraft(object, 'spec'), field);
  if (match === undefined) return;
  defaultMatch(match, 'resourceRules');
  defaultMatch(match, 'excludeResourceRules');
}

function defaultPolicy(object: Draft): void {
  fill(openDraft(object, 'spec'), { failurePolicy: 'Fail' });
  defaultConstraints(object, 'matchConstraints');
}

const defaultBinding = (object: Draft): void => defaultConstraints(object, 'matchResources');

/**
 * ValidatingAdmissionPolicies. Who asks them: apiserver/admission/validating-policy. Types of expressions are not known.
 * Source: Kubernetes 1.36, pkg/apis/admissionregistration/validation/validation.go.
 */
export const validatingAdmissionPolicyStrategy: Strategy = {
  default: defaultPolicy,
  prepareForUpdate: keepStatus,
  validate: validatePolicy,
  validateUpdate: validatePolicy,
};

/** Where policies hold, and what happens there. */
export const validatingAdmissionPolicyBindingStrategy: Strategy = {
  default: defaultBinding,
  validate: validateBinding,
  validateUpdate: validateBinding,
};

/** MutatingAdmissionPolicies: kept, and without effect. */
export const mutatingAdmissionPolicyStrategy: Strategy = { default: defaultPolicy };

/** Where they would hold. */
export const mutatingAdmissionPolicyBindingStrategy: Strategy = { default: defaultBinding };
