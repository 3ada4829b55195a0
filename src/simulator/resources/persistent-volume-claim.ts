import { compareQuantities, fieldError, type FieldError, type KubeObject } from '../api';
import { fieldsAt, fill, isSame, mapAt, openDraft, textAt, textsAt, type Fields } from './fields';
import { POSITIVE, validateDnsSubdomain, validateImmutable, validateLabelSelector, validateOneOf } from './field-rules';
import { internalForm, internalShape, type InternalShape } from './pods/internal-form';
import { unifiedDiff } from './pods/unified-diff';
import type { Strategy } from './resource';

/** Source: Kubernetes 1.36, pkg/apis/core/types.go PersistentVolumeAccessMode. */
export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
/** Source: Kubernetes 1.36, pkg/apis/core/types.go PersistentVolumeMode. */
export const VOLUME_MODES = ['Block', 'Filesystem'];

/** The annotation that came before `storageClassName`. */
export const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** Why the old annotation should go. Source: Kubernetes 1.36, pkg/api/persistentvolume/util.go. */
export function classAnnotationWarnings(object: KubeObject): string[] {
  if (object.metadata.annotations?.[CLASS_ANNOTATION] === undefined) return [];
  return [`metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`];
}

/** What is wrong with access modes that are given at `path`. */
export function validateAccessModes(modes: readonly string[], path: string): FieldError[] {
  const errors = modes
    .filter((mode) => !ACCESS_MODES.includes(mode))
    .map((mode) => fieldError.notSupported(path, mode, ACCESS_MODES));
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod')) {
    errors.push(fieldError.forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

/** What is wrong with a quantity that must be positive. */
export const validatePositiveQuantity = (quantity: string, path: string): FieldError[] =>
  compareQuantities(quantity, '0') > 0 ? [] : [fieldError.invalid(path, quantity, POSITIVE)];

/** What is wrong with the specification of a claim at `path`. Used for templates of claims, too. */
export function validateClaimSpec(spec: Fields | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const modes = textsAt(spec, 'accessModes');
  if (modes.length === 0) {
    errors.push(fieldError.required(`${path}.accessModes`, 'at least 1 access mode is required'));
  }
  errors.push(...validateLabelSelector(fieldsAt(spec, 'selector'), `${path}.selector`));
  errors.push(...validateAccessModes(modes, `${path}.accessModes`));
  const storage = mapAt(fieldsAt(spec, 'resources'), 'requests')?.['storage'];
  if (storage === undefined) errors.push(fieldError.required(`${path}.resources[storage]`));
  else errors.push(...validatePositiveQuantity(storage, `${path}.resources[storage]`));
  const className = textAt(spec, 'storageClassName');
  if (className !== '') errors.push(...validateDnsSubdomain(className, `${path}.storageClassName`));
  const mode = textAt(spec, 'volumeMode');
  if (mode !== '') errors.push(...validateOneOf(mode, VOLUME_MODES, `${path}.volumeMode`));
  return errors;
}

const SHAPES: Readonly<Record<string, string>> = {
  Spec: `AccessModes:pointer Selector:pointer Resources:Resources VolumeName:text StorageClassName:pointer
    VolumeMode:pointer DataSource:*DataSource DataSourceRef:*DataSourceRef VolumeAttributesClassName:pointer`,
  Resources: 'Limits:pointer Requests:pointer',
  DataSource: 'APIGroup=apiGroup:pointer Kind:text Name:text',
  DataSourceRef: 'APIGroup=apiGroup:pointer Kind:text Name:text Namespace:pointer',
};
const shapeOf = (name: string): InternalShape => internalShape(SHAPES[name] ?? '', shapeOf);

const RULE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

const requestsOf = (spec: Fields): Readonly<Record<string, string>> | undefined =>
  mapAt(fieldsAt(spec, 'resources'), 'requests');

/** The new specification as it would be without the changes that a bound claim may make. */
function withoutAllowedChanges(spec: Fields, old: Fields): Fields {
  const requests = requestsOf(spec);
  const before = requestsOf(old)?.['storage'];
  return {
    ...spec,
    ...(spec['volumeAttributesClassName'] === undefined
      ? {}
      : { volumeAttributesClassName: old['volumeAttributesClassName'] }),
    ...(requests === undefined
      ? {}
      : { resources: { ...fieldsAt(spec, 'resources'), requests: { ...requests, storage: before } } }),
  };
}

/** Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidatePersistentVolumeClaimUpdate`. */
function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec') ?? {};
  const before = fieldsAt(old, 'spec') ?? {};
  const errors = validateClaimSpec(spec, 'spec');
  const isBound = textAt(fieldsAt(object, 'status'), 'phase') === 'Bound';
  const now = isBound ? withoutAllowedChanges(spec, before) : spec;
  // The binder names the volume once, and the default class is given to claims that have none.
  const kept = { ...before };
  if (textAt(before, 'volumeName') === '') kept['volumeName'] = spec['volumeName'];
  if (before['storageClassName'] === undefined) kept['storageClassName'] = spec['storageClassName'];
  if (!isSame(now, kept)) {
    const text = (fields: Fields): string => JSON.stringify(internalForm(fields, shapeOf('Spec')), null, 1);
    errors.push(fieldError.forbidden('spec', `${RULE}\n${unifiedDiff(text(kept), text(now))}`));
  }
  const size = requestsOf(spec)?.['storage'] ?? '0';
  const capacity = mapAt(fieldsAt(object, 'status'), 'capacity')?.['storage'] ?? '0';
  const isSmaller = compareQuantities(size, requestsOf(before)?.['storage'] ?? '0') < 0;
  if (isSmaller && compareQuantities(size, capacity) <= 0) {
    errors.push(fieldError.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  return [...errors, ...validateImmutable(spec['volumeMode'], before['volumeMode'], 'volumeMode')];
}

/** Claims. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidatePersistentVolumeClaim`. */
export const persistentVolumeClaimStrategy: Strategy = {
  hasGeneration: false,
  returnsDeletedObject: true,
  default(object) {
    fill(openDraft(object, 'spec'), { volumeMode: 'Filesystem' });
    fill(openDraft(object, 'status'), { phase: 'Pending' });
  },
  prepareForCreate(object) {
    object['status'] = { phase: 'Pending' };
  },
  prepareForUpdate(object, old) {
    object['status'] = old['status'];
  },
  validate: (object) => validateClaimSpec(fieldsAt(object, 'spec'), 'spec'),
  validateUpdate,
  warnings: classAnnotationWarnings,
};
