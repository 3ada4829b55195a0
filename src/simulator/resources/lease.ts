import { fieldError, type FieldError, type KubeObject } from '../api';
import { fieldsAt, numberAt, textAt } from './fields';
import type { Strategy } from './resource';

function validate(object: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec');
  const errors: FieldError[] = [];
  const seconds = numberAt(spec, 'leaseDurationSeconds');
  if (seconds !== undefined && seconds <= 0) {
    errors.push(fieldError.invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0'));
  }
  const transitions = numberAt(spec, 'leaseTransitions');
  if (transitions !== undefined && transitions < 0) {
    errors.push(fieldError.invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  }
  if (textAt(spec, 'preferredHolder') !== '' && textAt(spec, 'strategy') === '') {
    errors.push(fieldError.forbidden('spec.preferredHolder', 'can only be specified when strategy is specified'));
  }
  return errors;
}

/** Leases. Source: Kubernetes 1.36, pkg/apis/coordination/validation/validation.go `ValidateLease`. */
export const leaseStrategy: Strategy = {
  hasGeneration: false,
  allowsCreateOnUpdate: true,
  allowsUnconditionalUpdate: false,
  validate,
  validateUpdate: validate,
};
