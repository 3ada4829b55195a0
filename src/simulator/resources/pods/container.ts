import { fieldError, type FieldError, isPortName, isPortNumber, type Draft } from '../../api';
import { type Fields, draftAt, draftsAt, fieldsAt, fill, listAt, numberAt, openDraft, textAt } from '../fields';
import { invalidFor, validateDnsLabel, validateRequiredOneOf } from '../field-rules';
import { defaultEnvironment, validateEnvironment } from './environment';
import { defaultPullPolicy } from './image';
import type { VolumesByName } from './options';
import { defaultLifecycle, defaultProbe, validateLifecycle, validateProbe, type ProbeKind } from './probe';
import {
  requirementsOf,
  roundResources,
  validateResizePolicy,
  validateResourceRequirements,
} from './resource-requirements';
import { validateSecurityContext } from './security-context';
import { validateVolumeDevices, validateVolumeMounts } from './volume-mount';

const PROBES: readonly ProbeKind[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

/** Fills in a container. Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_Container`. */
export function defaultContainer(container: Draft): void {
  fill(container, {
    imagePullPolicy: defaultPullPolicy(textAt(container, 'image')),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  roundResources(openDraft(container, 'resources'));
  for (const port of draftsAt(container, 'ports')) fill(port, { protocol: 'TCP' });
  defaultEnvironment(container);
  for (const kind of PROBES) defaultProbe(draftAt(container, kind));
  defaultLifecycle(draftAt(container, 'lifecycle'));
}

/** What the rules of a container need to know of its Pod. */
export interface ContainerSurroundings {
  readonly volumes: VolumesByName;
  /** Names of the Pod's resource claims. */
  readonly claimNames: ReadonlySet<string>;
  readonly restartPolicy: string;
  /** Whether users in the Pod are users of the node. */
  readonly hostUsers: boolean;
  readonly gracePeriodSeconds: number | undefined;
}

function validatePorts(container: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  listAt(container, 'ports').forEach((port, index) => {
    const at = `${path}[${index}]`;
    const name = textAt(port, 'name');
    if (name !== '') {
      const wrong = isPortName(name);
      if (wrong.length > 0) errors.push(...invalidFor(`${at}.name`, name, wrong));
      else if (names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name));
      names.add(name);
    }
    const number = numberAt(port, 'containerPort') ?? 0;
    if (number === 0) errors.push(fieldError.required(`${at}.containerPort`));
    else errors.push(...invalidFor(`${at}.containerPort`, number, isPortNumber(number)));
    const hostPort = numberAt(port, 'hostPort') ?? 0;
    if (hostPort !== 0) errors.push(...invalidFor(`${at}.hostPort`, hostPort, isPortNumber(hostPort)));
    errors.push(...validateRequiredOneOf(textAt(port, 'protocol'), PROTOCOLS, `${at}.protocol`));
  });
  return errors;
}

/** What is wrong with ports of the node that two containers want. `path` is that of the list of containers. */
function validateHostPorts(containers: readonly Fields[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  containers.forEach((container, index) =>
    listAt(container, 'ports').forEach((port, position) => {
      const hostPort = numberAt(port, 'hostPort') ?? 0;
      if (hostPort === 0) return;
      const key = `${textAt(port, 'protocol')}/${textAt(port, 'hostIP')}/${hostPort}`;
      if (taken.has(key)) errors.push(fieldError.duplicate(`${path}[${index}].ports[${position}].hostPort`, key));
      taken.add(key);
    }),
  );
  return errors;
}

/** Rules of every kind of container. Source: validation.go `validateContainerCommon`. */
function validateCommon(container: Fields, around: ContainerSurroundings, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = textAt(container, 'name');
  if (name === '') errors.push(fieldError.required(`${path}.name`));
  else errors.push(...validateDnsLabel(name, `${path}.name`));
  if (textAt(container, 'image') === '') errors.push(fieldError.required(`${path}.image`));
  const policy = textAt(container, 'terminationMessagePolicy');
  const policies = ['File', 'FallbackToLogsOnError'];
  errors.push(...validateRequiredOneOf(policy, policies, `${path}.terminationMessagePolicy`));
  errors.push(...validatePorts(container, `${path}.ports`));
  errors.push(...validateEnvironment(container, path));
  errors.push(...validateVolumeMounts(container, around.volumes, `${path}.volumeMounts`));
  errors.push(...validateVolumeDevices(container, around.volumes, `${path}.volumeDevices`));
  const pullPolicy = textAt(container, 'imagePullPolicy');
  errors.push(...validateRequiredOneOf(pullPolicy, PULL_POLICIES, `${path}.imagePullPolicy`));
  errors.push(...validateResourceRequirements(requirementsOf(container), around.claimNames, `${path}.resources`));
  errors.push(...validateResizePolicy(container, around.restartPolicy, `${path}.resizePolicy`));
  return [...errors, ...validateSecurityContext(container, around.hostUsers, path)];
}

function validateProbesAndHooks(container: Fields, around: ContainerSurroundings, path: string): FieldError[] {
  const { gracePeriodSeconds } = around;
  return [
    ...validateLifecycle(container, gracePeriodSeconds, path),
    ...PROBES.flatMap((kind) => validateProbe(container, kind, gracePeriodSeconds, path)),
  ];
}

/** Rules of restarting one container: `Always`, `OnFailure` and `Never`, and by exit code. */
function validateRestartRules(container: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const policy = container['restartPolicy'];
  if (typeof policy === 'string') {
    errors.push(...validateRequiredOneOf(policy, ['Always', 'OnFailure', 'Never'], `${path}.restartPolicy`));
  }
  const rules = listAt(container, 'restartPolicyRules');
  if (rules.length > 0 && policy === undefined) {
    errors.push(fieldError.required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  }
  rules.forEach((rule, index) => {
    const at = `${path}.restartPolicyRules[${index}]`;
    const action = textAt(rule, 'action');
    if (action !== 'Restart' && action !== 'RestartAllContainers') {
      errors.push(fieldError.notSupported(`${at}.action`, action, ['Restart', 'RestartAllContainers']));
    }
    const codes = fieldsAt(rule, 'exitCodes');
    if (codes === undefined) errors.push(fieldError.required(`${at}.exitCodes`, 'must be specified'));
    else if (!['In', 'NotIn'].includes(textAt(codes, 'operator'))) {
      errors.push(fieldError.notSupported(`${at}.exitCodes.operator`, textAt(codes, 'operator'), ['In', 'NotIn']));
    }
  });
  return errors;
}

/** What is wrong with the containers of a Pod. Source: Kubernetes 1.36, validation.go `validateContainers`. */
export function validateContainers(spec: Fields, around: ContainerSurroundings, path: string): FieldError[] {
  const containers = listAt(spec, 'containers');
  if (containers.length === 0) return [fieldError.required(path)];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  containers.forEach((container, index) => {
    const at = `${path}[${index}]`;
    const name = textAt(container, 'name');
    errors.push(...validateCommon(container, around, at));
    if (names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name));
    names.add(name);
    errors.push(...validateProbesAndHooks(container, around, at), ...validateRestartRules(container, at));
  });
  return [...errors, ...validateHostPorts(containers, path)];
}

/** Whether an init container runs beside the others: a sidecar. */
export const isSidecar = (initContainer: Fields): boolean => initContainer['restartPolicy'] === 'Always';

/** What is wrong with the init containers of a Pod. Source: Kubernetes 1.36, validation.go `validateInitContainers`. */
export function validateInitContainers(spec: Fields, around: ContainerSurroundings, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set(listAt(spec, 'containers').map((container) => textAt(container, 'name')));
  listAt(spec, 'initContainers').forEach((container, index) => {
    const at = `${path}[${index}]`;
    const name = textAt(container, 'name');
    errors.push(...validateCommon(container, around, at), ...validateRestartRules(container, at));
    if (names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name));
    else if (name !== '') names.add(name);
    errors.push(...validateHostPorts([container], path));
    if (isSidecar(container)) {
      errors.push(...validateProbesAndHooks(container, around, at));
      return;
    }
    for (const field of ['lifecycle', ...PROBES]) {
      if (container[field] === undefined) continue;
      const rule = 'may not be set for init containers without restartPolicy=Always';
      errors.push(fieldError.forbidden(`${at}.${field}`, rule));
    }
  });
  return errors;
}

/** Fields that an ephemeral container must not have. Source: validation.go allowedEphemeralContainerFields. */
const EPHEMERAL_FORBIDDEN = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  ...PROBES,
  'lifecycle',
];

const isSet = (container: Fields, field: string): boolean =>
  container[field] !== undefined && Object.keys(Object(container[field]) as object).length > 0;

/** What is wrong with ephemeral containers. Source: Kubernetes 1.36, validation.go `validateEphemeralContainers`. */
export function validateEphemeralContainers(spec: Fields, around: ContainerSurroundings, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const rule = 'cannot be set for an Ephemeral Container';
  const others = new Set(
    [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].map((container) => textAt(container, 'name')),
  );
  const names = new Set(others);
  listAt(spec, 'ephemeralContainers').forEach((container, index) => {
    const at = `${path}[${index}]`;
    const name = textAt(container, 'name');
    errors.push(...validateCommon(container, around, at), ...validateImageBlanks(container, at));
    if (names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name));
    names.add(name);
    const target = textAt(container, 'targetContainerName');
    if (target !== '' && !others.has(target)) errors.push(fieldError.notFound(`${at}.targetContainerName`, target));
    for (const field of EPHEMERAL_FORBIDDEN) {
      if (isSet(container, field)) errors.push(fieldError.forbidden(`${at}.${field}`, rule));
    }
    listAt(container, 'volumeMounts').forEach((mount, position) => {
      for (const field of ['subPath', 'subPathExpr']) {
        if (textAt(mount, field) === '') continue;
        errors.push(fieldError.forbidden(`${at}.volumeMounts[${position}].${field}`, rule));
      }
    });
  });
  return errors;
}

/** What is wrong with an image reference with blanks around it; templates may have them. */
export function validateImageBlanks(container: Fields, path: string): FieldError[] {
  const image = textAt(container, 'image');
  if (image.trim() === image) return [];
  return [fieldError.invalid(`${path}.image`, image, 'must not have leading or trailing whitespace')];
}

/** All containers of a spec with their paths, in the order the real server visits them. */
export function containersOf(spec: Fields, path: string): { readonly container: Fields; readonly path: string }[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    listAt(spec, list).map((container, index) => ({ container, path: `${path}.${list}[${index}]` })),
  );
}
