import type { Check } from '../finding';
import type { Manifest } from '../object-set';
import { checkOf } from './inventory';

/** Kinds that a version of Kubernetes no longer serves. */
interface Removal {
  readonly since: string;
  /** What to write instead; undefined when nothing replaces it. */
  readonly instead: string | undefined;
}

const removals = new Map<string, Removal>();

function removed(since: string, apiVersion: string, instead: string | undefined, kinds: readonly string[]): void {
  for (const kind of kinds) removals.set(`${apiVersion}/${kind}`, { since, instead });
}

// Source: the deprecated API migration guide of Kubernetes, v1.16 to v1.32.
removed('1.16', 'extensions/v1beta1', 'apps/v1', ['DaemonSet', 'Deployment', 'ReplicaSet']);
removed('1.16', 'extensions/v1beta1', 'networking.k8s.io/v1', ['NetworkPolicy']);
removed('1.16', 'extensions/v1beta1', undefined, ['PodSecurityPolicy']);
removed('1.16', 'apps/v1beta1', 'apps/v1', ['Deployment', 'StatefulSet', 'ControllerRevision']);
removed('1.16', 'apps/v1beta2', 'apps/v1', [
  'ControllerRevision',
  'DaemonSet',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
]);
removed('1.21', 'batch/v2alpha1', 'batch/v1', ['CronJob']);
for (const kind of ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']) {
  removed('1.22', 'admissionregistration.k8s.io/v1beta1', 'admissionregistration.k8s.io/v1', [kind]);
}
removed('1.22', 'apiextensions.k8s.io/v1beta1', 'apiextensions.k8s.io/v1', ['CustomResourceDefinition']);
removed('1.22', 'apiregistration.k8s.io/v1beta1', 'apiregistration.k8s.io/v1', ['APIService']);
removed('1.22', 'authentication.k8s.io/v1beta1', 'authentication.k8s.io/v1', ['TokenReview']);
removed('1.22', 'authorization.k8s.io/v1beta1', 'authorization.k8s.io/v1', [
  'LocalSubjectAccessReview',
  'SelfSubjectAccessReview',
  'SubjectAccessReview',
]);
removed('1.22', 'certificates.k8s.io/v1beta1', 'certificates.k8s.io/v1', ['CertificateSigningRequest']);
removed('1.22', 'coordination.k8s.io/v1beta1', 'coordination.k8s.io/v1', ['Lease']);
removed('1.22', 'extensions/v1beta1', 'networking.k8s.io/v1', ['Ingress']);
removed('1.22', 'networking.k8s.io/v1beta1', 'networking.k8s.io/v1', ['Ingress', 'IngressClass']);
for (const version of ['v1alpha1', 'v1beta1']) {
  removed('1.22', `rbac.authorization.k8s.io/${version}`, 'rbac.authorization.k8s.io/v1', [
    'ClusterRole',
    'ClusterRoleBinding',
    'Role',
    'RoleBinding',
  ]);
}
removed('1.22', 'scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1', ['PriorityClass']);
removed('1.22', 'storage.k8s.io/v1beta1', 'storage.k8s.io/v1', [
  'CSIDriver',
  'CSINode',
  'StorageClass',
  'VolumeAttachment',
]);
removed('1.25', 'batch/v1beta1', 'batch/v1', ['CronJob']);
removed('1.25', 'discovery.k8s.io/v1beta1', 'discovery.k8s.io/v1', ['EndpointSlice']);
removed('1.25', 'events.k8s.io/v1beta1', 'events.k8s.io/v1', ['Event']);
removed('1.25', 'autoscaling/v2beta1', 'autoscaling/v2', ['HorizontalPodAutoscaler']);
removed('1.25', 'policy/v1beta1', 'policy/v1', ['PodDisruptionBudget']);
removed('1.25', 'policy/v1beta1', undefined, ['PodSecurityPolicy']);
removed('1.25', 'node.k8s.io/v1beta1', 'node.k8s.io/v1', ['RuntimeClass']);
removed('1.26', 'autoscaling/v2beta2', 'autoscaling/v2', ['HorizontalPodAutoscaler']);
removed('1.27', 'storage.k8s.io/v1beta1', 'storage.k8s.io/v1', ['CSIStorageCapacity']);
for (const [since, version] of [
  ['1.26', 'v1beta1'],
  ['1.29', 'v1beta2'],
  ['1.32', 'v1beta3'],
] as const) {
  removed(since, `flowcontrol.apiserver.k8s.io/${version}`, 'flowcontrol.apiserver.k8s.io/v1', [
    'FlowSchema',
    'PriorityLevelConfiguration',
  ]);
}

/** What became of the API that `manifest` uses, if it was removed. */
export const removalOf = ({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): Removal | undefined =>
  removals.get(`${apiVersion}/${kind}`);

/** `removed-api`: an object of an API that a current Kubernetes does not serve. */
export const removedApi: Check = checkOf(({ items }, tell) => {
  for (const item of items) {
    const { apiVersion, kind } = item.manifest;
    const removal = removalOf(item.manifest);
    if (removal === undefined) continue;
    const advice =
      removal.instead === undefined ? 'nothing replaces it: remove the object' : `write ${removal.instead}`;
    tell(item, 'removed-api', `apiVersion: ${kind} left ${apiVersion} in Kubernetes ${removal.since}; ${advice}`);
  }
});
