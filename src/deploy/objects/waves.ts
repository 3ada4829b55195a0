import type { ObjectKey } from './object';

/** When an object is applied: what others need comes first. */
export const WAVES = ['namespaces', 'definitions', 'terms', 'configuration', 'workloads', 'entrances'] as const;
/** One of the waves. */
export type Wave = (typeof WAVES)[number];

/**
 * What configuration refers to: who may not grant everything may bind a role only when it is there, the token of an
 * account that is not there is deleted, claims are filled in from classes and limits.
 */
const TERMS = new Set([
  '/LimitRange',
  '/ResourceQuota',
  '/ServiceAccount',
  'networking.k8s.io/IngressClass',
  'node.k8s.io/RuntimeClass',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/Role',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/StorageClass',
]);

/** What Pods look for when they start; Services come before Pods because Pods learn of them in their environment. */
const CONFIGURATION = new Set([
  '/ConfigMap',
  '/Endpoints',
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  '/Secret',
  '/Service',
  'discovery.k8s.io/EndpointSlice',
  'networking.k8s.io/NetworkPolicy',
  'policy/PodDisruptionBudget',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'rbac.authorization.k8s.io/RoleBinding',
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
  if (TERMS.has(name)) return 'terms';
  if (CONFIGURATION.has(name)) return 'configuration';
  return ENTRANCES.has(name) ? 'entrances' : 'workloads';
}
