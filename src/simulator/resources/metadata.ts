import {
  byteLength,
  fieldError,
  isDnsLabel,
  isDnsSubdomain,
  isLabelValue,
  isPathSegmentName,
  isPathSegmentPrefix,
  isQualifiedName,
  parseApiVersion,
  type FieldError,
  type KubeObject,
  type ManagedFieldsEntry,
  type ObjectMeta,
  type OwnerReference,
} from '../api';

/** Bytes that the annotations of one object may have together. Source: objectmeta.go TotalAnnotationSizeLimitB. */
const ANNOTATION_BYTES_MAX = 256 * 1024;
const MANAGER_LENGTH_MAX = 128;
const SUBRESOURCE_LENGTH_MAX = 256;

/** What metadata is checked against. */
export interface MetadataRules {
  readonly isNamespaced: boolean;
  /** Rule of names. @default - an RFC 1123 subdomain */
  readonly validateName?: (name: string, isPrefix: boolean) => string[];
}

/** A prefix may end in a dash, because letters follow it. Source: validation/generic.go maskTrailingDash. */
const withoutTrailingDash = (name: string): string =>
  name.length > 1 && name.endsWith('-') ? `${name.slice(0, -1)}a` : name;

/** Names that are RFC 1123 subdomains: the rule of most kinds. */
export const nameIsDnsSubdomain = (name: string, isPrefix: boolean): string[] =>
  isDnsSubdomain(isPrefix ? withoutTrailingDash(name) : name);

/** Names that are RFC 1123 labels: Namespaces and Services. */
export const nameIsDnsLabel = (name: string, isPrefix: boolean): string[] =>
  isDnsLabel(isPrefix ? withoutTrailingDash(name) : name);

/** Names that only have to fit in a path: roles and their bindings. */
export const nameIsPathSegment = (name: string, isPrefix: boolean): string[] =>
  isPrefix ? isPathSegmentPrefix(name) : isPathSegmentName(name);

/** What is wrong with labels or a plain selector at `path`. */
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  if (labels === undefined) return [];
  return Object.keys(labels)
    .sort()
    .flatMap((key) => [
      ...isQualifiedName(key).map((message) => fieldError.invalid(path, key, message)),
      ...isLabelValue(labels[key] ?? '').map((message) => fieldError.invalid(path, labels[key], message)),
    ]);
}

/** What is wrong with annotations at `path`. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
): FieldError[] {
  if (annotations === undefined) return [];
  const errors = Object.keys(annotations)
    .sort()
    .flatMap((key) => isQualifiedName(key.toLowerCase()).map((message) => fieldError.invalid(path, key, message)));
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) bytes += byteLength(key) + byteLength(value);
  if (bytes > ANNOTATION_BYTES_MAX) errors.push(fieldError.tooLong(path, ANNOTATION_BYTES_MAX));
  return errors;
}

function validateOwnerReferences(owners: readonly OwnerReference[] | undefined, path: string): FieldError[] {
  if (owners === undefined) return [];
  const errors: FieldError[] = [];
  let controller = '';
  for (const owner of owners) {
    const { group, version } = parseApiVersion(owner.apiVersion ?? '');
    if (version === '') {
      errors.push(fieldError.invalid(`${path}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
    }
    for (const part of ['kind', 'name', 'uid'] as const) {
      if ((owner[part] ?? '') === '') errors.push(fieldError.invalid(`${path}.${part}`, '', 'must not be empty'));
    }
    if (group === '' && version === 'v1' && owner.kind === 'Event') {
      errors.push(fieldError.invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (owner.controller !== true) continue;
    const name = `${owner.kind}/${owner.name}`;
    if (controller === '') {
      controller = name;
      continue;
    }
    const found = `Found "true" in references for ${controller} and ${name}`;
    errors.push(fieldError.invalid(path, owners, `Only one reference can have Controller set to true. ${found}`));
  }
  return errors;
}

function validateFinalizers(finalizers: readonly string[] | undefined, path: string): FieldError[] {
  if (finalizers === undefined) return [];
  const errors = finalizers.flatMap((name) =>
    isQualifiedName(name).map((message) => fieldError.invalid(path, name, message)),
  );
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const message = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(fieldError.invalid(path, finalizers, message));
  }
  return errors;
}

/** Finalizers without a domain. Source: Kubernetes 1.36, pkg/apis/core/helper `IsStandardFinalizerName`. */
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['foregroundDeletion', 'kubernetes', 'orphan']);

/** Finalizers that neither are Kubernetes' own nor name their domain. */
export const unqualifiedFinalizers = ({ metadata }: KubeObject): readonly string[] =>
  (metadata.finalizers ?? []).filter((name) => !name.includes('/') && !STANDARD_FINALIZERS.has(name));

/**
 * What is wrong with the finalizers of a built-in object beyond what holds for all.
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `validateKubeFinalizerName`.
 */
export function validateBuiltInFinalizers(object: KubeObject): FieldError[] {
  const { finalizers } = object.metadata;
  if (finalizers === undefined) return [];
  const rule = 'name is neither a standard finalizer name nor is it fully qualified';
  return unqualifiedFinalizers(object).map((name) =>
    fieldError.invalid(`metadata.finalizers[${finalizers.indexOf(name)}]`, name, rule),
  );
}

