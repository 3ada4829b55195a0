import type { ObjectKey } from './object';

/** When an object is applied: what others need comes first. */
export const WAVES = ['namespaces', 'definitions', 'configuration', 'workloads', 'entrances'] as const;
/** One of the waves. */
export type Wave = (typeof WAVES)[number];

/** What Pods look for when they start; Services come before Pods because Pods learn of them in their environment. */
const CONFIGURATION = new Set([
  '/ConfigMap',
  '/Endpoints',
  '/LimitRange',
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  '/ResourceQuota',
  '/Secret',
  '/Service',
  '/ServiceAccount',
  'discovery.k8s.io/EndpointSlice',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/NetworkPolicy',
  'node.k8s.io/RuntimeClass',
  'policy/PodDisruptionBudget',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/StorageClass',
]);

/** What sends requests to workloads: webhooks that nobody answers yet would stop everything behind them. */
const ENTRANCES = new Set([
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiregistration.k8s.io/APIService',
  'networking.k8s.io/Ingress',
]);

/** The wave of an object. Kinds that are not known are workloads: they may be custom resources. */
export function waveOf({ group, kind }: Pick<ObjectKey, 'group' | 'kind'>): Wave {
  const name = `${group}/${kind}`;
  if (name === '/Namespace') return 'namespaces';
  if (name === 'apiextensions.k8s.io/CustomResourceDefinition') return 'definitions';
  if (CONFIGURATION.has(name)) return 'configuration';
  return ENTRANCES.has(name) ? 'entrances' : 'workloads';
}
