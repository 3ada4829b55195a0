import { fieldError, type FieldError, isInRange } from '../../api';
import { type Fields, fieldsAt, isSame, listAt, mapAt, numberAt, textAt } from '../fields';
import { invalidFor } from '../field-rules';
import { validateImageBlanks } from './container';
import { internalPodSpec } from './internal-shapes';
import { validateTolerations } from './placement';
import { unifiedDiff } from './unified-diff';

const CHANGEABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

const INT32_MAX = 2147483647;
const NODE_TERMS = 'requiredDuringSchedulingIgnoredDuringExecution';

/** Images may change, but containers neither come nor go; `stops` when nothing more can be compared. */
function validateImages(spec: Fields, old: Fields, list: string): { errors: FieldError[]; stops: boolean } {
  const containers = listAt(spec, list);
  const path = `spec.${list}`;
  if (containers.length !== listAt(old, list).length) {
    return { errors: [fieldError.forbidden(path, 'pod updates may not add or remove containers')], stops: true };
  }
  const errors = containers.flatMap((container, index) => {
    const at = `${path}[${index}]`;
    const missing = textAt(container, 'image') === '' ? [fieldError.required(`${at}.image`)] : [];
    return [...missing, ...validateImageBlanks(container, at)];
  });
  return { errors, stops: false };
}

function validateDeadline(spec: Fields, old: Fields): { errors: FieldError[]; stops: boolean } {
  const path = 'spec.activeDeadlineSeconds';
  const seconds = numberAt(spec, 'activeDeadlineSeconds');
  const before = numberAt(old, 'activeDeadlineSeconds');
  if (seconds === undefined) {
    const rule = 'must not update from a positive integer to nil value';
    return { errors: before === undefined ? [] : [fieldError.invalid(path, null, rule)], stops: false };
  }
  const errors = invalidFor(path, seconds, isInRange(seconds, 0, INT32_MAX));
  if (errors.length === 0 && before !== undefined && before < seconds) {
    errors.push(fieldError.invalid(path, seconds, 'must be less than or equal to previous value'));
  }
  return { errors, stops: errors.length > 0 };
}

function validateAddedTolerations(spec: Fields, old: Fields): FieldError[] {
  const path = 'spec.tolerations';
  const tolerations = listAt(spec, 'tolerations');
  const isKept = (before: Fields): boolean =>
    tolerations.some((now) => isSame({ ...before, tolerationSeconds: now['tolerationSeconds'] }, now));
  if (!listAt(old, 'tolerations').every(isKept)) {
    return [fieldError.forbidden(path, 'existing toleration can not be modified except its tolerationSeconds')];
  }
  return validateTolerations(spec, path);
}

function validateRemovedGates(spec: Fields, old: Fields): FieldError[] {
  const before = new Set(listAt(old, 'schedulingGates').map((gate) => textAt(gate, 'name')));
  return listAt(spec, 'schedulingGates').flatMap((gate, index) => {
    const name = textAt(gate, 'name');
    if (before.has(name)) return [];
    const rule = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [fieldError.forbidden(`spec.schedulingGates[${index}].name`, rule)];
  });
}

const startsWith = (items: readonly Fields[], head: readonly Fields[]): boolean =>
  items.length >= head.length && isSame(items.slice(0, head.length), head);

/** Source: Kubernetes 1.36, validation.go `validateNodeSelectorTermHasOnlyAdditions`. */
function hasOnlyAdditions(term: Fields, old: Fields): boolean {
  const parts = ['matchExpressions', 'matchFields'];
  const isEmpty = (any: Fields): boolean => parts.every((part) => listAt(any, part).length === 0);
  if (isEmpty(old)) return isEmpty(term);
  return parts.every((part) => startsWith(listAt(term, part), listAt(old, part)));
}

/** A gated Pod may still be told more precisely where to run. Source: validation.go `validateNodeAffinityMutation`. */
function validateGatedPlacement(spec: Fields, old: Fields): FieldError[] {
  const selector = mapAt(spec, 'nodeSelector') ?? {};
  const before = mapAt(old, 'nodeSelector') ?? {};
  const errors: FieldError[] = [];
  if (Object.keys(before).some((key) => selector[key] !== before[key])) {
    const rule = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    errors.push(fieldError.invalid('spec.nodeSelector', selector, rule));
  }
  const termsOf = (any: Fields): readonly Fields[] =>
    listAt(fieldsAt(fieldsAt(fieldsAt(any, 'affinity'), 'nodeAffinity'), NODE_TERMS), 'nodeSelectorTerms');
  const terms = termsOf(spec);
  const oldTerms = termsOf(old);
  const path = `spec.affinity.nodeAffinity.${NODE_TERMS}.nodeSelectorTerms`;
  if (oldTerms.length > 0 && oldTerms.length !== terms.length) {
    const rule = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    return [...errors, fieldError.invalid(path, terms, rule)];
  }
  oldTerms.forEach((term, index) => {
    const now = terms[index] as Fields;
    if (hasOnlyAdditions(now, term)) return;
    const rule = 'only additions are allowed (no mutations or deletions)';
    errors.push(fieldError.invalid(`${path}[${index}]`, now, rule));
  });
  return errors;
}

/** The new spec with everything that may change set back to what it was. */
function withoutAllowedChanges(spec: Fields, old: Fields, isGated: boolean): Fields {
  const images = (list: string): Fields[] | undefined =>
    spec[list] === undefined
      ? undefined
      : listAt(spec, list).map((container, index) => ({ ...container, image: listAt(old, list)[index]?.['image'] }));
  const isGraceFixed =
    (numberAt(old, 'terminationGracePeriodSeconds') ?? 0) < 0 && spec['terminationGracePeriodSeconds'] === 1;
  const affinity = { ...fieldsAt(spec, 'affinity'), nodeAffinity: fieldsAt(old, 'affinity')?.['nodeAffinity'] };
  return {
    ...spec,
    containers: images('containers'),
    initContainers: images('initContainers'),
    activeDeadlineSeconds: old['activeDeadlineSeconds'],
    schedulingGates: old['schedulingGates'],
    tolerations: old['tolerations'],
    ...(isGraceFixed ? { terminationGracePeriodSeconds: old['terminationGracePeriodSeconds'] } : {}),
    ...(isGated ? { nodeSelector: old['nodeSelector'] } : {}),
    ...(isGated ? { affinity: isSame(affinity, {}) ? undefined : affinity } : {}),
  };
}

/**
 * What is wrong with a change of a Pod's spec: hardly anything may change.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidatePodUpdate`.
 */
export function validatePodSpecUpdate(spec: Fields, old: Fields): FieldError[] {
  const errors: FieldError[] = [];
  for (const step of [
    validateImages(spec, old, 'containers'),
    validateImages(spec, old, 'initContainers'),
    validateDeadline(spec, old),
  ]) {
    errors.push(...step.errors);
    if (step.stops) return errors;
  }
  errors.push(...validateAddedTolerations(spec, old), ...validateRemovedGates(spec, old));
  if (isSame(spec, old)) return errors;
  const isGated = listAt(old, 'schedulingGates').length > 0;
  if (isGated) errors.push(...validateGatedPlacement(spec, old));
  const compared = withoutAllowedChanges(spec, old, isGated);
  if (isSame(compared, old)) return errors;
  const text = (any: Fields): string => JSON.stringify(internalPodSpec(any), null, 1);
  const difference = unifiedDiff(text(old), text(compared));
  const rule = `pod updates may not change fields other than ${CHANGEABLE}\n${difference}`;
  return [...errors, fieldError.forbidden('spec', rule)];
}
