import { fieldError, type FieldError } from '../../api';
import { type Fields, fieldsAt, mapAt, textAt } from '../fields';
import { containersOf } from './container';
import type { PodRules } from './options';
import { validateDescendingPath } from './paths';

type Annotations = Readonly<Record<string, string>>;

const MIRROR = 'kubernetes.io/config.mirror';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const INT32_MAX = 2147483647;

function validateSeccomp(profile: string, path: string): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
  if (profile.startsWith('localhost/')) return validateDescendingPath(profile.slice('localhost/'.length), path);
  return [fieldError.invalid(path, profile, 'must be a valid seccomp profile')];
}

function validateAppArmor(key: string, profile: string, spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const name = key.slice(APP_ARMOR.length);
  if (!containersOf(spec, '').some(({ container }) => textAt(container, 'name') === name)) {
    errors.push(fieldError.invalid(`${path}[${key}]`, name, 'container not found'));
  }
  if (!/^($|runtime\/default$|unconfined$|localhost\/)/.test(profile)) {
    const rule = `invalid AppArmor profile name: ${JSON.stringify(profile)}`;
    errors.push(fieldError.invalid(`${path}[${key}]`, profile, rule));
  }
  return errors;
}

function validateDeletionCost(cost: string, path: string): FieldError[] {
  const at = `${path}[${DELETION_COST}]`;
  if (/^(0|-?[1-9][0-9]*)$/.test(cost) && Math.abs(Number(cost)) <= INT32_MAX) return [];
  return [fieldError.invalid(at, cost, 'must be a 32bit integer')];
}

/**
 * What is wrong with annotations that mean something to Pods.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidatePodSpecificAnnotations`.
 */
export function validatePodAnnotations(
  annotations: Annotations | undefined,
  spec: Fields,
  path: string,
  rules: PodRules,
): FieldError[] {
  const errors: FieldError[] = [];
  const mirror = annotations?.[MIRROR];
  if (mirror !== undefined && textAt(spec, 'nodeName') === '') {
    const rule = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(fieldError.invalid(`${path}[${MIRROR}]`, mirror, rule));
  }
  const cost = annotations?.[DELETION_COST];
  if (cost !== undefined && rules.isPod) errors.push(...validateDeletionCost(cost, path));
  for (const [key, value] of Object.entries(annotations ?? {})) {
    if (key === SECCOMP || key.startsWith(SECCOMP_CONTAINER)) errors.push(...validateSeccomp(value, `${path}.${key}`));
    if (key.startsWith(APP_ARMOR)) errors.push(...validateAppArmor(key, value, spec, path));
  }
  return errors;
}

/** What is wrong with a change of such annotations. Source: validation.go `ValidatePodSpecificAnnotationUpdates`. */
export function validatePodAnnotationUpdate(pod: Fields, old: Fields, path: string): FieldError[] {
  const now = mapAt(fieldsAt(pod, 'metadata'), 'annotations') ?? {};
  const before = mapAt(fieldsAt(old, 'metadata'), 'annotations') ?? {};
  const words = (key: string): string | undefined => {
    if (key.startsWith(APP_ARMOR)) return 'AppArmor annotations';
    return key === MIRROR ? 'mirror pod annotation' : undefined;
  };
  const changed = Object.keys(before).filter((key) => now[key] !== before[key]);
  const added = Object.keys(now).filter((key) => before[key] === undefined);
  const forbid = (keys: readonly string[], verb: string): FieldError[] =>
    keys
      .filter((key) => words(key) !== undefined)
      .map((key) => fieldError.forbidden(`${path}[${key}]`, `may not ${verb} ${words(key)}`));
  return [...forbid(changed, 'remove or update'), ...forbid(added, 'add')];
}
