import { fill, type JsonObject, objectAt, objectsAt, openObject, withoutNulls } from './json';
import { defaultPod, defaultPodSpec } from './pod-defaults';
import { compareByValue } from './quantity-value';

const specOf = (object: JsonObject): JsonObject => openObject(object, 'spec');

function defaultTemplate(spec: JsonObject): void {
  defaultPodSpec(specOf(openObject(spec, 'template')));
}

function defaultClaimSpec(spec: JsonObject): void {
  fill(spec, { volumeMode: 'Filesystem' });
  compareByValue(objectAt(objectAt(spec, 'resources'), 'requests'));
  compareByValue(objectAt(objectAt(spec, 'resources'), 'limits'));
}

/** Source: pkg/apis/core/v1/defaults.go `SetDefaults_Service`. Not modelled: addresses and families, which are allotted. */
function defaultService(object: JsonObject): void {
  const spec = specOf(object);
  fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' });
  for (const port of objectsAt(spec, 'ports')) fill(port, { protocol: 'TCP', targetPort: port['port'] });
  if (spec['type'] !== 'ExternalName') fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer') fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (spec['type'] === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
}

/** Source: pkg/apis/core/v1/defaults.go `SetDefaults_Secret`; pkg/registry/core/secret folds stringData into data. */
function defaultSecret(object: JsonObject): void {
  fill(object, { type: 'Opaque' });
  const texts = objectAt(object, 'stringData');
  if (texts === undefined) return;
  const data = openObject(object, 'data');
  for (const [key, text] of Object.entries(texts)) data[key] = Buffer.from(String(text)).toString('base64');
  delete object['stringData'];
}

/** Source: pkg/apis/apps/v1/defaults.go `SetDefaults_Deployment`. */
function defaultDeployment(object: JsonObject): void {
  const spec = specOf(object);
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = openObject(spec, 'strategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(openObject(strategy, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' });
  }
  defaultTemplate(spec);
}

/** Source: pkg/apis/apps/v1/defaults.go `SetDefaults_DaemonSet`. */
function defaultDaemonSet(object: JsonObject): void {
  const spec = specOf(object);
  fill(spec, { revisionHistoryLimit: 10 });
  const strategy = openObject(spec, 'updateStrategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(openObject(strategy, 'rollingUpdate'), { maxUnavailable: 1, maxSurge: 0 });
  }
  defaultTemplate(spec);
}

/** Source: pkg/apis/apps/v1/defaults.go `SetDefaults_StatefulSet`; the claims as `SetDefaults_PersistentVolumeClaimSpec`. */
function defaultStatefulSet(object: JsonObject): void {
  const spec = specOf(object);
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: 'OrderedReady' });
  const strategy = openObject(spec, 'updateStrategy');
  if (strategy['type'] === undefined) Object.assign(strategy, { type: 'RollingUpdate', rollingUpdate: {} });
  const rollingUpdate = objectAt(strategy, 'rollingUpdate');
  if (rollingUpdate !== undefined) fill(rollingUpdate, { partition: 0 });
  fill(openObject(spec, 'persistentVolumeClaimRetentionPolicy'), { whenDeleted: 'Retain', whenScaled: 'Retain' });
  for (const claim of objectsAt(spec, 'volumeClaimTemplates')) {
    fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } });
    defaultClaimSpec(specOf(claim));
  }
  defaultTemplate(spec);
}

/** Source: pkg/apis/batch/v1/defaults.go `SetDefaults_Job`; labels as pkg/registry/batch/job leaves them to the template. */
function defaultJob(object: JsonObject): void {
  const spec = specOf(object);
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) spec['completions'] = 1;
  fill(spec, {
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
  });
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels');
  if (labels !== undefined) fill(openObject(object, 'metadata'), { labels: { ...labels } });
  defaultTemplate(spec);
}

