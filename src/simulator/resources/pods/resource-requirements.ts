import { fieldError, type FieldError, isQualifiedName, parseQuantity, ZERO_QUANTITY, type Draft } from '../../api';
import { type Fields, draftAt, fieldsAt, listAt, mapAt, textAt } from '../fields';
import { NOT_NEGATIVE, invalidFor, validateDnsLabel } from '../field-rules';

/** A list of resources by name. */
export type ResourceList = Readonly<Record<string, string>>;

const NO_RESOURCES: ResourceList = {};

/** Resources of a container without a domain. Source: pkg/apis/core/helper/helpers.go standardContainerResources. */
const CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage']);

/** Every resource without a domain. Source: pkg/apis/core/helper/helpers.go standardResources. */
const STANDARD_RESOURCES = new Set([
  ...CONTAINER_RESOURCES,
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'storage', 'requests.storage', 'services.nodeports', 'services.loadbalancers'],
]);

/** Counts of objects: no fractions. Source: pkg/apis/core/helper/helpers.go integerResources. */
const INTEGER_RESOURCES = new Set([
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
]);

/** Resources that the whole Pod may state. Source: component-helpers/resource/helpers.go SupportedPodLevelResources. */
const isPodLevelResource = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePage(name);

const isHugePage = (name: string): boolean => name.startsWith('hugepages-');
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** Whether nodes may promise more of it than they have: cpu, memory and the like, but neither huge pages nor devices. */
export const isOvercommitAllowed = (name: string): boolean => isNative(name) && !isHugePage(name);

