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
  readonly validateName?: ((name: string, isPrefix: boolean) => string[]) | undefined;
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
  const errors: FieldError[] = [];
  if (labels === undefined) return errors;
  const keys = Object.keys(labels).sort();
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    for (const message of isQualifiedName(key)) errors.push(fieldError.invalid(path, key, message));
    for (const message of isLabelValue(labels[key] ?? '')) errors.push(fieldError.invalid(path, labels[key], message));
  }
  return errors;
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

/** Adds what is wrong with the maps and lists of metadata. What `old` has as well is right already. */
function validateMaps(metadata: ObjectMeta, old: ObjectMeta, errors: FieldError[]): void {
  const { labels, annotations, ownerReferences, finalizers, managedFields } = metadata;
  if (labels !== old.labels) errors.push(...validateLabels(labels, 'metadata.labels'));
  if (annotations !== old.annotations) errors.push(...validateAnnotations(annotations, 'metadata.annotations'));
  if (ownerReferences !== old.ownerReferences)
    errors.push(...validateOwnerReferences(ownerReferences, 'metadata.ownerReferences'));
  if (finalizers !== old.finalizers) errors.push(...validateFinalizers(finalizers, 'metadata.finalizers'));
  if (managedFields !== old.managedFields)
    errors.push(...validateManagedFields(managedFields, 'metadata.managedFields'));
}

const NOTHING_KNOWN: ObjectMeta = {};

/**
 * What is wrong with the metadata of a new object, whose name has been generated already.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/api/validation/objectmeta.go `ValidateObjectMetaAccessor`. Where Go visits
 * a map in any order, keys are visited in their own order.
 *
 * `known` is metadata of the same rules that is right: what this one shares with it is right as well.
 */
export function validateMetadata({ metadata }: KubeObject, rules: MetadataRules, known = NOTHING_KNOWN): FieldError[] {
  const validateName = rules.validateName ?? nameIsDnsSubdomain;
  const errors: FieldError[] = [];
  const name = metadata.name ?? '';
  const generateName = metadata.generateName ?? '';
  if (generateName !== '' && generateName !== known.generateName) {
    noteWrong(errors, 'metadata.generateName', generateName, validateName(generateName, true));
  }
  if (name === '') errors.push(fieldError.required('metadata.name', 'name or generateName is required'));
  else noteWrong(errors, 'metadata.name', name, validateName(name, false));
  const namespace = metadata.namespace ?? '';
  if (!rules.isNamespaced) {
    if (namespace !== '') errors.push(fieldError.forbidden('metadata.namespace', 'not allowed on this type'));
  } else if (namespace === '') {
    errors.push(fieldError.required('metadata.namespace'));
  } else if (namespace !== known.namespace) {
    noteWrong(errors, 'metadata.namespace', namespace, isDnsLabel(namespace));
  }
  if ((metadata.generation ?? 0) < 0) {
    errors.push(fieldError.invalid('metadata.generation', metadata.generation, 'must be greater than or equal to 0'));
  }
  validateMaps(metadata, known, errors);
  return errors;
}

/** Adds an error for each of `messages`. */
function noteWrong(errors: FieldError[], path: string, value: string, messages: readonly string[]): void {
  for (let index = 0; index < messages.length; index += 1) {
    errors.push(fieldError.invalid(path, value, messages[index] as string));
  }
}

/** Adds an error when a field that must stay does not. */
function requireSame(errors: FieldError[], path: string, now: unknown, old: unknown): void {
  if (now !== old) errors.push(fieldError.invalid(path, now, 'field is immutable'));
}

/**
 * What is wrong with a change of metadata. Whether a resourceVersion must be given is the caller's to decide.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/api/validation/objectmeta.go `ValidateObjectMetaAccessorUpdate`.
 */
export function validateMetadataUpdate({ metadata }: KubeObject, { metadata: old }: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const known = new Set(old.finalizers ?? []);
    const added = [...new Set(metadata.finalizers ?? [])].filter((finalizer) => !known.has(finalizer)).sort();
    if (added.length > 0) {
      const list = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
      errors.push(
        fieldError.forbidden(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
        ),
      );
    }
  }
  if ((metadata.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(fieldError.invalid('metadata.generation', metadata.generation ?? 0, 'must not be decremented'));
  }
  requireSame(errors, 'metadata.name', metadata.name ?? '', old.name ?? '');
  requireSame(errors, 'metadata.namespace', metadata.namespace ?? '', old.namespace ?? '');
  requireSame(errors, 'metadata.uid', metadata.uid ?? '', old.uid ?? '');
  requireSame(errors, 'metadata.creationTimestamp', metadata.creationTimestamp ?? null, old.creationTimestamp ?? null);
  requireSame(errors, 'metadata.deletionTimestamp', metadata.deletionTimestamp ?? null, old.deletionTimestamp ?? null);
  const { deletionGracePeriodSeconds: grace = null } = metadata;
  requireSame(errors, 'metadata.deletionGracePeriodSeconds', grace, old.deletionGracePeriodSeconds ?? null);
  validateMaps(metadata, old, errors);
  return errors;
}
