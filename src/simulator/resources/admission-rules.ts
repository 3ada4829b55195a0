import { fieldError, type Draft, type FieldError } from '../api';
import { draftsAt, fieldsAt, fill, listAt, openDraft, textAt, textsAt, type Fields } from './fields';
import { validateLabelSelector, validateOneOf } from './field-rules';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

/** Fills in which objects are meant. Source: Kubernetes 1.36, pkg/apis/admissionregistration/v1/defaults.go. */
export function defaultMatch(match: Draft, rules: string): void {
  fill(match, { matchPolicy: 'Equivalent' });
  openDraft(match, 'namespaceSelector');
  openDraft(match, 'objectSelector');
  for (const rule of draftsAt(match, rules)) fill(rule, { scope: '*' });
}

/** Source: Kubernetes 1.36, pkg/apis/admissionregistration/validation/validation.go `validateMatchResources`. */
export function validateMatch(match: Fields, path: string): FieldError[] {
  return [
    ...validateOneOf(textAt(match, 'matchPolicy'), ['Equivalent', 'Exact'], `${path}.matchPolicy`),
    ...['namespaceSelector', 'objectSelector'].flatMap((field) =>
      validateLabelSelector(fieldsAt(match, field), `${path}.${field}`),
    ),
    ...['resourceRules', 'excludeResourceRules'].flatMap((field) =>
      listAt(match, field).flatMap((rule, index) => validateAdmissionRule(rule, `${path}.${field}[${index}]`)),
    ),
  ];
}

/** What is wrong with the writes that a webhook or policy names. Source: validation.go `validateRuleWithOperations`. */
export function validateAdmissionRule(rule: Fields, path: string): FieldError[] {
  const operations = textsAt(rule, 'operations');
  const scope = textAt(rule, 'scope');
  return [
    ...validateWords(operations, `${path}.operations`, 'operations'),
    ...operations.flatMap((each, index) => validateOneOf(each, OPERATIONS, `${path}.operations[${index}]`)),
    ...validateWords(textsAt(rule, 'apiGroups'), `${path}.apiGroups`, 'API groups'),
    ...validateWords(textsAt(rule, 'apiVersions'), `${path}.apiVersions`, 'API versions'),
    ...missing(textsAt(rule, 'apiVersions'), `${path}.apiVersions`),
    ...validateResources(textsAt(rule, 'resources'), `${path}.resources`),
    ...(scope === '' ? [] : validateOneOf(scope, SCOPES, `${path}.scope`)),
  ];
}

/** Words of which a star means all. */
function validateWords(words: readonly string[], path: string, what: string): FieldError[] {
  if (words.length === 0) return [fieldError.required(path)];
  if (words.length === 1 || !words.includes('*')) return [];
  return [fieldError.invalid(path, words, `if '*' is present, must not specify other ${what}`)];
}

const missing = (words: readonly string[], path: string): FieldError[] =>
  words.flatMap((word, index) => (word === '' ? [fieldError.required(`${path}[${index}]`)] : []));

function validateResources(resources: readonly string[], path: string): FieldError[] {
  if (resources.length === 0) return [fieldError.required(path)];
  const errors = missing(resources, path);
  const starred = new Set<string>();
  resources.forEach((resource, index) => {
    const cut = resource.indexOf('/');
    if (cut < 0) return;
    const [whole, part] = [`${resource.slice(0, cut)}/*`, `*/${resource.slice(cut + 1)}`];
    for (const each of [whole, part]) {
      if (!starred.has(each)) continue;
      const rule = `if '${each}' is present, must not specify ${resource}`;
      errors.push(fieldError.invalid(`${path}[${index}]`, resource, rule));
    }
    if (resource === whole || resource === part) starred.add(resource);
  });
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(fieldError.invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && resources.some((each) => each !== '*' && !each.includes('/'))) {
    const rule = "if '*' is present, must not specify other resources without subresources";
    errors.push(fieldError.invalid(path, resources, rule));
  }
  return errors;
}