/** Source: pkg/apis/batch/v1/defaults.go `SetDefaults_CronJob`; of the Job inside, only the Pod template is defaulted. */
function defaultCronJob(object: JsonObject): void {
  const spec = specOf(object);
  fill(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  defaultTemplate(specOf(openObject(spec, 'jobTemplate')));
}

/** Source: Kubernetes 1.21, pkg/apis/networking/v1beta1/defaults.go; networking.k8s.io/v1 has no defaults. */
function defaultOldIngress(object: JsonObject): void {
  const rules = objectsAt(specOf(object), 'rules');
  const paths = rules.flatMap((rule) => objectsAt(objectAt(rule, 'http'), 'paths'));
  for (const path of paths) fill(path, { pathType: 'ImplementationSpecific' });
}

/** Source: pkg/apis/rbac/v1/defaults.go. */
function defaultBinding(object: JsonObject): void {
  fill(openObject(object, 'roleRef'), { apiGroup: 'rbac.authorization.k8s.io' });
  for (const subject of objectsAt(object, 'subjects')) {
    if (subject['kind'] === 'ServiceAccount') delete subject['apiGroup'];
    else fill(subject, { apiGroup: 'rbac.authorization.k8s.io' });
  }
}

/** Source: apiextensions-apiserver pkg/apis/apiextensions/v1/defaults.go. */
function defaultCustomResourceDefinition(object: JsonObject): void {
  const spec = specOf(object);
  const names = openObject(spec, 'names');
  fill(openObject(spec, 'conversion'), { strategy: 'None' });
  fill(names, { singular: String(names['kind']).toLowerCase(), listKind: `${String(names['kind'])}List` });
}

const DEFAULTS: Readonly<Record<string, (object: JsonObject) => void>> = {
  'v1 Namespace': (object) => {
    const metadata = openObject(object, 'metadata');
    openObject(metadata, 'labels')['kubernetes.io/metadata.name'] = metadata['name'];
  },
  'v1 Pod': (object) => {
    defaultPodSpec(specOf(object));
    defaultPod(specOf(object));
  },
  'v1 Service': defaultService,
  'v1 Secret': defaultSecret,
  'v1 Endpoints': (object) => {
    const ports = objectsAt(object, 'subsets').flatMap((subset) => objectsAt(subset, 'ports'));
    for (const port of ports) fill(port, { protocol: 'TCP' });
  },
  'v1 PersistentVolumeClaim': (object) => defaultClaimSpec(specOf(object)),
  'v1 PersistentVolume': (object) => {
    fill(specOf(object), { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
    compareByValue(objectAt(specOf(object), 'capacity'));
  },
  'apps/v1 Deployment': defaultDeployment,
  'apps/v1 DaemonSet': defaultDaemonSet,
  'apps/v1 StatefulSet': defaultStatefulSet,
  'apps/v1 ReplicaSet': (object) => {
    fill(specOf(object), { replicas: 1 });
    defaultTemplate(specOf(object));
  },
  'batch/v1 Job': defaultJob,
  'batch/v1 CronJob': defaultCronJob,
  'batch/v1beta1 CronJob': defaultCronJob,
  'extensions/v1beta1 Ingress': defaultOldIngress,
  'discovery.k8s.io/v1 EndpointSlice': (object) => {
    for (const port of objectsAt(object, 'ports')) fill(port, { name: '', protocol: 'TCP' });
  },
  'rbac.authorization.k8s.io/v1 RoleBinding': defaultBinding,
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': defaultBinding,
  'storage.k8s.io/v1 StorageClass': (object) => {
    fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
  },
  'apiextensions.k8s.io/v1 CustomResourceDefinition': defaultCustomResourceDefinition,
};

/** Fields that say nothing when they are empty, because Go writes them only when they are not. */
const DROPPED_WHEN_EMPTY = ['labels', 'annotations', 'data', 'status', 'resources', 'metadata'];

function dropEmpty(value: unknown): void {
  if (Array.isArray(value)) value.forEach(dropEmpty);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const object = value as JsonObject;
  Object.values(object).forEach(dropEmpty);
  for (const field of DROPPED_WHEN_EMPTY) {
    const content = objectAt(object, field);
    if (content !== undefined && Object.keys(content).length === 0) Reflect.deleteProperty(object, field);
  }
}

/**
 * What the API server would store for `manifest` before it allots and admits: absent fields get their defaults, nulls
 * and empty lists go, quantities are written by value (`1000m` becomes `1`). Kinds without defaults only lose nulls and
 * empty fields; Ingress, HorizontalPodAutoscaler, Role and ServiceAccount are among them.
 *
 * Pure: `manifest` stays as it is. Applying it to its own result changes nothing.
 *
 * Source: Kubernetes 1.36, pkg/apis/{core,apps,batch,discovery,rbac,storage}/v1/defaults.go.
 */
export function withKubernetesDefaults(manifest: unknown): JsonObject {
  const object = withoutNulls(manifest) as JsonObject;
  DEFAULTS[`${String(object['apiVersion'])} ${String(object['kind'])}`]?.(object);
  dropEmpty(object);
  return object;
}
