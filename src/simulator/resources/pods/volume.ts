import { fieldError, type FieldError, isDnsSubdomain, isInRange, parseQuantity, ZERO_QUANTITY } from '../../api';
import { type Fields, fieldsAt, listAt, numberAt, textAt } from '../fields';
import { invalidFor, validateDnsLabel } from '../field-rules';
import type { PodRules, VolumesByName } from './options';
import { validateDescendingPath, validateNoBacksteps } from './paths';
import { requireTexts, validateDownwardFile, validateItems, validateMode, validateProjected } from './volume-files';

const PARTITION_RULE = 'must be between 0 and 255, inclusive';

const HOST_PATH_TYPES = [
  ...['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'],
];

function validateHostPath(source: Fields, path: string): FieldError[] {
  const target = textAt(source, 'path');
  if (target === '') return [fieldError.required(`${path}.path`)];
  const errors = validateNoBacksteps(target, `${path}.path`);
  const type = textAt(source, 'type');
  if (!HOST_PATH_TYPES.includes(type)) errors.push(fieldError.notSupported(`${path}.type`, type, HOST_PATH_TYPES));
  return errors;
}

function validateNfs(source: Fields, path: string): FieldError[] {
  const target = textAt(source, 'path');
  const errors = requireTexts(source, path, 'server', 'path');
  if (!target.startsWith('/')) errors.push(fieldError.invalid(`${path}.path`, target, 'must be an absolute path'));
  return errors;
}

function validateIscsi(source: Fields, path: string): FieldError[] {
  const errors = requireTexts(source, path, 'targetPortal', 'iqn');
  const iqn = textAt(source, 'iqn');
  if (iqn !== '' && !/^(iqn|eui|naa)/.test(iqn)) {
    errors.push(fieldError.invalid(`${path}.iqn`, iqn, 'must be valid format starting with iqn, eui, or naa'));
  }
  const lun = numberAt(source, 'lun') ?? 0;
  return [...errors, ...invalidFor(`${path}.lun`, lun, isInRange(lun, 0, 255))];
}

/** Disks of clouds: an id, and a partition from 0 to 255. */
const validateDisk =
  (idField: string) =>
  (source: Fields, path: string): FieldError[] => {
    const partition = numberAt(source, 'partition') ?? 0;
    const errors = requireTexts(source, path, idField);
    if (partition < 0 || partition > 255) {
      errors.push(fieldError.invalid(`${path}.partition`, partition, PARTITION_RULE));
    }
    return errors;
  };

function validateClaimTemplate(source: Fields, path: string): FieldError[] {
  const template = fieldsAt(source, 'volumeClaimTemplate');
  if (template === undefined) return [fieldError.required(`${path}.volumeClaimTemplate`)];
  const spec = fieldsAt(template, 'spec');
  const at = `${path}.volumeClaimTemplate.spec`;
  const errors: FieldError[] = [];
  const modes = spec?.['accessModes'];
  if (!Array.isArray(modes) || modes.length === 0) {
    errors.push(fieldError.required(`${at}.accessModes`, 'at least 1 access mode is required'));
  }
  if (fieldsAt(fieldsAt(spec, 'resources'), 'requests')?.['storage'] === undefined) {
    errors.push(fieldError.required(`${at}.resources[storage]`));
  }
  return errors;
}

type SourceRule = (source: Fields, path: string, rules: PodRules) => FieldError[];

const files =
  (...required: string[]): SourceRule =>
  (source, path) => [
    ...requireTexts(source, path, ...required),
    ...validateMode(source, 'defaultMode', path),
    ...validateItems(source, path),
  ];

const texts =
  (...required: string[]): SourceRule =>
  (source, path) =>
    requireTexts(source, path, ...required);

/**
 * The rule of each source, in the order they are looked for. `at` is the path where the real server reports errors, when
 * it is not the name of the field. Sources that no cluster supports any more only need their first fields.
 */
