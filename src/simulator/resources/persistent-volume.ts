import { fieldError, isQualifiedName, type Draft, type FieldError, type KubeObject } from '../api';
import { draftAt, fieldsAt, fill, isSame, mapAt, openDraft, sortedMap, textAt, textsAt, type Fields } from './fields';
import { invalidFor, validateDnsSubdomain, validateOneOf } from './field-rules';
import {
  classAnnotationWarnings,
  validateAccessModes,
  validatePositiveQuantity,
  VOLUME_MODES,
} from './persistent-volume-claim';
import type { Strategy } from './resource';

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

/** Fields that name where the volume is. Source: Kubernetes 1.36, pkg/apis/core/types.go PersistentVolumeSource. */
const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'azureDisk',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const;

const required = (source: Fields, path: string, ...fields: string[]): FieldError[] =>
  fields.filter((field) => textAt(source, field) === '').map((field) => fieldError.required(`${path}.${field}`));

const validateNoBackSteps = (value: string, path: string): FieldError[] =>
  value.split('/').includes('..') ? [fieldError.invalid(path, value, "must not contain '..'")] : [];

function validateSource(name: string, source: Fields, spec: Fields): FieldError[] {
  const path = `spec.${name}`;
  const folder = textAt(source, 'path');
  switch (name) {
    case 'hostPath':
      return [
        ...required(source, path, 'path'),
        ...validateNoBackSteps(folder, `${path}.path`),
        ...validateOneOf(textAt(source, 'type'), HOST_PATH_TYPES, `${path}.type`),
      ];
    case 'nfs': {
      const isRelative = folder !== '' && !folder.startsWith('/');
      return [
        ...required(source, path, 'server', 'path'),
        ...(isRelative ? [fieldError.invalid(`${path}.path`, folder, 'must be an absolute path')] : []),
      ];
    }
    case 'local':
      return [
        ...required(source, path, 'path'),
        ...validateNoBackSteps(folder, `${path}.path`),
        ...(spec['nodeAffinity'] === undefined
          ? [fieldError.required('spec.nodeAffinity', 'Local volume requires node affinity')]
          : []),
      ];
    case 'csi':
      return required(source, path, 'driver', 'volumeHandle');
    case 'awsElasticBlockStore':
    case 'cinder':
      return required(source, path, 'volumeID');
    case 'gcePersistentDisk':
      return required(source, path, 'pdName');
    default:
      return [];
  }
}

function validateSources(spec: Fields): FieldError[] {
  const given = SOURCES.filter((name) => fieldsAt(spec, name) !== undefined);
  if (given.length === 0) return [fieldError.required('spec', 'must specify a volume type')];
  return given.flatMap((name, index) =>
    index === 0
      ? validateSource(name, fieldsAt(spec, name) ?? {}, spec)
      : [fieldError.forbidden(`spec.${name}`, 'may not specify more than 1 volume type')],
  );
}

function validateCapacity(spec: Fields): FieldError[] {
  const capacity = mapAt(spec, 'capacity') ?? {};
  const names = Object.keys(capacity).sort();
  const errors: FieldError[] = [];
  if (names.length === 0) errors.push(fieldError.required('spec.capacity'));
  if (capacity['storage'] === undefined || names.length > 1) {
    const shown = names.length === 0 ? null : sortedMap(capacity);
    errors.push(fieldError.notSupported('spec.capacity', shown, ['storage']));
  }
  for (const name of names) {
    const path = `spec.capacity[${name}]`;
    errors.push(...invalidFor(path, name, isQualifiedName(name)));
    errors.push(...validatePositiveQuantity(capacity[name] ?? '0', path));
  }
  return errors;
}

function validate(object: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec') ?? {};
  const errors: FieldError[] = [];
  const modes = textsAt(spec, 'accessModes');
  if (modes.length === 0) errors.push(fieldError.required('spec.accessModes'));
  errors.push(...validateAccessModes(modes, 'spec.accessModes'), ...validateCapacity(spec));
  const policy = textAt(spec, 'persistentVolumeReclaimPolicy');
  if (policy !== '') errors.push(...validateOneOf(policy, RECLAIM_POLICIES, 'spec.persistentVolumeReclaimPolicy'));
  errors.push(...validateSources(spec));
  const hostPath = fieldsAt(spec, 'hostPath');
  if (hostPath !== undefined && policy === 'Recycle' && /^\/+(\.?\/)*$/.test(textAt(hostPath, 'path'))) {
    const rule = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(fieldError.forbidden('spec.persistentVolumeReclaimPolicy', rule));
  }
  const className = textAt(spec, 'storageClassName');
  if (className !== '') errors.push(...validateDnsSubdomain(className, 'spec.storageClassName'));
  const mode = textAt(spec, 'volumeMode');
  if (mode !== '') errors.push(...validateOneOf(mode, VOLUME_MODES, 'spec.volumeMode'));
  return errors;
}

const sourceOf = (spec: Fields): Fields => Object.fromEntries(SOURCES.map((name) => [name, spec[name]]));

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec') ?? {};
  const before = fieldsAt(old, 'spec') ?? {};
  const errors = validate(object);
  if (!isSame(sourceOf(spec), sourceOf(before))) {
    const rule = 'spec.persistentvolumesource is immutable after creation';
    errors.push(fieldError.forbidden('spec.persistentvolumesource', rule));
  }
  if (!isSame(spec['volumeMode'], before['volumeMode'])) {
    errors.push(fieldError.invalid('volumeMode', spec['volumeMode'], 'field is immutable'));
  }
  return errors;
}

function fillIn(object: Draft): void {
  const spec = openDraft(object, 'spec');
  fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
  const hostPath = draftAt(spec, 'hostPath');
  if (hostPath !== undefined) fill(hostPath, { type: '' });
  fill(openDraft(object, 'status'), { phase: 'Pending' });
}

/** Volumes. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidatePersistentVolume`. */
export const persistentVolumeStrategy: Strategy = {
  hasGeneration: false,
  returnsDeletedObject: true,
  default: fillIn,
  prepareForCreate(object, { now }) {
    object['status'] = { phase: 'Pending', lastPhaseTransitionTime: now };
  },
  prepareForUpdate(object, old) {
    object['status'] = old['status'];
  },
  validate,
  validateUpdate,
  warnings: classAnnotationWarnings,
  selectableFields: (object) => ({ name: object.metadata.name ?? '' }),
};
