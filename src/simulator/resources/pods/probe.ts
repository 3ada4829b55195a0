import { fieldError, type FieldError, isHttpHeaderName, type Draft } from '../../api';
import { type Fields, draftAt, fieldsAt, fill, listAt, numberAt, textAt, textsAt } from '../fields';
import { validateNotNegative, validateOneOf, validatePort } from '../field-rules';

/** Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_HTTPGetAction`. */
function defaultHttpGet(action: Draft | undefined): void {
  if (action !== undefined) fill(action, { path: '/', scheme: 'HTTP' });
}

/** Values that stand for an absent or zero field of a probe. */
const PROBE_DEFAULTS = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 } as const;

/** Fills in a probe. Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_Probe`. */
export function defaultProbe(probe: Draft | undefined): void {
  if (probe === undefined) return;
  for (const [field, value] of Object.entries(PROBE_DEFAULTS)) {
    if (probe[field] === undefined || probe[field] === 0) probe[field] = value;
  }
  defaultHttpGet(draftAt(probe, 'httpGet'));
  const grpc = draftAt(probe, 'grpc');
  // It has no `omitempty`: what is left out is null once it was read.
  if (grpc !== undefined) grpc['service'] ??= '';
}

/** Fills in what runs after the start and before the stop of a container. */
export function defaultLifecycle(lifecycle: Draft | undefined): void {
  for (const hook of ['postStart', 'preStop']) defaultHttpGet(draftAt(draftAt(lifecycle, hook), 'httpGet'));
}

function validateHttpGet(action: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (textAt(action, 'path') === '') errors.push(fieldError.required(`${path}.path`));
  errors.push(...validatePort(action['port'], `${path}.port`));
  errors.push(...validateOneOf(textAt(action, 'scheme'), ['HTTP', 'HTTPS'], `${path}.scheme`));
  for (const header of listAt(action, 'httpHeaders')) {
    const name = textAt(header, 'name');
    for (const message of isHttpHeaderName(name)) errors.push(fieldError.invalid(`${path}.httpHeaders`, name, message));
  }
  return errors;
}

function validateSleep(action: Fields, gracePeriodSeconds: number | undefined, path: string): FieldError[] {
  const seconds = numberAt(action, 'seconds') ?? 0;
  if (gracePeriodSeconds === undefined || (seconds >= 0 && seconds <= gracePeriodSeconds)) return [];
  const rule = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriodSeconds})`;
  return [fieldError.invalid(path, seconds, rule)];
}

type ActionRule = (action: Fields, path: string, gracePeriodSeconds: number | undefined) => FieldError[];

/** The actions a handler may have, in the order they are looked for. */
const ACTIONS: Readonly<Record<string, ActionRule>> = {
  exec: (action, path) => (textsAt(action, 'command').length === 0 ? [fieldError.required(`${path}.command`)] : []),
  httpGet: validateHttpGet,
  tcpSocket: (action, path) => validatePort(action['port'], `${path}.port`),
  grpc: (action, path) => validatePort(action['port'], `${path}.port`),
  sleep: (action, path, gracePeriodSeconds) => validateSleep(action, gracePeriodSeconds, path),
};

/** Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `validateHandler`. */
function validateHandler(handler: Fields, gracePeriodSeconds: number | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  for (const [name, rule] of Object.entries(ACTIONS)) {
    const action = fieldsAt(handler, name);
    if (action === undefined) continue;
    count++;
    const at = `${path}.${name}`;
    if (count > 1) errors.push(fieldError.forbidden(at, 'may not specify more than 1 handler type'));
    else errors.push(...rule(action, at, gracePeriodSeconds));
  }
  if (count === 0) errors.push(fieldError.required(path, 'must specify a handler type'));
  return errors;
}

/** The probes a container may have. */
export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

/** What is wrong with a probe. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `validateProbe`. */
export function validateProbe(
  container: Fields,
  kind: ProbeKind,
  gracePeriodSeconds: number | undefined,
  containerPath: string,
): FieldError[] {
  const probe = fieldsAt(container, kind);
  if (probe === undefined) return [];
  const path = `${containerPath}.${kind}`;
  const errors = validateHandler(probe, gracePeriodSeconds, path);
  for (const field of ['initialDelaySeconds', ...Object.keys(PROBE_DEFAULTS)]) {
    errors.push(...validateNotNegative(numberAt(probe, field), `${path}.${field}`));
  }
  const graceSeconds = numberAt(probe, 'terminationGracePeriodSeconds');
  const gracePath = `${path}.terminationGracePeriodSeconds`;
  if (graceSeconds !== undefined && graceSeconds <= 0) {
    errors.push(fieldError.invalid(gracePath, graceSeconds, 'must be greater than 0'));
  }
  if (kind === 'readinessProbe') {
    if (graceSeconds !== undefined) {
      errors.push(fieldError.invalid(gracePath, graceSeconds, 'must not be set for readinessProbes'));
    }
  } else if (probe['successThreshold'] !== 1) {
    errors.push(fieldError.invalid(`${path}.successThreshold`, numberAt(probe, 'successThreshold') ?? 0, 'must be 1'));
  }
  return errors;
}

/** What is wrong with the hooks of a container. */
export function validateLifecycle(
  container: Fields,
  gracePeriodSeconds: number | undefined,
  containerPath: string,
): FieldError[] {
  const lifecycle = fieldsAt(container, 'lifecycle');
  const errors: FieldError[] = [];
  for (const hook of ['postStart', 'preStop']) {
    const handler = fieldsAt(lifecycle, hook);
    const path = `${containerPath}.lifecycle.${hook}`;
    if (handler !== undefined) errors.push(...validateHandler(handler, gracePeriodSeconds, path));
  }
  const signal = textAt(lifecycle, 'stopSignal');
  if (signal !== '' && !/^SIG[A-Z0-9+-]+$/.test(signal)) {
    errors.push(fieldError.notSupported(`${containerPath}.lifecycle.stopSignal`, signal, []));
  }
  return errors;
}
