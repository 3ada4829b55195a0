import type { ApiObject } from 'cdk8s';

/** Objects that belong to no namespace. */
export const ClusterScope = {
  /** Kinds that belong to no namespace. Source: Kubernetes 1.36 discovery; those that manifests hold. */
  kinds: new Set([
    'APIService',
    'ClusterRole',
    'ClusterRoleBinding',
    'CSIDriver',
    'CSINode',
    'CustomResourceDefinition',
    'FlowSchema',
    'IngressClass',
    'IPAddress',
    'MutatingWebhookConfiguration',
    'Namespace',
    'Node',
    'PersistentVolume',
    'PriorityClass',
    'PriorityLevelConfiguration',
    'RuntimeClass',
    'ServiceCIDR',
    'StorageClass',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
    'VolumeAttachment',
  ]) as ReadonlySet<string>,

  /** Takes the chart's namespace off `object`: cdk8s puts it on every kind. */
  free(object: ApiObject): void {
    const metadata = object.metadata as unknown as {
      namespace?: string;
      _additionalAttributes: Record<string, unknown>;
    };
    metadata.namespace = undefined;
    delete metadata._additionalAttributes['namespace'];
  },
};
