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

/** CertificateSigningRequests: who asks is recorded. Source: Kubernetes 1.36, pkg/registry/certificates. */
export const certificateSigningRequestStrategy: Strategy = {
  hasGeneration: false,
  prepareForCreate(object, { user }) {
    const spec = (fieldsAt(object, 'spec') ?? {}) as Record<string, unknown>;
    spec['username'] = user.username;
    spec['groups'] = [...user.groups];
    if (user.uid !== undefined) spec['uid'] = user.uid;
    if (user.extra !== undefined) spec['extra'] = user.extra;
    object['status'] = {};
  },
  prepareForUpdate(object, old) {
    object['spec'] = old['spec'];
    object['status'] = old['status'];
  },
  validate(object) {
    const spec = fieldsAt(object, 'spec');
    return [
      ...(textAt(spec, 'request') === '' ? [fieldError.required('spec.request')] : []),
      ...(textAt(spec, 'signerName') === '' ? [fieldError.required('spec.signerName')] : []),
    ];
  },
  selectableFields: (object) => ({ 'spec.signerName': textAt(fieldsAt(object, 'spec'), 'signerName') }),
};

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
