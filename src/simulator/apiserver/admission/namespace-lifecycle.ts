import { statusErrors } from '../../api';
import { fieldsAt, textAt } from '../../resources/fields';
import { forbidden } from './forbid';
import type { AdmissionPlugin } from './plugin';

/** Namespaces that may not be deleted. Source: Kubernetes 1.36, pkg/kubeapiserver/options/plugins.go. */
const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

/**
 * Refuses objects in namespaces that do not exist or are being deleted, and the deletion of the namespaces that every
 * cluster needs.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go.
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit(draft, attributes) {
    const { verb, resource, namespace, name, context } = attributes;
    if (resource.storage === 'namespaces') {
      if (verb === 'delete' && IMMORTAL.has(name))
        throw forbidden(draft, attributes, 'this namespace may not be deleted');
      return;
    }
    if (namespace === '' || verb === 'delete' || verb === 'connect') return;
    const found = context.lookup('namespaces', '', namespace);
    if (found === undefined) throw statusErrors.notFound({ group: '', resource: 'namespaces' }, namespace);
    if (verb !== 'create' || textAt(fieldsAt(found, 'status'), 'phase') !== 'Terminating') return;
    throw forbidden(
      draft,
      attributes,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    );
  },
};
