import { fieldError, type FieldError, isDnsLabel, isDnsSubdomain, isLabelValue } from '../../api';
import { type Fields, fieldsAt, listAt, mapAt, numberAt, textAt, textsAt } from '../fields';
import { invalidFor, validateLabelSelector, validateQualifiedName } from '../field-rules';

/** Source: Kubernetes 1.36, validation.go `ValidateNodeSelectorRequirement`. */
function validateNodeRequirement(requirement: Fields, path: string, checksValues: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const values = textsAt(requirement, 'values');
  switch (requirement['operator']) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(fieldError.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        const rule = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        errors.push(fieldError.forbidden(`${path}.values`, rule));
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        const rule = "must be specified single value when `operator` is 'Lt' or 'Gt'";
        errors.push(fieldError.required(`${path}.values`, rule));
      }
      break;
    default:
      errors.push(
        fieldError.invalid(`${path}.operator`, textAt(requirement, 'operator'), 'not a valid selector operator'),
      );
  }
  errors.push(...validateQualifiedName(textAt(requirement, 'key'), `${path}.key`));
  if (checksValues) {
    values.forEach((value, index) =>
      errors.push(...invalidFor(`${path}.values[${index}]`, value, isLabelValue(value))),
    );
  }
  return errors;
}

/** Nodes can only be picked by one name. Source: validation.go `ValidateNodeFieldSelectorRequirement`. */
function validateNodeField(requirement: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const operator = textAt(requirement, 'operator');
  const key = textAt(requirement, 'key');
  const values = textsAt(requirement, 'values');
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(fieldError.invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const rule = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(fieldError.required(`${path}.values`, rule));
  }
  if (key !== 'metadata.name') {
    errors.push(fieldError.invalid(`${path}.key`, key, 'not a valid field selector key'));
  } else {
    values.forEach((value, index) =>
      errors.push(...invalidFor(`${path}.values[${index}]`, value, isDnsSubdomain(value))),
    );
  }
  return errors;
}

function validateNodeTerm(term: Fields | undefined, path: string, checksValues: boolean): FieldError[] {
  return [
    ...listAt(term, 'matchExpressions').flatMap((requirement, index) =>
      validateNodeRequirement(requirement, `${path}.matchExpressions[${index}]`, checksValues),
    ),
    ...listAt(term, 'matchFields').flatMap((requirement, index) =>
      validateNodeField(requirement, `${path}.matchFields[${index}]`),
    ),
  ];
}

/** What is wrong with a selector of nodes. Source: Kubernetes 1.36, validation.go `ValidateNodeSelector`. */
export function validateNodeSelector(selector: Fields, path: string): FieldError[] {
  const terms = listAt(selector, 'nodeSelectorTerms');
  const at = `${path}.nodeSelectorTerms`;
  if (terms.length === 0) return [fieldError.required(at, 'must have at least one node selector term')];
  return terms.flatMap((term, index) => validateNodeTerm(term, `${at}[${index}]`, true));
}

const validateWeight = (term: Fields, path: string): FieldError[] => {
  const weight = numberAt(term, 'weight') ?? 0;
  if (weight > 0 && weight <= 100) return [];
  return [fieldError.invalid(`${path}.weight`, weight, 'must be in the range 1-100')];
};

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function validateNodeAffinity(affinity: Fields, path: string): FieldError[] {
  const required = fieldsAt(affinity, REQUIRED);
  return [
    ...(required === undefined ? [] : validateNodeSelector(required, `${path}.${REQUIRED}`)),
    ...listAt(affinity, PREFERRED).flatMap((term, index) => {
      const at = `${path}.${PREFERRED}[${index}]`;
      return [
        ...validateWeight(term, at),
        ...validateNodeTerm(fieldsAt(term, 'preference'), `${at}.preference`, false),
      ];
    }),
  ];
}

function validateLabelKeys(term: Fields, field: string, path: string): FieldError[] {
  const keys = textsAt(term, field);
  if (keys.length === 0) return [];
  const at = `${path}.${field}`;
  if (fieldsAt(term, 'labelSelector') === undefined) {
    return [fieldError.forbidden(at, 'must not be specified when labelSelector is not set')];
  }
  return keys.flatMap((key, index) => validateQualifiedName(key, `${at}[${index}]`));
}

/** Source: Kubernetes 1.36, validation.go `validateMatchLabelKeysAndMismatchLabelKeys`. */
function validateMatchedKeys(term: Fields, path: string): FieldError[] {
  const errors = [
    ...validateLabelKeys(term, 'matchLabelKeys', path),
    ...validateLabelKeys(term, 'mismatchLabelKeys', path),
  ];
  const matched = textsAt(term, 'matchLabelKeys');
  const selector = fieldsAt(term, 'labelSelector');
  // The server has added one expression for each key by now, so a key that was there before occurs twice.
  const seen = new Set(Object.keys(mapAt(selector, 'matchLabels') ?? {}));
  for (const expression of listAt(selector, 'matchExpressions')) {
    const key = textAt(expression, 'key');
    const index = matched.indexOf(key);
    if (index >= 0 && seen.has(key)) {
      errors.push(fieldError.invalid(`${path}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    }
    seen.add(key);
  }
  const mismatched = new Set(textsAt(term, 'mismatchLabelKeys'));
  matched.forEach((key, index) => {
    if (!mismatched.has(key)) return;
    const rule = 'exists in both matchLabelKeys and mismatchLabelKeys';
    errors.push(fieldError.invalid(`${path}.matchLabelKeys[${index}]`, key, rule));
  });
  return errors;
}

function validatePodTerm(term: Fields | undefined, path: string): FieldError[] {
  const errors = [
    ...validateLabelSelector(fieldsAt(term, 'labelSelector'), `${path}.labelSelector`),
    ...validateLabelSelector(fieldsAt(term, 'namespaceSelector'), `${path}.namespaceSelector`),
  ];
  for (const name of textsAt(term, 'namespaces')) {
    errors.push(...invalidFor(`${path}.namespace`, name, isDnsLabel(name)));
  }
  errors.push(...validateMatchedKeys(term ?? {}, path));
  const topologyKey = textAt(term, 'topologyKey');
  if (topologyKey === '') errors.push(fieldError.required(`${path}.topologyKey`, 'can not be empty'));
  return [...errors, ...validateQualifiedName(topologyKey, `${path}.topologyKey`)];
}

const validatePodAffinity = (affinity: Fields, path: string): FieldError[] => [
  ...listAt(affinity, REQUIRED).flatMap((term, index) => validatePodTerm(term, `${path}.${REQUIRED}[${index}]`)),
  ...listAt(affinity, PREFERRED).flatMap((term, index) => {
    const at = `${path}.${PREFERRED}[${index}]`;
    return [
      ...validateWeight(term, at),
      ...validatePodTerm(fieldsAt(term, 'podAffinityTerm'), `${at}.podAffinityTerm`),
    ];
  }),
];

/** What is wrong with what a Pod wants to be near to. Source: Kubernetes 1.36, validation.go `validateAffinity`. */
export function validateAffinity(spec: Fields, path: string): FieldError[] {
  const affinity = fieldsAt(spec, 'affinity');
  const node = fieldsAt(affinity, 'nodeAffinity');
  const errors = node === undefined ? [] : validateNodeAffinity(node, `${path}.nodeAffinity`);
  for (const field of ['podAffinity', 'podAntiAffinity']) {
    const part = fieldsAt(affinity, field);
    if (part !== undefined) errors.push(...validatePodAffinity(part, `${path}.${field}`));
  }
  return errors;
}
