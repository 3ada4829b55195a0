import { fieldError, type FieldError, isDnsSubdomain, type KubeObject } from '../../api';
import { invalidFor, validateQualifiedName } from '../field-rules';
import { type Fields, fieldsAt, listAt, numberAt, textAt } from '../fields';
import { isSidecar } from './container';

const specOf = (pod: KubeObject): Fields => fieldsAt(pod, 'spec') ?? {};
const statusOf = (pod: KubeObject): Fields => fieldsAt(pod, 'status') ?? {};

/** Containers that have ended for good must not come back. Source: validation.go `ValidateContainerStateTransition`. */
function validateTransitions(
  status: Fields,
  old: Fields,
  list: string,
  restartPolicy: string,
  mayRestart: (name: string) => boolean,
): FieldError[] {
  if (restartPolicy === 'Always') return [];
  return listAt(old, list).flatMap((before, index) => {
    const terminated = fieldsAt(fieldsAt(before, 'state'), 'terminated');
    const name = textAt(before, 'name');
    if (terminated === undefined || mayRestart(name)) return [];
    if ((numberAt(terminated, 'exitCode') ?? 0) !== 0 && restartPolicy === 'OnFailure') return [];
    const now = listAt(status, list).find((candidate) => textAt(candidate, 'name') === name);
    if (now === undefined || fieldsAt(fieldsAt(now, 'state'), 'terminated') !== undefined) return [];
    const rule = 'may not be transitioned to non-terminated state';
    return [fieldError.forbidden(`status.${list}[${index}].state`, rule)];
  });
}

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
  listAt(status, 'conditions').forEach((condition, index) => {
    const type = textAt(condition, 'type');
    if (!KNOWN_CONDITIONS.has(type)) errors.push(...validateQualifiedName(type, `metadata.conditions[${index}].Type`));
  });
  if (textAt(specOf(pod), 'nodeName') !== textAt(specOf(old), 'nodeName')) {
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
  const spec = specOf(old);
  const policy = textAt(spec, 'restartPolicy');
  const mayRestart = (name: string): boolean => restartableNames(spec).has(name);
  return [
    ...errors,
    ...validateTransitions(status, before, 'containerStatuses', policy, mayRestart),
    ...validateTransitions(status, before, 'initContainerStatuses', policy, mayRestart),
    ...validateTransitions(status, before, 'ephemeralContainerStatuses', 'Never', () => false),
  ];
}
