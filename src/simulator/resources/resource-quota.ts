import { compareQuantities, fieldError, type FieldError, type KubeObject } from '../api';
import { fieldsAt, isSame, mapAt, textsAt } from './fields';
import { NOT_NEGATIVE, validateQualifiedName } from './field-rules';
import type { Strategy } from './resource';

/** Resources without a prefix. Source: Kubernetes 1.36, pkg/apis/core/helper `IsStandardQuotaResourceName`. */
const STANDARD = new Set([
  'configmaps',
  'count/pods',
  'cpu',
  'ephemeral-storage',
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'memory',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
  'requests.storage',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
]);
const SCOPES = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
];
const COUNTED_WHOLE =
  /^(pods|services(\..*)?|replicationcontrollers|resourcequotas|secrets|configmaps|persistentvolumeclaims|count\/.*)$/;

function validateHard(object: KubeObject): FieldError[] {
  const hard = mapAt(fieldsAt(object, 'spec'), 'hard') ?? {};
  return Object.keys(hard)
    .sort()
    .flatMap((name) => {
      const path = `spec.hard[${name}]`;
      const quantity = hard[name] ?? '0';
      const errors = validateQualifiedName(name, path);
      if (!name.includes('/') && !STANDARD.has(name)) {
        errors.push(fieldError.invalid(path, name, 'must be a standard resource type or fully qualified'));
        errors.push(fieldError.invalid(path, name, 'must be a standard resource for quota'));
      }
      if (compareQuantities(quantity, '0') < 0) errors.push(fieldError.invalid(path, quantity, NOT_NEGATIVE));
      if (COUNTED_WHOLE.test(name) && quantity.endsWith('m')) {
        errors.push(fieldError.invalid(path, quantity, 'must be an integer'));
      }
      return errors;
    });
}

const validateScopes = (object: KubeObject): FieldError[] =>
  textsAt(fieldsAt(object, 'spec'), 'scopes')
    .filter((scope) => !SCOPES.includes(scope))
    .map((scope) => fieldError.invalid('spec.scopes', scope, 'unsupported scope'));

/** ResourceQuotas. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidateResourceQuota`. */
export const resourceQuotaStrategy: Strategy = {
  hasGeneration: false,
  returnsDeletedObject: true,
  prepareForCreate(object) {
    object['status'] = {};
  },
  prepareForUpdate(object, old) {
    object['status'] = old['status'];
  },
  validate: (object) => [...validateHard(object), ...validateScopes(object)],
  validateUpdate: (object, old) => {
    const scopes = textsAt(fieldsAt(object, 'spec'), 'scopes');
    const isKept = isSame([...scopes].sort(), [...textsAt(fieldsAt(old, 'spec'), 'scopes')].sort());
    return [
      ...validateHard(object),
      ...validateScopes(object),
      ...(isKept ? [] : [fieldError.invalid('spec.scopes', scopes, 'field is immutable')]),
    ];
  },
};
