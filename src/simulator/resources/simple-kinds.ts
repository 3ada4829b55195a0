import { fieldError, type FieldError, type KubeObject } from '../api';
import { fieldsAt, fill, textAt } from './fields';
import { validateDnsLabel, validateImmutable } from './field-rules';
import type { Strategy } from './resource';

/** ServiceAccounts: nothing but metadata is checked. */
export const serviceAccountStrategy: Strategy = { returnsDeletedObject: true };

function validateRuntimeClass(object: KubeObject): FieldError[] {
  const handler = textAt(object, 'handler');
  return handler === '' ? [fieldError.required('handler')] : validateDnsLabel(handler, 'handler');
}

/** RuntimeClasses. Source: Kubernetes 1.36, pkg/apis/node/validation/validation.go. */
export const runtimeClassStrategy: Strategy = {
  validate: validateRuntimeClass,
  validateUpdate: (object, old) => validateImmutable(object['handler'], old['handler'], 'handler'),
};

/** Kinds whose specification has no generation. */
export const withoutGeneration: Strategy = { hasGeneration: false };

/** CSIDrivers. Source: Kubernetes 1.36, pkg/apis/storage/v1/defaults.go `SetDefaults_CSIDriver`. */
export const csiDriverStrategy: Strategy = {
  hasGeneration: false,
  default(object) {
    const spec = fieldsAt(object, 'spec') as Record<string, unknown> | undefined;
    if (spec === undefined) return;
    fill(spec, {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      requiresRepublish: false,
      seLinuxMount: false,
      volumeLifecycleModes: ['Persistent'],
    });
  },
};
