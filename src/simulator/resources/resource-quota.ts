import { compareQuantities, fieldError, type FieldError, type KubeObject } from '../api';
import { fieldsAt, isSame, listAt, mapAt, textAt, textsAt, type Fields } from './fields';
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

/** What is counted of Pods of a scope. Source: Kubernetes 1.36, pkg/apis/core/helper `podComputeQuotaResources`. */
const POD_RESOURCES = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'pods', 'requests.cpu', 'requests.memory'];
/** In the order of the error that lists them. */
const SCOPES_WITHOUT_VALUES = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'CrossNamespacePodAffinity',
];
const CONFLICTING = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

/** Whether a scope tells objects of a resource apart. Source: pkg/apis/core/helper `IsResourceQuotaScopeValidForResource`. */
function isCountedBy(scope: string, resource: string): boolean {
  if (scope === 'BestEffort') return resource === 'pods';
  if (scope === 'VolumeAttributesClass') return ['persistentvolumeclaims', 'requests.storage'].includes(resource);
  return !SCOPES.includes(scope) || POD_RESOURCES.includes(resource);
}

/** Rules of scopes wherever they stand; `shown` is the value that errors about several of them name. */
function validateScopeNames(spec: Fields, scopes: readonly string[], path: string, shown: unknown): FieldError[] {
  const resources = Object.keys(mapAt(spec, 'hard') ?? {}).filter((name) => STANDARD.has(name));
  const misplaced = scopes.flatMap((scope) => resources.filter((resource) => !isCountedBy(scope, resource)));
  const isConflict = CONFLICTING.some((pair) => pair.every((scope) => scopes.includes(scope)));
  return [
    ...misplaced.map(() => fieldError.invalid(path, shown, 'unsupported scope applied to resource')),
    ...(isConflict ? [fieldError.invalid(path, textsAt(spec, 'scopes'), 'conflicting scopes')] : []),
  ];
}

function validateScopes(object: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec') ?? {};
  const scopes = textsAt(spec, 'scopes');
  const unknown = scopes.filter((scope) => !SCOPES.includes(scope));
  return [
    ...unknown.map(() => fieldError.invalid('spec.scopes', scopes, 'unsupported scope')),
    ...validateScopeNames(spec, scopes, 'spec.scopes', scopes),
    ...validateScopeSelector(spec, 'spec.scopeSelector.matchExpressions'),
  ];
}

function validateScopeSelector(spec: Fields, path: string): FieldError[] {
  const requirements = listAt(fieldsAt(spec, 'scopeSelector'), 'matchExpressions');
  const scopes = requirements.map((each) => textAt(each, 'scopeName'));
  // Internal types have no names of JSON.
  const shown = {
    MatchExpressions: requirements.map((each) => ({
      ScopeName: textAt(each, 'scopeName'),
      Operator: textAt(each, 'operator'),
      Values: each['values'] ?? null,
    })),
  };
  return [
    ...requirements.flatMap((each) => validateRequirement(each, path)),
    ...validateScopeNames(spec, scopes, path, shown),
  ];
}

function validateRequirement(requirement: Fields, path: string): FieldError[] {
  const scope = textAt(requirement, 'scopeName');
  const operator = textAt(requirement, 'operator');
  const values = textsAt(requirement, 'values');
  const errors: FieldError[] = [];
  if (!SCOPES.includes(scope)) errors.push(fieldError.invalid(`${path}.scopeName`, scope, 'unsupported scope'));
  if (SCOPES_WITHOUT_VALUES.includes(scope) && operator !== 'Exists') {
    const words = SCOPES_WITHOUT_VALUES.map((each) => `ResourceQuotaScope${each}`);
    const rule = `must be 'Exist' when scope is any of ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
    errors.push(fieldError.invalid(`${path}.operator`, operator, rule));
  }
  if (['In', 'NotIn'].includes(operator)) {
    const rule = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    if (values.length === 0) errors.push(fieldError.required(`${path}.values`, rule));
  } else if (['Exists', 'DoesNotExist'].includes(operator)) {
    const rule = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    if (values.length > 0) errors.push(fieldError.invalid(`${path}.values`, values, rule));
  } else errors.push(fieldError.invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  return errors;
}

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
  validateUpdate(object, old) {
    const scopes = textsAt(fieldsAt(object, 'spec'), 'scopes');
    const isKept = isSame([...scopes].sort(), [...textsAt(fieldsAt(old, 'spec'), 'scopes')].sort());
    return [
      ...validateHard(object),
      ...validateScopes(object),
      ...(isKept ? [] : [fieldError.invalid('spec.scopes', scopes, 'field is immutable')]),
    ];
  },
};
