import { fieldError, type FieldError, isPathSegmentName, parseQuantity, ZERO_QUANTITY } from '../api';
import { type Fields, fieldsAt, listAt, numberAt, textAt } from './fields';
import { invalidFor } from './field-rules';

const WINDOW_SECONDS_MAX = 3600;
const PERIOD_SECONDS_MAX = 1800;

const segment = (parent: Fields, field: string, path: string, missing: string): FieldError[] => {
  const value = textAt(parent, field);
  const at = `${path}.${field}`;
  return value === '' ? [fieldError.required(at, missing)] : invalidFor(at, value, isPathSegmentName(value));
};

/**
 * What is wrong with a reference to another object. What is scaled must be in a named group.
 *
 * Source: Kubernetes 1.36, pkg/apis/autoscaling/validation/validation.go `ValidateCrossVersionObjectReference`.
 */
export function validateReference(reference: Fields, path: string, needsGroup: boolean): FieldError[] {
  const errors = [...segment(reference, 'kind', path, ''), ...segment(reference, 'name', path, '')];
  const apiVersion = textAt(reference, 'apiVersion');
  const slashes = apiVersion.split('/').length - 1;
  const at = `${path}.apiVersion`;
  if (slashes > 1) {
    errors.push(fieldError.invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  } else if (needsGroup && slashes === 0 && !(apiVersion === 'v1' && reference['kind'] === 'ReplicationController')) {
    errors.push(fieldError.invalid(at, apiVersion, 'apiVersion must specify API group'));
  }
  return errors;
}

const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

function validateTarget(target: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = textAt(target, 'type');
  if (type === '') errors.push(fieldError.required(`${path}.type`, 'must specify a metric target type'));
  if (!TARGET_TYPES.includes(type)) {
    errors.push(fieldError.invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  }
  for (const field of ['value', 'averageValue']) {
    const text = target[field];
    if (typeof text !== 'string' || parseQuantity(text).compare(ZERO_QUANTITY) > 0) continue;
    errors.push(fieldError.invalid(`${path}.${field}`, text, 'must be positive'));
  }
  const utilization = numberAt(target, 'averageUtilization');
  if (utilization !== undefined && utilization < 1) {
    errors.push(fieldError.invalid(`${path}.averageUtilization`, utilization, 'must be greater than 0'));
  }
  return errors;
}

const validateIdentifier = (source: Fields, path: string): FieldError[] =>
  segment(fieldsAt(source, 'metric') ?? {}, 'name', `${path}.metric`, 'must specify a metric name');

/** Which kinds of target a source must and must not have. */
function validateChoice(source: Fields, path: string, kind: string): FieldError[] {
  const target = fieldsAt(source, 'target') ?? {};
  const at = `${path}.target`;
  const has = (field: string): boolean => target[field] !== undefined;
  switch (kind) {
    case 'object':
      if (has('value') || has('averageValue')) return [];
      return [fieldError.required(`${at}.averageValue`, 'must set either a target value or averageValue')];
    case 'external':
      if (!has('value') && !has('averageValue')) {
        const rule = 'must set either a target value for metric or a per-pod target';
        return [fieldError.required(`${at}.averageValue`, rule)];
      }
      if (!has('value') || !has('averageValue')) return [];
      return [fieldError.forbidden(`${at}.value`, 'may not set both a target value for metric and a per-pod target')];
    case 'pods':
      if (has('averageValue')) return [];
      return [fieldError.required(`${at}.averageValue`, 'must specify a positive target averageValue')];
    default:
      if (!has('averageUtilization') && !has('averageValue')) {
        const rule = 'must set either a target raw value or a target utilization';
        return [fieldError.required(`${at}.averageUtilization`, rule)];
      }
      if (!has('averageUtilization') || !has('averageValue')) return [];
      return [
        fieldError.forbidden(`${at}.averageValue`, 'may not set both a target raw value and a target utilization'),
      ];
  }
}

function validateSource(source: Fields, kind: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (kind === 'object') {
    errors.push(...validateReference(fieldsAt(source, 'describedObject') ?? {}, `${path}.describedObject`, false));
  }
  if (kind === 'resource' || kind === 'containerResource') {
    if (textAt(source, 'name') === '') errors.push(fieldError.required(`${path}.name`, 'must specify a resource name'));
    if (kind === 'containerResource' && textAt(source, 'container') === '') {
      errors.push(fieldError.required(`${path}.container`, 'must specify a container'));
    }
  } else errors.push(...validateIdentifier(source, path));
  errors.push(...validateTarget(fieldsAt(source, 'target') ?? {}, `${path}.target`));
  return [...errors, ...validateChoice(source, path, kind)];
}

/** Sources of metrics by the type that goes with them, in the order they are looked for. */
const SOURCES: Readonly<Record<string, string>> = {
  object: 'Object',
  external: 'External',
  pods: 'Pods',
  resource: 'Resource',
  containerResource: 'ContainerResource',
};

/** What is wrong with one metric. Source: Kubernetes 1.36, validation.go `validateMetricSpec`. */
export function validateMetric(metric: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = textAt(metric, 'type');
  const types = Object.values(SOURCES);
  if (type === '') errors.push(fieldError.required(`${path}.type`, 'must specify a metric source type'));
  if (!types.includes(type)) errors.push(fieldError.notSupported(`${path}.type`, type, types));
  const present = Object.keys(SOURCES).filter((kind) => fieldsAt(metric, kind) !== undefined);
  const first = present[0];
  if (first !== undefined) errors.push(...validateSource(fieldsAt(metric, first) as Fields, first, `${path}.${first}`));
  const expected = Object.keys(SOURCES).find((kind) => SOURCES[kind] === type);
  if (expected === undefined) errors.push(fieldError.notSupported(`${path}.type`, type, types));
  else if (!present.includes(expected)) {
    const rule = 'must populate information for the given metric source';
    errors.push(fieldError.required(`${path}.${expected}`, rule));
  }
  if (present.length === 1) return errors;
  for (const kind of present.filter((other) => other !== expected)) {
    errors.push(fieldError.forbidden(`${path}.${kind}`, 'must populate the given metric source only'));
  }
  return errors;
}

function validatePolicy(policy: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const type = textAt(policy, 'type');
  const value = numberAt(policy, 'value') ?? 0;
  const periodSeconds = numberAt(policy, 'periodSeconds') ?? 0;
  if (type !== 'Pods' && type !== 'Percent') {
    errors.push(fieldError.notSupported(`${path}.type`, type, ['Percent', 'Pods']));
  }
  if (value <= 0) errors.push(fieldError.invalid(`${path}.value`, value, 'must be greater than zero'));
  const at = `${path}.periodSeconds`;
  if (periodSeconds <= 0) errors.push(fieldError.invalid(at, periodSeconds, 'must be greater than zero'));
  if (periodSeconds > PERIOD_SECONDS_MAX) {
    errors.push(fieldError.invalid(at, periodSeconds, `must be less than or equal to ${PERIOD_SECONDS_MAX}`));
  }
  return errors;
}

function validateRules(rules: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const window = numberAt(rules, 'stabilizationWindowSeconds');
  const at = `${path}.stabilizationWindowSeconds`;
  if (window !== undefined && window < 0) {
    errors.push(fieldError.invalid(at, window, 'must be greater than or equal to zero'));
  }
  if (window !== undefined && window > WINDOW_SECONDS_MAX) {
    errors.push(fieldError.invalid(at, window, `must be less than or equal to ${WINDOW_SECONDS_MAX}`));
  }
  const selected = rules['selectPolicy'];
  const supported = ['Disabled', 'Max', 'Min'];
  if (typeof selected === 'string' && !supported.includes(selected)) {
    errors.push(fieldError.notSupported(`${path}.selectPolicy`, selected, supported));
  }
  const policies = listAt(rules, 'policies');
  if (policies.length === 0) {
    errors.push(fieldError.required(`${path}.policies`, 'must specify at least one Policy'));
  }
  policies.forEach((policy, index) => errors.push(...validatePolicy(policy, `${path}.policies[${index}]`)));
  const tolerance = rules['tolerance'];
  if (typeof tolerance === 'string' && parseQuantity(tolerance).compare(ZERO_QUANTITY) < 0) {
    errors.push(fieldError.invalid(`${path}.tolerance`, tolerance, 'must be greater than or equal to 0'));
  }
  return errors;
}

/** What is wrong with how fast to scale. Source: Kubernetes 1.36, validation.go `validateBehavior`. */
export function validateBehavior(behavior: Fields | undefined, path: string): FieldError[] {
  return ['scaleUp', 'scaleDown'].flatMap((field) => {
    const rules = fieldsAt(behavior, field);
    return rules === undefined ? [] : validateRules(rules, `${path}.${field}`);
  });
}
