import { fieldError, type FieldError, type KubeObject } from '../api';
import { fieldsAt } from './fields';
import {
  type IntOrPercent,
  shownSelector,
  validateAtMost100Percent,
  validateIntOrPercent,
  validateLabelSelector,
  validateNotNegative,
} from './field-rules';
import type { Strategy } from './resource';
import { keepStatus, specOf } from './workload-status';

const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];
const COUNTS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'];

/** Source: Kubernetes 1.36, pkg/apis/policy/validation/validation.go `ValidatePodDisruptionBudgetSpec`. */
function validateBudget(budget: KubeObject): FieldError[] {
  const spec = specOf(budget);
  const errors: FieldError[] = [];
  if (spec['minAvailable'] !== undefined && spec['maxUnavailable'] !== undefined) {
    const shown = {
      MinAvailable: spec['minAvailable'],
      Selector: shownSelector(fieldsAt(spec, 'selector')),
      MaxUnavailable: spec['maxUnavailable'],
      UnhealthyPodEvictionPolicy: spec['unhealthyPodEvictionPolicy'] ?? null,
    };
    errors.push(fieldError.invalid('spec', shown, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const field of ['minAvailable', 'maxUnavailable']) {
    const amount = spec[field] as IntOrPercent;
    errors.push(...validateIntOrPercent(amount, `spec.${field}`), ...validateAtMost100Percent(amount, `spec.${field}`));
  }
  errors.push(...validateLabelSelector(fieldsAt(spec, 'selector'), 'spec.selector'));
  const policy = spec['unhealthyPodEvictionPolicy'];
  if (typeof policy === 'string' && !EVICTION_POLICIES.includes(policy)) {
    errors.push(fieldError.notSupported('spec.unhealthyPodEvictionPolicy', policy, EVICTION_POLICIES));
  }
  return errors;
}

/** PodDisruptionBudgets. Source: Kubernetes 1.36, pkg/registry/policy/poddisruptionbudget/strategy.go. */
export const podDisruptionBudgetStrategy: Strategy = {
  prepareForCreate(budget) {
    budget['status'] = Object.fromEntries(COUNTS.map((field) => [field, 0]));
  },
  prepareForUpdate: keepStatus,
  validate: validateBudget,
  validateUpdate: validateBudget,
  validateStatusUpdate(budget) {
    const status = fieldsAt(budget, 'status');
    return COUNTS.flatMap((field) => validateNotNegative(status?.[field] as number | undefined, `status.${field}`));
  },
  allowsUnconditionalUpdate: false,
  hasGeneration: true,
};
