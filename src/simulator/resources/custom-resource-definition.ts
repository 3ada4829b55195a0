import { fieldError, isDns1035Label, type Draft, type FieldError, type KubeObject } from '../api';
import { judgeSchema } from './custom/judge-schema';
import { draftAt, fieldsAt, fill, isSame, listAt, openDraft, textAt, textsAt, type Fields } from './fields';
import { invalidFor, validateDnsSubdomain, validateRequiredOneOf } from './field-rules';
import type { Strategy } from './resource';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['', 'byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const SCOPES = ['Cluster', 'Namespaced'];

/** Source: Kubernetes 1.36, apiextensions/pkg/apis/apiextensions/v1/defaults.go. */
function fillIn(object: Draft): void {
  const spec = openDraft(object, 'spec');
  const names = openDraft(spec, 'names');
  const kind = textAt(names, 'kind');
  for (const field of ['singular', 'listKind']) if (names[field] === '') delete names[field];
  fill(names, { singular: kind.toLowerCase() });
  if (kind !== '') fill(names, { listKind: `${kind}List` });
  if (draftAt(spec, 'conversion') === undefined) spec['conversion'] = { strategy: 'None' };
}

/** Remembers each version that objects may be stored in. */
function rememberStored(object: Draft, known: readonly string[]): void {
  const stored = new Set(known);
  for (const version of listAt(fieldsAt(object, 'spec'), 'versions')) {
    if (version['storage'] === true) stored.add(textAt(version, 'name'));
  }
  openDraft(object, 'status')['storedVersions'] = [...stored];
}

function validateNames(spec: Fields): FieldError[] {
  const names = fieldsAt(spec, 'names') ?? {};
  const path = 'spec.names';
  const errors: FieldError[] = [];
  for (const field of ['plural', 'singular', 'kind', 'listKind']) {
    const name = textAt(names, field);
    if (name === '') {
      errors.push(fieldError.required(`${path}.${field}`));
      continue;
    }
    const isKind = field === 'kind' || field === 'listKind';
    const messages = isDns1035Label(isKind ? name.toLowerCase() : name);
    errors.push(
      ...(isKind
        ? messages.map((message) =>
            fieldError.invalid(`${path}.${field}`, name, `may have mixed case, but should otherwise match: ${message}`),
          )
        : invalidFor(`${path}.${field}`, name, messages)),
    );
  }
  textsAt(names, 'shortNames').forEach((name, index) => {
    errors.push(...invalidFor(`${path}.shortNames[${index}]`, name, isDns1035Label(name)));
  });
  textsAt(names, 'categories').forEach((name, index) => {
    errors.push(...invalidFor(`${path}.categories[${index}]`, name, isDns1035Label(name)));
  });
  if (textAt(names, 'kind') !== '' && textAt(names, 'kind') === textAt(names, 'listKind')) {
    const message = 'kind and listKind may not be the same';
    errors.push(fieldError.invalid(`${path}.listKind`, textAt(names, 'listKind'), message));
  }
  return errors;
}

function validateScale(scale: Fields, path: string): FieldError[] {
  const rules = [
    ['specReplicasPath', '.spec.', true],
    ['statusReplicasPath', '.status.', true],
    ['labelSelectorPath', '', false],
  ] as const;
  return rules.flatMap(([field, prefix, isRequired]) => {
    const value = textAt(scale, field);
    if (value === '') return isRequired ? [fieldError.required(`${path}.${field}`)] : [];
    if (field === 'labelSelectorPath') {
      return value.startsWith('.spec.') || value.startsWith('.status.')
        ? []
        : [fieldError.invalid(`${path}.${field}`, value, 'should be a json path under either .spec or .status')];
    }
    return value.startsWith(prefix)
      ? []
      : [fieldError.invalid(`${path}.${field}`, value, `should be a json path under ${prefix.slice(0, -1)}`)];
  });
}

function validateColumns(version: Fields, path: string): FieldError[] {
  return listAt(version, 'additionalPrinterColumns').flatMap((column, index) => {
    const at = `${path}.additionalPrinterColumns[${index}]`;
    const type = textAt(column, 'type');
    const format = textAt(column, 'format');
    const errors: FieldError[] = [];
    if (textAt(column, 'name') === '') errors.push(fieldError.required(`${at}.name`));
    if (type === '') errors.push(fieldError.required(`${at}.type`, `must be one of ${COLUMN_TYPES.join(',')}`));
    else if (!COLUMN_TYPES.includes(type)) {
      errors.push(fieldError.invalid(`${at}.type`, type, `must be one of ${COLUMN_TYPES.join(',')}`));
    }
    if (!COLUMN_FORMATS.includes(format)) {
      errors.push(fieldError.invalid(`${at}.format`, format, `must be one of ${COLUMN_FORMATS.slice(1).join(',')}`));
    }
    if (textAt(column, 'jsonPath') === '') errors.push(fieldError.required(`${at}.jsonPath`));
    return errors;
  });
}

function validateVersion(version: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(version, 'name');
  errors.push(...invalidFor(`${path}.name`, name, isDns1035Label(name)));
  const schema = fieldsAt(fieldsAt(version, 'schema'), 'openAPIV3Schema');
  const schemaPath = `${path}.schema.openAPIV3Schema`;
  if (schema === undefined) errors.push(fieldError.required(schemaPath));
  else errors.push(...judgeSchema(schema, schemaPath));
  const subresources = fieldsAt(version, 'subresources');
  const scale = fieldsAt(subresources, 'scale');
  if (scale !== undefined) errors.push(...validateScale(scale, `${path}.subresources.scale`));
  return [...errors, ...validateColumns(version, path)];
}

function validateVersions(spec: Fields): FieldError[] {
  const versions = listAt(spec, 'versions');
  if (versions.length === 0) {
    return [fieldError.invalid('spec.versions', versions, 'must have exactly one version marked as storage version')];
  }
  const errors: FieldError[] = [];
  const names = versions.map((version) => textAt(version, 'name'));
  versions.forEach((version, index) => errors.push(...validateVersion(version, `spec.versions[${index}]`)));
  if (new Set(names).size < names.length) {
    errors.push(fieldError.invalid('spec.versions', versions, 'must contain unique version names'));
  }
  if (versions.filter((version) => version['storage'] === true).length !== 1) {
    const rule = 'must have exactly one version marked as storage version';
    errors.push(fieldError.invalid('spec.versions', versions, rule));
  }
  return errors;
}

function validate(object: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec') ?? {};
  const errors: FieldError[] = [];
  const name = object.metadata.name ?? '';
  const group = textAt(spec, 'group');
  if (name !== `${textAt(fieldsAt(spec, 'names'), 'plural')}.${group}`) {
    errors.push(fieldError.invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group'));
  }
  if (group === '') errors.push(fieldError.required('spec.group'));
  else {
    errors.push(...validateDnsSubdomain(group, 'spec.group'));
    if (!group.includes('.')) {
      errors.push(fieldError.invalid('spec.group', group, 'should be a domain with at least one dot'));
    }
  }
  errors.push(...validateRequiredOneOf(textAt(spec, 'scope'), SCOPES, 'spec.scope'));
  return [...errors, ...validateVersions(spec), ...validateNames(spec)];
}

const APPROVAL = 'api-approved.kubernetes.io';

/**
 * Groups of Kubernetes' own need the approval of its community, or the word that there is none.
 * Source: Kubernetes 1.36, apiextensions/pkg/apihelpers/helpers.go `GetAPIApprovalState`.
 */
function validateApproval(object: KubeObject): FieldError[] {
  const group = textAt(fieldsAt(object, 'spec'), 'group');
  if (!/(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group)) return [];
  const path = `metadata.annotations[${APPROVAL}]`;
  const approval = object.metadata.annotations?.[APPROVAL] ?? '';
  const rule = `protected groups must have approval annotation "${APPROVAL}"`;
  const where = 'see https://github.com/kubernetes/enhancements/pull/1111';
  if (approval === '') return [fieldError.required(path, `${rule}, ${where}`)];
  if (approval.startsWith('unapproved') || /^[a-z][a-z0-9+.-]*:\/\/[^/]+/i.test(approval)) return [];
  const either = `${rule} with either a URL or a reason starting with "unapproved"`;
  return [fieldError.invalid(path, approval, `${either}, ${where}`)];
}

/** What stays once the definition serves objects. */
function validateKept(object: KubeObject, old: KubeObject): FieldError[] {
  const conditions = listAt(fieldsAt(old, 'status'), 'conditions');
  const isEstablished = conditions.some(({ type, status }) => type === 'Established' && status === 'True');
  const now = fieldsAt(object, 'spec') ?? {};
  const before = fieldsAt(old, 'spec') ?? {};
  const kept: (readonly [string, unknown, unknown])[] = [
    ['spec.group', now['group'], before['group']],
    ['spec.names.plural', fieldsAt(now, 'names')?.['plural'], fieldsAt(before, 'names')?.['plural']],
  ];
  if (isEstablished) {
    kept.push(['spec.scope', now['scope'], before['scope']]);
    kept.push(['spec.names.kind', fieldsAt(now, 'names')?.['kind'], fieldsAt(before, 'names')?.['kind']]);
  }
  return kept
    .filter(([, value, previous]) => !isSame(value, previous))
    .map(([path, value]) => fieldError.invalid(path, value, 'field is immutable'));
}

/**
 * Definitions of custom kinds: what can be said of the object itself.
 *
 * Source: Kubernetes 1.36, apiextensions/pkg/apis/apiextensions/validation/validation.go
 * `ValidateCustomResourceDefinition`.
 */
export const customResourceDefinitionStrategy: Strategy = {
  default: fillIn,
  prepareForCreate(object) {
    object['status'] = { acceptedNames: { kind: '', plural: '' }, conditions: null };
    rememberStored(object, []);
  },
  prepareForUpdate(object, old) {
    const status = fieldsAt(old, 'status') ?? {};
    object['status'] = { ...status };
    rememberStored(object, textsAt(status, 'storedVersions'));
  },
  validate: (object) => [...validate(object), ...validateApproval(object)],
  validateUpdate(object, old) {
    // What was stored without approval may stay so.
    const isKept = isSame(object.metadata.annotations?.[APPROVAL], old.metadata.annotations?.[APPROVAL]);
    return [...validate(object), ...(isKept ? [] : validateApproval(object)), ...validateKept(object, old)];
  },
};