const SOURCES: Readonly<Record<string, { readonly at?: string; readonly rule: SourceRule }>> = {
  hostPath: { rule: validateHostPath },
  gitRepo: {
    rule: (source, path) => [
      ...requireTexts(source, path, 'repository'),
      ...validateDescendingPath(textAt(source, 'directory'), `${path}.directory`),
    ],
  },
  gcePersistentDisk: { at: 'persistentDisk', rule: validateDisk('pdName') },
  awsElasticBlockStore: { rule: validateDisk('volumeID') },
  secret: { rule: files('secretName') },
  nfs: { rule: validateNfs },
  iscsi: { rule: validateIscsi },
  glusterfs: { rule: texts('endpoints', 'path') },
  flocker: { rule: () => [] },
  persistentVolumeClaim: { rule: texts('claimName') },
  rbd: { rule: texts('image') },
  cinder: { rule: texts('volumeID') },
  cephfs: { rule: () => [] },
  quobyte: { rule: texts('registry', 'volume') },
  downwardAPI: {
    rule: (source, path) => [
      ...validateMode(source, 'defaultMode', path),
      ...listAt(source, 'items').flatMap((file) => validateDownwardFile(file, path)),
    ],
  },
  fc: { rule: () => [] },
  flexVolume: { rule: texts('driver') },
  configMap: { rule: files('name') },
  azureFile: { rule: texts('secretName', 'shareName') },
  vsphereVolume: { rule: texts('volumePath') },
  photonPersistentDisk: { rule: texts('pdID') },
  portworxVolume: { rule: texts('volumeID') },
  azureDisk: { rule: texts('diskName', 'diskURI') },
  storageos: { rule: texts('volumeName') },
  projected: { rule: validateProjected },
  scaleIO: { rule: texts('gateway', 'system', 'volumeName') },
  csi: { rule: texts('driver') },
  ephemeral: { rule: validateClaimTemplate },
  image: {
    rule: (source, path, rules) => [...(rules.isPod ? requireTexts(source, path, 'reference') : [])],
  },
};

function validateSource(volume: Fields, path: string, rules: PodRules): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  const emptyDir = fieldsAt(volume, 'emptyDir');
  if (emptyDir !== undefined) {
    count++;
    if (parseQuantity(textAt(emptyDir, 'sizeLimit') || '0').compare(ZERO_QUANTITY) < 0) {
      const rule = 'SizeLimit field must be a valid resource quantity';
      errors.push(fieldError.forbidden(`${path}.emptyDir.sizeLimit`, rule));
    }
  }
  for (const [name, { at, rule }] of Object.entries(SOURCES)) {
    const source = fieldsAt(volume, name);
    if (source === undefined) continue;
    count++;
    if (count > 1) errors.push(fieldError.forbidden(`${path}.${name}`, 'may not specify more than 1 volume type'));
    else errors.push(...rule(source, `${path}.${at ?? name}`, rules));
  }
  if (count === 0) errors.push(fieldError.required(path, 'must specify a volume type'));
  return errors;
}

/** The claim that a volume of its own makes is named after Pod and volume. */
function validateClaimName(volume: Fields, path: string, rules: PodRules): FieldError[] {
  const name = textAt(volume, 'name');
  if (fieldsAt(volume, 'ephemeral') === undefined || rules.podName === '' || name === '') return [];
  const claimName = `${rules.podName}-${name}`;
  return isDnsSubdomain(claimName).map((message) =>
    fieldError.invalid(`${path}.name`, name, `PVC name "${claimName}": ${message}`),
  );
}

/**
 * What is wrong with the volumes of a Pod, and which of them are well formed.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidateVolumes`.
 */
export function validateVolumes(
  spec: Fields,
  path: string,
  rules: PodRules,
): { readonly errors: FieldError[]; readonly volumes: VolumesByName } {
  const errors: FieldError[] = [];
  const volumes = new Map<string, Fields>();
  const all = listAt(spec, 'volumes');
  const ownClaims = new Set(
    all
      .filter((volume) => volume['ephemeral'] !== undefined)
      .map((volume) => `${rules.podName}-${textAt(volume, 'name')}`),
  );
  all.forEach((volume, index) => {
    const at = `${path}[${index}]`;
    const name = textAt(volume, 'name');
    const wrong = [...validateSource(volume, at, rules), ...validateClaimName(volume, at, rules)];
    if (name === '') wrong.push(fieldError.required(`${at}.name`));
    else wrong.push(...validateDnsLabel(name, `${at}.name`));
    if (volumes.has(name)) wrong.push(fieldError.duplicate(`${at}.name`, name));
    if (wrong.length === 0) volumes.set(name, volume);
    errors.push(...wrong);
    const claimName = textAt(fieldsAt(volume, 'persistentVolumeClaim'), 'claimName');
    if (rules.podName !== '' && claimName !== '' && ownClaims.has(claimName)) {
      const rule = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(fieldError.invalid(`${at}.persistentVolumeClaim.claimName`, claimName, rule));
    }
  });
  return { errors, volumes };
}
