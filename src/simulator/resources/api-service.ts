import { fieldError, isDns1035Label, type FieldError, type KubeObject } from '../api';
import { draftAt, fieldsAt, fill, numberAt, openDraft, textAt, type Fields } from './fields';
import { invalidFor, validateDnsSubdomain } from './field-rules';
import type { Strategy } from './resource';
import { keepStatus, specOf } from './workload-status';

const GROUP_PRIORITY_MAX = 20_000;
const VERSION_PRIORITY_MAX = 1000;

function validatePriority(spec: Fields, field: string, max: number): FieldError[] {
  const value = numberAt(spec, field) ?? 0;
  if (value > 0 && value <= max) return [];
  return [fieldError.invalid(`spec.${field}`, value, `must be positive and less than ${max}`)];
}

function validateTarget(spec: Fields): FieldError[] {
  const service = fieldsAt(spec, 'service');
  if (service === undefined) return [];
  const missing = ['namespace', 'name'].filter((field) => textAt(service, field) === '');
  const errors = missing.map((field) => fieldError.required(`spec.service.${field}`));
  if (spec['insecureSkipTLSVerify'] !== true || textAt(spec, 'caBundle') === '') return errors;
  return [...errors, fieldError.invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present')];
}

function validate(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  const group = textAt(spec, 'group');
  const version = textAt(spec, 'version');
  const name = object.metadata.name ?? '';
  const wanted = `${version}.${group}`;
  const errors: FieldError[] = [];
  if (name !== wanted) {
    const rule = `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`;
    errors.push(fieldError.invalid('metadata.name', name, rule));
  }
  if (group !== '') errors.push(...validateDnsSubdomain(group, 'spec.group'));
  else if (version !== 'v1') {
    errors.push(fieldError.required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  }
  return [
    ...errors,
    ...invalidFor('spec.version', version, isDns1035Label(version)),
    ...validatePriority(spec, 'groupPriorityMinimum', GROUP_PRIORITY_MAX),
    ...validatePriority(spec, 'versionPriority', VERSION_PRIORITY_MAX),
    ...validateTarget(spec),
  ];
}

/**
 * APIServices. Who serves them: apiserver/aggregation.
 * Source: Kubernetes 1.36, kube-aggregator/pkg/apis/apiregistration/validation/validation.go `ValidateAPIService`.
 */
export const apiServiceStrategy: Strategy = {
  hasGeneration: false,
  default(object) {
    const service = draftAt(openDraft(object, 'spec'), 'service');
    if (service !== undefined) fill(service, { port: 443 });
  },
  prepareForUpdate: keepStatus,
  // The one of the core group ends with a dot; the rule above is stricter.
  validateName: () => [],
  validate,
  validateUpdate: validate,
};
