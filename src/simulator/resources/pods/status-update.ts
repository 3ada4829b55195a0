import { fieldError, type FieldError, isDnsSubdomain, type KubeObject } from '../../api';
import { invalidFor, validateQualifiedName } from '../field-rules';
import { type Fields, fieldsAt, listAt, numberAt, textAt } from '../fields';
import { isSidecar } from './container';

const specOf = (pod: KubeObject): Fields => fieldsAt(pod, 'spec') ?? {};
const statusOf = (pod: KubeObject): Fields => fieldsAt(pod, 'status') ?? {};

/**
 * Adds what is wrong with containers that come back though they have ended for good. `spec` says which of them may; those
 * of no specification never do. Source: validation.go `ValidateContainerStateTransition`.
 */
function validateTransitions(
  status: Fields,
  old: Fields,
  list: string,
  restartPolicy: string,
  spec: Fields | undefined,
  errors: FieldError[],
): void {
  const olds = listAt(old, list);
  for (let index = 0; index < olds.length; index += 1) {
    const terminated = fieldsAt(fieldsAt(olds[index], 'state'), 'terminated');
    const name = textAt(olds[index], 'name');
    if (terminated === undefined || (spec !== undefined && restartableNames(spec).has(name))) continue;
    if ((numberAt(terminated, 'exitCode') ?? 0) !== 0 && restartPolicy === 'OnFailure') continue;
    const now = namedIn(listAt(status, list), name);
    if (now === undefined || fieldsAt(fieldsAt(now, 'state'), 'terminated') !== undefined) continue;
    const rule = 'may not be transitioned to non-terminated state';
    errors.push(fieldError.forbidden(`status.${list}[${index}].state`, rule));
  }
}

const namedIn = (statuses: readonly Fields[], name: string): Fields | undefined =>
  statuses.find((candidate) => textAt(candidate, 'name') === name);

/** Names of containers with a restart policy of their own: they may run again whatever the Pod's policy is. */
function restartableNames(spec: Fields): ReadonlySet<string> {
  const containers = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')];
  const restartable = containers.filter(
    (container) => isSidecar(container) || listAt(container, 'restartPolicyRules').length > 0,
  );
  return new Set(restartable.map((container) => textAt(container, 'name')));
}

/** Types that are well written, as nearly all conditions have one of them. */
const KNOWN_CONDITIONS: ReadonlySet<string> = new Set([
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  'PodReadyToStartContainers',
]);

/** What is wrong with a new status of a Pod. Source: Kubernetes 1.36, validation.go `ValidatePodStatusUpdate`. */
export function validatePodStatusUpdate(pod: KubeObject, old: KubeObject): FieldError[] {
  const status = statusOf(pod);
  const before = statusOf(old);
  const errors: FieldError[] = [];
  const conditions = listAt(status, 'conditions');
  for (let index = 0; index < conditions.length; index += 1) {
    const type = textAt(conditions[index], 'type');
    if (!KNOWN_CONDITIONS.has(type)) errors.push(...validateQualifiedName(type, `metadata.conditions[${index}].Type`));
  }
  const spec = specOf(old);
  if (textAt(specOf(pod), 'nodeName') !== textAt(spec, 'nodeName')) {
    errors.push(fieldError.forbidden('status.nodeName', 'may not be changed directly'));
  }
  const nominated = textAt(status, 'nominatedNodeName');
  if (nominated !== '' && nominated !== textAt(before, 'nominatedNodeName')) {
    errors.push(...invalidFor('status.nominatedNodeName', nominated, isDnsSubdomain(nominated)));
  }
  const qosClass = textAt(status, 'qosClass');
  if (qosClass !== textAt(before, 'qosClass')) {
    errors.push(fieldError.invalid('status.qosClass', qosClass, 'field is immutable'));
  }
  const policy = textAt(spec, 'restartPolicy');
  if (policy !== 'Always') {
    validateTransitions(status, before, 'containerStatuses', policy, spec, errors);
    validateTransitions(status, before, 'initContainerStatuses', policy, spec, errors);
  }
  validateTransitions(status, before, 'ephemeralContainerStatuses', 'Never', undefined, errors);
  return errors;
}
