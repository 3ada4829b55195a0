import {
  fieldError,
  type FieldError,
  isConfigMapKey,
  isEnvVarName,
  parseQuantity,
  ZERO_QUANTITY,
  type Draft,
} from '../../api';
import { type Fields, draftAt, draftsAt, fieldsAt, fill, listAt, textAt } from '../fields';
import { invalidFor, validateDnsSubdomain, validateQualifiedName } from '../field-rules';

const ENV_FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** Field paths that a file of the downward API may show. */
export const VOLUME_FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.labels',
  'metadata.annotations',
  'metadata.uid',
];

/** Source: Kubernetes 1.36, pkg/apis/core/pods/helpers.go `ConvertDownwardAPIFieldLabel`. */
const KNOWN_FIELD_PATHS = new Set([
  ...ENV_FIELD_PATHS,
  ...VOLUME_FIELD_PATHS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const RESOURCE_NAMES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** Divisors by the kind of resource, with the name of the kind in the message. */
const DIVISORS = [
  { resource: /^(limits|requests)\.cpu$/, values: ['1m', '1'], words: '1m and 1 are supported with the cpu resource' },
  ...[
    { resource: /^(limits|requests)\.memory$/, name: 'memory' },
    { resource: /^(limits|requests)\.ephemeral-storage$/, name: 'local ephemeral storage' },
    { resource: /^(limits|requests)\.hugepages-/, name: 'hugepages' },
  ].map(({ resource, name }) => ({
    resource,
    values: SIZES,
    words: `${SIZES.join(', ')} are supported with the ${name} resource`,
  })),
];

/** Fills in the sources of variables. Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_ObjectFieldSelector`. */
export function defaultEnvironment(container: Draft): void {
  for (const variable of draftsAt(container, 'env')) {
    const source = draftAt(variable, 'valueFrom');
    defaultFieldRef(source);
    const file = draftAt(source, 'fileKeyRef');
    if (file !== undefined) fill(file, { optional: false });
  }
}

/** Fills in the version of the field that `parent` refers to. */
export function defaultFieldRef(parent: Draft | undefined): void {
  const reference = draftAt(parent, 'fieldRef');
  if (reference !== undefined) fill(reference, { apiVersion: 'v1' });
}

/** What is wrong with a reference to a field of the Pod itself. */
export function validateFieldRef(reference: Fields, supported: readonly string[], path: string): FieldError[] {
  const apiVersion = textAt(reference, 'apiVersion');
  const fieldPath = textAt(reference, 'fieldPath');
  if (apiVersion === '') return [fieldError.required(`${path}.apiVersion`)];
  if (fieldPath === '') return [fieldError.required(`${path}.fieldPath`)];
  const wrong = (why: string): FieldError[] => [
    fieldError.invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`),
  ];
  if (apiVersion !== 'v1') return wrong(`unsupported pod version: ${apiVersion}`);
  const [, subscripted, key = ''] = /^(.*)\['(.*)'\]$/.exec(fieldPath) ?? [];
  if (subscripted !== undefined) {
    switch (subscripted) {
      case 'metadata.annotations':
        return validateQualifiedName(key.toLowerCase(), path);
      case 'metadata.labels':
        return validateQualifiedName(key, path);
      default:
        return wrong(`field label does not support subscript: ${fieldPath}`);
    }
  }
  // The older name of the node's field is read as the newer one.
  const known = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!KNOWN_FIELD_PATHS.has(known)) return wrong(`field label not supported: ${fieldPath}`);
  return supported.includes(known) ? [] : [fieldError.notSupported(`${path}.fieldPath`, known, supported)];
}

/** What is wrong with a reference to the resources of a container. */
export function validateResourceFieldRef(reference: Fields, isVolume: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const resource = textAt(reference, 'resource');
  if (isVolume && textAt(reference, 'containerName') === '') {
    errors.push(fieldError.required(`${path}.containerName`));
  } else if (resource === '') {
    errors.push(fieldError.required(`${path}.resource`));
  } else if (!RESOURCE_NAMES.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) {
    errors.push(fieldError.notSupported(`${path}.resource`, resource, RESOURCE_NAMES));
  }
  const divisor = parseQuantity(textAt(reference, 'divisor') || '0');
  if (divisor.compare(ZERO_QUANTITY) === 0) return errors;
  const rule = DIVISORS.find((candidate) => candidate.resource.test(resource));
  if (rule !== undefined && !rule.values.includes(divisor.toString())) {
    errors.push(fieldError.invalid(`${path}.divisor`, resource, `only divisor's values ${rule.words}`));
  }
  return errors;
}

function validateKeyRef(reference: Fields, path: string): FieldError[] {
  const name = textAt(reference, 'name');
  const key = textAt(reference, 'key');
  return [
    ...validateDnsSubdomain(name, `${path}.name`),
    ...(key === '' ? [fieldError.required(`${path}.key`)] : invalidFor(`${path}.key`, key, isConfigMapKey(key))),
  ];
}

const SOURCES: Readonly<Record<string, (reference: Fields, path: string) => FieldError[]>> = {
  fieldRef: (reference, path) => validateFieldRef(reference, ENV_FIELD_PATHS, path),
  resourceFieldRef: (reference, path) => validateResourceFieldRef(reference, false, path),
  configMapKeyRef: validateKeyRef,
  secretKeyRef: validateKeyRef,
  fileKeyRef: (reference, path) =>
    ['key', 'path', 'volumeName'].flatMap((field) =>
      textAt(reference, field) === '' ? [fieldError.required(`${path}.${field}`)] : [],
    ),
};

const SOURCE_WORDS =
  'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';

function validateValueFrom(variable: Fields, path: string): FieldError[] {
  const source = fieldsAt(variable, 'valueFrom');
  if (source === undefined) return [];
  const errors: FieldError[] = [];
  let count = 0;
  for (const [name, rule] of Object.entries(SOURCES)) {
    const reference = fieldsAt(source, name);
    if (reference === undefined) continue;
    count++;
    errors.push(...rule(reference, `${path}.${name}`));
  }
  if (count === 0) errors.push(fieldError.invalid(path, '', SOURCE_WORDS));
  else if (textAt(variable, 'value') !== '') {
    errors.push(fieldError.invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (count > 1) {
    errors.push(fieldError.invalid(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

function validateEnvFrom(container: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  listAt(container, 'envFrom').forEach((source, index) => {
    const at = `${path}[${index}]`;
    const prefix = textAt(source, 'prefix');
    if (prefix !== '') errors.push(...invalidFor(`${at}.prefix`, prefix, isEnvVarName(prefix)));
    const references = ['configMapRef', 'secretRef'].filter((kind) => fieldsAt(source, kind) !== undefined);
    for (const kind of references) {
      const name = textAt(fieldsAt(source, kind), 'name');
      if (name === '') errors.push(fieldError.required(`${at}.${kind}.name`));
      else errors.push(...validateDnsSubdomain(name, `${at}.${kind}.name`));
    }
    // The path is the list's, not the item's: so says the real server.
    if (references.length === 0) {
      errors.push(fieldError.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (references.length > 1) {
      errors.push(fieldError.invalid(path, '', 'may not have more than one field specified at a time'));
    }
  });
  return errors;
}

/** What is wrong with the variables of a container. Source: Kubernetes 1.36, validation.go `ValidateEnv`, `ValidateEnvFrom`. */
export function validateEnvironment(container: Fields, containerPath: string): FieldError[] {
  const errors: FieldError[] = [];
  listAt(container, 'env').forEach((variable, index) => {
    const path = `${containerPath}.env[${index}]`;
    const name = textAt(variable, 'name');
    if (name === '') errors.push(fieldError.required(`${path}.name`));
    else errors.push(...invalidFor(`${path}.name`, name, isEnvVarName(name)));
    errors.push(...validateValueFrom(variable, `${path}.valueFrom`));
  });
  return [...errors, ...validateEnvFrom(container, `${containerPath}.envFrom`)];
}
