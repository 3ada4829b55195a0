import { draftAt, mapAt, openDraft } from '../../resources/fields';
import { findDefaultClass } from './default-class';
import { concerns } from './forbid';
import type { AdmissionPlugin } from './plugin';

/** Marks of the default class. Source: Kubernetes 1.36, pkg/apis/storage/util/helpers.go. */
const MARKS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
] as const;
/** How a claim named its class before it was a field. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/**
 * Gives claims that name no storage class the default one; the empty name is a name.
 *
 * Source: Kubernetes 1.36, plugin/pkg/admission/storage/storageclass/setdefault/admission.go.
 */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  resources: ['persistentvolumeclaims'],
  ignoresSubresources: true,
  admit(draft, attributes) {
    if (!concerns(attributes, 'persistentvolumeclaims', 'create')) return;
    const spec = openDraft(draft, 'spec');
    const annotations = mapAt(draftAt(draft, 'metadata'), 'annotations');
    if (spec['storageClassName'] !== undefined || annotations?.[CLASS_ANNOTATION] !== undefined) return;
    const found = findDefaultClass(attributes.context.lookupAll('storage.k8s.io/storageclasses'), MARKS);
    if (found !== undefined) spec['storageClassName'] = found.metadata.name ?? '';
  },
};
