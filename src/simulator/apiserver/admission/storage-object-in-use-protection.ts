import { openDraft, textsAt } from '../../resources/fields';
import { concerns } from './forbid';
import type { AdmissionPlugin } from './plugin';

/** Finalizer by storage key. Source: Kubernetes 1.36, pkg/volume/util/finalizer.go. */
const FINALIZERS: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
  'storage.k8s.io/volumeattributesclasses': 'kubernetes.io/vac-protection',
};

/**
 * Keeps volumes and claims until nobody uses them.
 *
 * Source: Kubernetes 1.36, plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go.
 */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  resources: Object.keys(FINALIZERS),
  ignoresSubresources: true,
  admit(draft, attributes) {
    const finalizer = FINALIZERS[attributes.resource.storage];
    if (finalizer === undefined || !concerns(attributes, attributes.resource.storage, 'create')) return;
    const metadata = openDraft(draft, 'metadata');
    const given = textsAt(metadata, 'finalizers');
    if (!given.includes(finalizer)) metadata['finalizers'] = [...given, finalizer];
  },
};
