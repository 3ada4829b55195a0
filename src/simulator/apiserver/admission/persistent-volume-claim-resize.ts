import { compareQuantities, type KubeObject } from '../../api';
import { fieldsAt, flagAt, mapAt, textAt } from '../../resources/fields';
import { concerns, forbidden } from './forbid';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';

/** How a claim named its class before it was a field. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

const sizeOf = (claim: KubeObject): string =>
  mapAt(fieldsAt(fieldsAt(claim, 'spec'), 'resources'), 'requests')?.['storage'] ?? '0';

const classOf = (claim: KubeObject): string =>
  claim.metadata.annotations?.[CLASS_ANNOTATION] ?? textAt(fieldsAt(claim, 'spec'), 'storageClassName');

/** Whether the class of a claim lets its volumes grow. */
function mayGrow(claim: KubeObject, old: KubeObject, { context }: AdmissionAttributes): boolean {
  const name = classOf(claim);
  if (name === '' || name !== classOf(old)) return false;
  const found = context.lookup('storage.k8s.io/storageclasses', '', name);
  return found !== undefined && flagAt(found, 'allowVolumeExpansion') === true;
}

/**
 * Refuses a larger size for claims that are not bound, or whose class does not allow it.
 *
 * Source: Kubernetes 1.36, plugin/pkg/admission/storage/persistentvolume/resize/admission.go.
 */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  resources: ['persistentvolumeclaims'],
  ignoresSubresources: true,
  validate(claim, attributes) {
    const { old } = attributes;
    if (old === undefined || !concerns(attributes, 'persistentvolumeclaims', 'update')) return;
    if (compareQuantities(sizeOf(claim), sizeOf(old)) <= 0) return;
    if (textAt(fieldsAt(old, 'status'), 'phase') !== 'Bound') {
      throw forbidden(claim, attributes, 'Only bound persistent volume claims can be expanded');
    }
    if (mayGrow(claim, old, attributes)) return;
    throw forbidden(
      claim,
      attributes,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  },
};
