import { fieldError, type FieldError, isLabelValue } from '../../api';
import { type Fields, fieldsAt, listAt, mapAt, numberAt, textAt, textsAt } from '../fields';
import { POSITIVE, validateLabelSelector, validateQualifiedName } from '../field-rules';

const OPERATOR_RULE = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** What is wrong with tolerations. Source: Kubernetes 1.36, validation.go `ValidateTolerations`. */
export function validateTolerations(spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  listAt(spec, 'tolerations').forEach((toleration, index) => {
    const at = `${path}[${index}]`;
    const key = textAt(toleration, 'key');
    const operator = textAt(toleration, 'operator');
    const value = textAt(toleration, 'value');
    const effect = textAt(toleration, 'effect');
    if (key !== '') errors.push(...validateQualifiedName(key, `${at}.key`));
    else if (operator !== 'Exists') errors.push(fieldError.invalid(`${at}.operator`, operator, OPERATOR_RULE));
    if (toleration['tolerationSeconds'] !== undefined && effect !== 'NoExecute') {
      const rule = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      errors.push(fieldError.invalid(`${at}.effect`, effect, rule));
    }
    if (operator === '' || operator === 'Equal') {
      const wrong = isLabelValue(value);
      if (wrong.length > 0) errors.push(fieldError.invalid(`${at}.operator`, value, wrong.join(';')));
    } else if (operator === 'Exists') {
      const rule = "value must be empty when `operator` is 'Exists'";
      if (value !== '') errors.push(fieldError.invalid(`${at}.operator`, value, rule));
    } else errors.push(fieldError.notSupported(`${at}.operator`, operator, ['Equal', 'Exists'], 'as given'));
    if (effect !== '' && !EFFECTS.includes(effect)) {
      errors.push(fieldError.notSupported(`${at}.effect`, effect, EFFECTS, 'as given'));
    }
  });
  return errors;
}

/** Keys of a selector's labels and, when asked for, of its expressions. */
function selectorKeys(selector: Fields | undefined): string[] {
  const expressions = listAt(selector, 'matchExpressions').map((expression) => textAt(expression, 'key'));
  return [...Object.keys(mapAt(selector, 'matchLabels') ?? {}), ...expressions];
}

function validateMinDomains(constraint: Fields, path: string): FieldError[] {
  const minDomains = numberAt(constraint, 'minDomains');
  if (minDomains === undefined) return [];
  const action = textAt(constraint, 'whenUnsatisfiable');
  const errors: FieldError[] = [];
  if (minDomains <= 0) errors.push(fieldError.invalid(`${path}.minDomains`, minDomains, POSITIVE));
  if (action !== 'DoNotSchedule') {
    const rule = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
    errors.push(fieldError.invalid(`${path}.minDomains`, minDomains, rule));
  }
  return errors;
}

function validateSpreadKeys(constraint: Fields, path: string): FieldError[] {
  const keys = textsAt(constraint, 'matchLabelKeys');
  if (keys.length === 0) return [];
  const selector = fieldsAt(constraint, 'labelSelector');
  const known = new Set(selectorKeys(selector));
  const errors: FieldError[] = [];
  if (selector === undefined) {
    errors.push(fieldError.forbidden(path, 'must not be specified when labelSelector is not set'));
  }
  keys.forEach((key, index) => {
    errors.push(...validateQualifiedName(key, `${path}[${index}]`));
    if (known.has(key)) {
      errors.push(fieldError.invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    }
  });
  return errors;
}

/** What is wrong with how Pods are spread. Source: Kubernetes 1.36, validation.go `validateTopologySpreadConstraints`. */
export function validateTopologySpread(spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const constraints = listAt(spec, 'topologySpreadConstraints');
  constraints.forEach((constraint, index) => {
    const at = `${path}[${index}]`;
    const maxSkew = numberAt(constraint, 'maxSkew') ?? 0;
    const key = textAt(constraint, 'topologyKey');
    const action = textAt(constraint, 'whenUnsatisfiable');
    if (maxSkew <= 0) errors.push(fieldError.invalid(`${at}.maxSkew`, maxSkew, POSITIVE));
    if (key === '') errors.push(fieldError.required(`${at}.topologyKey`, 'can not be empty'));
    if (action !== 'DoNotSchedule' && action !== 'ScheduleAnyway') {
      errors.push(fieldError.notSupported(`${at}.whenUnsatisfiable`, action, ['DoNotSchedule', 'ScheduleAnyway']));
    }
    const isRepeated = constraints
      .slice(index + 1)
      .some((other) => textAt(other, 'topologyKey') === key && textAt(other, 'whenUnsatisfiable') === action);
    if (isRepeated) {
      errors.push(fieldError.duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${key}, ${action}}`));
    }
    errors.push(...validateMinDomains(constraint, at));
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      const policy = constraint[field];
      if (policy === undefined || policy === 'Ignore' || policy === 'Honor') continue;
      errors.push(fieldError.notSupported(`${at}.${field}`, policy, ['Honor', 'Ignore']));
    }
    errors.push(...validateSpreadKeys(constraint, `${at}.matchLabelKeys`));
    errors.push(...validateLabelSelector(fieldsAt(constraint, 'labelSelector'), `${at}.labelSelector`));
  });
  return errors;
}
