import { fieldError, isQualifiedName, type FieldError, type KubeObject } from '../api';
import { fill, isSame, mapAt, textAt } from './fields';
import { invalidFor, validateImmutable, validateOneOf, validateRequiredOneOf } from './field-rules';
import type { Strategy } from './resource';

const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
const PARAMETERS_MAX = 512;

function validate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const provisioner = textAt(object, 'provisioner');
  if (provisioner === '') errors.push(fieldError.required('provisioner'));
  else errors.push(...invalidFor('provisioner', provisioner, isQualifiedName(provisioner.toLowerCase())));
  const parameters = Object.keys(mapAt(object, 'parameters') ?? {});
  if (parameters.length > PARAMETERS_MAX) {
    errors.push(fieldError.tooLong('parameters', PARAMETERS_MAX));
  }
  if (parameters.includes('')) errors.push(fieldError.invalid('parameters', '', 'field can not be empty.'));
  const policy = textAt(object, 'reclaimPolicy');
  if (policy !== '') errors.push(...validateOneOf(policy, RECLAIM_POLICIES, 'reclaimPolicy'));
  errors.push(...validateRequiredOneOf(textAt(object, 'volumeBindingMode'), BINDING_MODES, 'volumeBindingMode'));
  return errors;
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors = validate(object);
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy']) {
    if (!isSame(object[field], old[field])) {
      errors.push(fieldError.forbidden(field, `updates to ${field} are forbidden.`));
    }
  }
  errors.push(...validateImmutable(object['volumeBindingMode'], old['volumeBindingMode'], 'volumeBindingMode'));
  return errors;
}

/** StorageClasses. Source: Kubernetes 1.36, pkg/apis/storage/validation/validation.go `ValidateStorageClass`. */
export const storageClassStrategy: Strategy = {
  default: (object) => fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  validate,
  validateUpdate,
};