function validateManagedFields(entries: readonly ManagedFieldsEntry[] | undefined, path: string): FieldError[] {
  return (entries ?? []).flatMap((entry, index) => {
    const at = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (entry.operation !== 'Apply' && entry.operation !== 'Update') {
      errors.push(fieldError.invalid(`${at}.operation`, entry.operation ?? '', 'must be `Apply` or `Update`'));
    }
    if (entry.fieldsType !== undefined && entry.fieldsType !== 'FieldsV1') {
      errors.push(fieldError.invalid(`${at}.fieldsType`, entry.fieldsType, 'must be `FieldsV1`'));
    }
    if ((entry.manager ?? '').length > MANAGER_LENGTH_MAX) {
      errors.push(fieldError.tooLong(`${at}.manager`, MANAGER_LENGTH_MAX));
    }
    if ((entry.subresource ?? '').length > SUBRESOURCE_LENGTH_MAX) {
      errors.push(fieldError.tooLong(`${at}.subresource`, SUBRESOURCE_LENGTH_MAX));
    }
    return errors;
  });
}

/** What `old` has as well is right already. */
function validateMaps(metadata: ObjectMeta, path: string, old: ObjectMeta = {}): FieldError[] {
  const { labels, annotations, ownerReferences, finalizers, managedFields } = metadata;
  const errors: FieldError[] = [];
  if (labels !== old.labels) errors.push(...validateLabels(labels, `${path}.labels`));
  if (annotations !== old.annotations) errors.push(...validateAnnotations(annotations, `${path}.annotations`));
  if (ownerReferences !== old.ownerReferences)
    errors.push(...validateOwnerReferences(ownerReferences, `${path}.ownerReferences`));
  if (finalizers !== old.finalizers) errors.push(...validateFinalizers(finalizers, `${path}.finalizers`));
  if (managedFields !== old.managedFields)
    errors.push(...validateManagedFields(managedFields, `${path}.managedFields`));
  return errors;
}

/**
 * What is wrong with the metadata of a new object, whose name has been generated already.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/api/validation/objectmeta.go `ValidateObjectMetaAccessor`. Where Go visits
 * a map in any order, keys are visited in their own order.
 */
export function validateMetadata(object: KubeObject, rules: MetadataRules, path = 'metadata'): FieldError[] {
  const { metadata } = object;
  const validateName = rules.validateName ?? nameIsDnsSubdomain;
  const errors: FieldError[] = [];
  const name = metadata.name ?? '';
  const generateName = metadata.generateName ?? '';
  if (generateName !== '') {
    for (const message of validateName(generateName, true)) {
      errors.push(fieldError.invalid(`${path}.generateName`, generateName, message));
    }
  }
  if (name === '') errors.push(fieldError.required(`${path}.name`, 'name or generateName is required'));
  else for (const message of validateName(name, false)) errors.push(fieldError.invalid(`${path}.name`, name, message));
  const namespace = metadata.namespace ?? '';
  if (!rules.isNamespaced) {
    if (namespace !== '') errors.push(fieldError.forbidden(`${path}.namespace`, 'not allowed on this type'));
  } else if (namespace === '') {
    errors.push(fieldError.required(`${path}.namespace`));
  } else {
    for (const message of isDnsLabel(namespace)) {
      errors.push(fieldError.invalid(`${path}.namespace`, namespace, message));
    }
  }
  if ((metadata.generation ?? 0) < 0) {
    errors.push(fieldError.invalid(`${path}.generation`, metadata.generation, 'must be greater than or equal to 0'));
  }
  errors.push(...validateMaps(metadata, path));
  return errors;
}

/** Fields that stay, with what they are when they are not set. */
const IMMUTABLE = [
  { field: 'name', empty: '' },
  { field: 'namespace', empty: '' },
  { field: 'uid', empty: '' },
  { field: 'creationTimestamp', empty: null },
  { field: 'deletionTimestamp', empty: null },
  { field: 'deletionGracePeriodSeconds', empty: null },
] as const;

/**
 * What is wrong with a change of metadata. Whether a resourceVersion must be given is the caller's to decide.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/api/validation/objectmeta.go `ValidateObjectMetaAccessorUpdate`.
 */
export function validateMetadataUpdate(object: KubeObject, old: KubeObject, path = 'metadata'): FieldError[] {
  const { metadata } = object;
  const errors: FieldError[] = [];
  if (old.metadata.deletionTimestamp !== undefined) {
    const known = new Set(old.metadata.finalizers ?? []);
    const added = [...new Set(metadata.finalizers ?? [])].filter((finalizer) => !known.has(finalizer)).sort();
    if (added.length > 0) {
      const list = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
      errors.push(
        fieldError.forbidden(
          `${path}.finalizers`,
          `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
        ),
      );
    }
  }
  if ((metadata.generation ?? 0) < (old.metadata.generation ?? 0)) {
    errors.push(fieldError.invalid(`${path}.generation`, metadata.generation ?? 0, 'must not be decremented'));
  }
  IMMUTABLE.forEach(({ field, empty }) => {
    const now = metadata[field] ?? empty;
    if (now !== (old.metadata[field] ?? empty)) {
      errors.push(fieldError.invalid(`${path}.${field}`, now, 'field is immutable'));
    }
  });
  errors.push(...validateMaps(metadata, path, old.metadata));
  return errors;
}