function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`).length === 0;
}

/** The resources in `field` of requirements; none when absent. */
export const resourcesAt = (requirements: Fields | undefined, field: 'limits' | 'requests'): ResourceList =>
  mapAt(requirements, field) ?? NO_RESOURCES;

/** Amounts finer than a thousandth are rounded up. Source: pkg/apis/core/v1/defaults.go `SetDefaults_ResourceList`. */
export function roundResources(requirements: Draft | undefined): void {
  for (const field of ['limits', 'requests']) {
    const list = draftAt(requirements, field);
    if (list === undefined) continue;
    for (const name of Object.keys(list)) {
      const text = String(list[name]);
      if (!/[nue.]/.test(text)) continue;
      const quantity = parseQuantity(text);
      const rest = quantity.nanos % 1_000_000n;
      list[name] = rest === 0n ? quantity.toString() : `${quantity.milliValue()}m`;
      if (rest !== 0n) list[name] = parseQuantity(String(list[name])).toString();
    }
  }
}

type NameRule = (name: string, path: string) => FieldError[];

function validateName(name: string, path: string): FieldError[] {
  const errors = invalidFor(path, name, isQualifiedName(name));
  if (errors.length > 0 || name.includes('/') || STANDARD_RESOURCES.has(name) || isHugePage(name)) return errors;
  return [fieldError.invalid(path, name, 'must be a standard resource type or fully qualified')];
}

const validateContainerName: NameRule = (name, path) => {
  const errors = validateName(name, path);
  if (!name.includes('/')) {
    if (!CONTAINER_RESOURCES.has(name) && !isHugePage(name)) {
      errors.push(fieldError.invalid(path, name, 'must be a standard resource for containers'));
    }
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(fieldError.invalid(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
};

const validatePodName: NameRule = (name, path) => {
  const errors = validateName(name, path);
  if (isPodLevelResource(name)) return errors;
  return [...errors, fieldError.notSupported(path, name, ['cpu', 'hugepages-', 'memory'])];
};

/** What is wrong with an amount. Source: Kubernetes 1.36, validation.go `ValidateResourceQuantityValue`. */
export function validateAmount(name: string, text: string, path: string): FieldError[] {
  const quantity = parseQuantity(text);
  const errors: FieldError[] = [];
  if (quantity.compare(ZERO_QUANTITY) < 0) errors.push(fieldError.invalid(path, quantity.toString(), NOT_NEGATIVE));
  const isInteger = INTEGER_RESOURCES.has(name) || isExtended(name);
  if (isInteger && quantity.milliValue() % 1000 !== 0) {
    errors.push(fieldError.invalid(path, quantity.toString(), 'must be an integer'));
  }
  return errors;
}

function validateHugePages(name: string, text: string, path: string): FieldError[] {
  if (!isHugePage(name)) return [];
  const amount = parseQuantity(text);
  const page = parseQuantity(name.slice('hugepages-'.length));
  if (page.nanos > 0n && amount.nanos % page.nanos === 0n) return [];
  return [fieldError.invalid(path, amount.toString(), `${amount} is not positive integer multiple of ${name}`)];
}

function validateRequest(name: string, request: string, limits: ResourceList, path: string): FieldError[] {
  const limit = limits[name];
  if (limit === undefined) {
    if (isOvercommitAllowed(name)) return [];
    return [fieldError.required(`${path}.limits`, 'Limit must be set for non overcommitable resources')];
  }
  const amount = parseQuantity(request);
  const most = parseQuantity(limit);
  const order = amount.compare(most);
  const wrong = (rule: string): FieldError[] => [
    fieldError.invalid(`${path}.requests`, amount.toString(), `must be ${rule} ${name} limit of ${most}`),
  ];
  if (order !== 0 && !isOvercommitAllowed(name)) return wrong('equal to');
  return order > 0 ? wrong('less than or equal to') : [];
}

function validateClaims(requirements: Fields, claimNames: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  listAt(requirements, 'claims').forEach((claim, index) => {
    const at = `${path}[${index}]`;
    const name = textAt(claim, 'name');
    const request = textAt(claim, 'request');
    if (name === '') {
      errors.push(fieldError.required(at));
      return;
    }
    if (request !== '') errors.push(...validateDnsLabel(request, `${at}.request`));
    const key = request === '' ? name : `${name}/${request}`;
    const overlaps = request === '' && [...seen].some((other) => other.startsWith(`${name}/`));
    if (seen.has(name) || overlaps) errors.push(fieldError.duplicate(at, name));
    else if (seen.has(key)) errors.push(fieldError.duplicate(at, key));
    seen.add(key);
    if (claimNames.has(name)) return;
    const { body, ...rest } = fieldError.notFound(at, name);
    const known = claimNames.size === 0 ? ' which is empty' : `: ${[...claimNames].sort().join(', ')}`;
    errors.push({ ...rest, body: `${body}: must be one of the names in pod.spec.resourceClaims${known}` });
  });
  return errors;
}

/**
 * What is wrong with the resources of a container or, with `isPod`, of a whole Pod. Go visits them in any order; here
 * they keep the order of the body.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `validateResourceRequirements`.
 */
export function validateResourceRequirements(
  requirements: Fields | undefined,
  claimNames: ReadonlySet<string>,
  path: string,
  isPod = false,
): FieldError[] {
  if (requirements === undefined) return [];
  const nameRule = isPod ? validatePodName : validateContainerName;
  const limits = resourcesAt(requirements, 'limits');
  const requests = resourcesAt(requirements, 'requests');
  const errors: FieldError[] = [];
  for (const [name, amount] of Object.entries(limits)) {
    const at = `${path}.limits[${name}]`;
    errors.push(...nameRule(name, at), ...validateAmount(name, amount, at), ...validateHugePages(name, amount, at));
  }
  for (const [name, amount] of Object.entries(requests)) {
    const at = `${path}.requests[${name}]`;
    errors.push(...nameRule(name, at), ...validateAmount(name, amount, at));
    errors.push(...validateRequest(name, amount, limits, path), ...validateHugePages(name, amount, at));
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePage) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(fieldError.forbidden(path, 'HugePages require cpu or memory'));
  }
  return [...errors, ...validateClaims(requirements, claimNames, `${path}.claims`)];
}

/** What is wrong with how a container may be resized. Source: validation.go `validateResizePolicy`. */
export function validateResizePolicy(container: Fields, restartPolicy: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  const oneOf = (value: string, supported: readonly string[]): void => {
    if (value === '') errors.push(fieldError.required(path));
    else if (!supported.includes(value)) errors.push(fieldError.notSupported(path, value, supported));
  };
  listAt(container, 'resizePolicy').forEach((policy, index) => {
    const name = textAt(policy, 'resourceName');
    const action = textAt(policy, 'restartPolicy');
    if (seen.has(name)) errors.push(fieldError.duplicate(`${path}[${index}]`, name));
    seen.add(name);
    oneOf(name, ['cpu', 'memory']);
    oneOf(action, ['NotRequired', 'RestartContainer']);
    if (restartPolicy === 'Never' && action !== 'NotRequired') {
      errors.push(fieldError.invalid(path, action, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
  });
  return errors;
}

/** The requirements of a container. */
export const requirementsOf = (container: Fields): Fields | undefined => fieldsAt(container, 'resources');
