import { fieldError, type FieldError, type KubeObject } from '../api';
import { fill, numberAt, textAt } from './fields';
import { validateImmutable, validateOneOf } from './field-rules';
import type { Strategy } from './resource';

/** Source: Kubernetes 1.36, pkg/apis/scheduling/types.go `HighestUserDefinablePriority`. */
const USER_VALUE_MAX = 1_000_000_000;
const SYSTEM: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

function systemProblem(name: string, object: KubeObject): string | undefined {
  const value = SYSTEM[name];
  if (value === undefined) return `${name} is not a known system priority class`;
  if (numberAt(object, 'value') !== value) {
    return `value of ${name} PriorityClass must be ${value}`;
  }
  return object['globalDefault'] === true ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function validate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const name = object.metadata.name ?? '';
  if (name.startsWith('system-')) {
    const problem = systemProblem(name, object);
    if (problem !== undefined) {
      const rule = "priority class names with 'system-' prefix are reserved for system use only";
      errors.push(fieldError.forbidden('metadata.name', `${rule}. error: ${problem}`));
    }
  } else if ((numberAt(object, 'value') ?? 0) > USER_VALUE_MAX) {
    const rule = `maximum allowed value of a user defined priority is ${USER_VALUE_MAX}`;
    errors.push(fieldError.forbidden('value', rule));
  }
  const policy = textAt(object, 'preemptionPolicy');
  if (policy !== '') {
    errors.push(...validateOneOf(policy, ['Never', 'PreemptLowerPriority'], 'preemptionPolicy'));
  }
  return errors;
}

/** PriorityClasses. Source: Kubernetes 1.36, pkg/apis/scheduling/validation/validation.go. */
export const priorityClassStrategy: Strategy = {
  hasGeneration: true,
  default: (object) => fill(object, { preemptionPolicy: 'PreemptLowerPriority' }),
  validate,
  validateUpdate: (object, old) => [
    ...((numberAt(object, 'value') ?? 0) === (numberAt(old, 'value') ?? 0)
      ? []
      : [fieldError.forbidden('value', 'may not be changed in an update.')]),
    ...validateImmutable(object['preemptionPolicy'], old['preemptionPolicy'], 'preemptionPolicy'),
  ],
};
