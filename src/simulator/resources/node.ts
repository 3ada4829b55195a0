import { fieldError, isLabelValue, isQualifiedName, type FieldError, type KubeObject } from '../api';
import { fieldsAt, listAt, textAt, textsAt, type Fields } from './fields';
import { invalidFor } from './field-rules';
import { isCidr } from './ip-address';
import type { Strategy } from './resource';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function validateTaint(taint: Fields, path: string): FieldError[] {
  const key = textAt(taint, 'key');
  const value = textAt(taint, 'value');
  const effect = textAt(taint, 'effect');
  const errors = [
    ...invalidFor(`${path}.key`, key, isQualifiedName(key)),
    ...invalidFor(`${path}.value`, value, isLabelValue(value)),
  ];
  if (effect === '') errors.push(fieldError.required(`${path}.effect`));
  else if (!EFFECTS.includes(effect)) {
    errors.push(fieldError.notSupported(`${path}.effect`, effect, EFFECTS, 'as given'));
  }
  return errors;
}

function validate(object: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec');
  const seen = new Set<string>();
  const errors = listAt(spec, 'taints').flatMap((taint, index) => {
    const path = `spec.taints[${index}]`;
    const key = `${textAt(taint, 'effect')}:${textAt(taint, 'key')}`;
    const repeated = seen.has(key)
      ? [
          {
            ...fieldError.duplicate(path, taint),
            body: `Duplicate value: ${JSON.stringify(taint)}: taints must be unique by key and effect pair`,
          },
        ]
      : [];
    seen.add(key);
    return [...validateTaint(taint, path), ...repeated];
  });
  textsAt(spec, 'podCIDRs').forEach((cidr, index) => {
    errors.push(...invalidFor(`spec.podCIDRs[${index}]`, cidr, isCidr(cidr)));
  });
  return errors;
}

/** Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidateNodeUpdate`. */
function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors = validate(object);
  const provider = textAt(fieldsAt(old, 'spec'), 'providerID');
  if (provider !== '' && textAt(fieldsAt(object, 'spec'), 'providerID') !== provider) {
    errors.push(
      fieldError.forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'),
    );
  }
  const before = textsAt(fieldsAt(old, 'spec'), 'podCIDRs');
  const now = textsAt(fieldsAt(object, 'spec'), 'podCIDRs');
  if (before.length > 0 && (now.length !== before.length || before.some((cidr, index) => cidr !== now[index]))) {
    errors.push(fieldError.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  return errors;
}

/** Nodes. Source: Kubernetes 1.36, pkg/registry/core/node/strategy.go. */
export const nodeStrategy: Strategy = {
  hasGeneration: false,
  prepareForUpdate(object, old) {
    object['status'] = old['status'];
  },
  validate,
  validateUpdate,
  selectableFields: (object) => ({
    'spec.unschedulable': String(fieldsAt(object, 'spec')?.['unschedulable'] === true),
  }),
};
