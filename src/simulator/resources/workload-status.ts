import { type Draft, fieldError, type FieldError, type KubeObject } from '../api';
import { type Fields, fieldsAt, numberAt } from './fields';
import { validateNotNegative } from './field-rules';

/** Fields of a status that must not be negative, and those that cannot exceed another one. */
export interface StatusRules {
  readonly notNegative: readonly string[];
  /** Pairs: the first may not exceed the second; the last item is the message. */
  readonly atMost: readonly (readonly [field: string, limit: string, rule: string])[];
}

/** What is wrong with the numbers of a status. */
export function validateStatusNumbers(object: KubeObject, old: KubeObject, rules: StatusRules): FieldError[] {
  const status = fieldsAt(object, 'status');
  const numberOf = (field: string): number => numberAt(status, field) ?? 0;
  const errors = rules.notNegative.flatMap((field) => validateNotNegative(numberAt(status, field), `status.${field}`));
  for (const [field, limit, rule] of rules.atMost) {
    if (numberOf(field) > numberOf(limit)) errors.push(fieldError.invalid(`status.${field}`, numberOf(field), rule));
  }
  const collisions = numberAt(status, 'collisionCount');
  const before = numberAt(fieldsAt(old, 'status'), 'collisionCount');
  if (before !== undefined && (collisions ?? -1) < before) {
    errors.push(fieldError.invalid('status.collisionCount', collisions ?? 0, 'cannot be decremented'));
  }
  return errors;
}

const ABOVE_REPLICAS = 'cannot be greater than status.replicas';

/** Rules of a status with `replicas` and `readyReplicas`. */
export const replicaStatusRules = (counts: readonly string[], readyWords: string): StatusRules => ({
  notNegative: ['observedGeneration', 'replicas', ...counts],
  atMost: [
    ...counts
      .filter(
        (field) => field !== 'unavailableReplicas' && field !== 'terminatingReplicas' && field !== 'collisionCount',
      )
      .map((field) => [field, 'replicas', ABOVE_REPLICAS] as const),
    ['availableReplicas', 'readyReplicas', `cannot be greater than ${readyWords}`],
  ],
});

/** A write of the object itself keeps the status that is stored. */
export function keepStatus(object: Draft, old: KubeObject): void {
  if (old['status'] === undefined) delete object['status'];
  else object['status'] = old['status'];
}

/** The spec of an object; empty when absent. */
export const specOf = (object: Fields): Fields => fieldsAt(object, 'spec') ?? {};
