#!/usr/bin/env node
// Writes src/simulator/api/kinds.generated.ts: TypeScript types of the kinds that controllers, scheduler and node agents
// read, made from the field table that scripts/generate-simulator-schema.mjs writes. Needs no network.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const TABLE = 'src/simulator/schema/generated/types.generated.json';
const TARGET = 'src/simulator/api/kinds.generated.ts';

/** Kinds by the key of the store; each brings all that it is made of. */
const KINDS = {
  configmaps: 'core.v1.ConfigMap',
  endpoints: 'core.v1.Endpoints',
  events: 'core.v1.Event',
  limitranges: 'core.v1.LimitRange',
  namespaces: 'core.v1.Namespace',
  nodes: 'core.v1.Node',
  persistentvolumeclaims: 'core.v1.PersistentVolumeClaim',
  persistentvolumes: 'core.v1.PersistentVolume',
  pods: 'core.v1.Pod',
  replicationcontrollers: 'core.v1.ReplicationController',
  resourcequotas: 'core.v1.ResourceQuota',
  secrets: 'core.v1.Secret',
  serviceaccounts: 'core.v1.ServiceAccount',
  services: 'core.v1.Service',
  'apps/controllerrevisions': 'apps.v1.ControllerRevision',
  'apps/daemonsets': 'apps.v1.DaemonSet',
  'apps/deployments': 'apps.v1.Deployment',
  'apps/replicasets': 'apps.v1.ReplicaSet',
  'apps/statefulsets': 'apps.v1.StatefulSet',
  'autoscaling/horizontalpodautoscalers': 'autoscaling.v2.HorizontalPodAutoscaler',
  'batch/cronjobs': 'batch.v1.CronJob',
  'batch/jobs': 'batch.v1.Job',
  'certificates.k8s.io/certificatesigningrequests': 'certificates.v1.CertificateSigningRequest',
  'coordination.k8s.io/leases': 'coordination.v1.Lease',
  'discovery.k8s.io/endpointslices': 'discovery.v1.EndpointSlice',
  'networking.k8s.io/ingresses': 'networking.v1.Ingress',
  'networking.k8s.io/ingressclasses': 'networking.v1.IngressClass',
  'networking.k8s.io/networkpolicies': 'networking.v1.NetworkPolicy',
  'policy/poddisruptionbudgets': 'policy.v1.PodDisruptionBudget',
  'rbac.authorization.k8s.io/clusterroles': 'rbac.v1.ClusterRole',
  'scheduling.k8s.io/priorityclasses': 'scheduling.v1.PriorityClass',
  'storage.k8s.io/storageclasses': 'storage.v1.StorageClass',
};

const SCALARS = {
  string: 'string',
  bool: 'boolean',
  int32: 'number',
  int64: 'number',
  float64: 'number',
  bytes: 'string',
  quantity: 'string',
  intOrString: 'number | string',
  time: 'string',
  microTime: 'string',
  duration: 'string',
};
const BY_HAND = new Map([
  ['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', 'ObjectMeta'],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference', 'OwnerReference'],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry', 'ManagedFieldsEntry'],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector', 'LabelSelectorObject'],
]);
/** Names that two groups have: one of them gets its group in front. */
const RENAMED = new Map([['io.k8s.api.networking.v1.IngressLoadBalancerStatus', 'IngressLoadBalancerStatus']]);

const { types, origin } = JSON.parse(readFileSync(TABLE, 'utf8'));
const roots = new Map(Object.entries(KINDS).map(([storage, kind]) => [`io.k8s.api.${kind}`, storage]));
const names = new Map(BY_HAND);
const pending = [];

function nameOf(definition) {
  const known = names.get(definition);
  if (known !== undefined) return known;
  const [, group, , short] = /\.(\w+)\.(v\w+)\.(\w+)$/.exec(definition);
  const taken = new Set(names.values());
  const own = RENAMED.get(definition) ?? short;
  const name = taken.has(own) ? `${group[0].toUpperCase()}${group.slice(1)}${short}` : own;
  names.set(definition, name);
  pending.push(definition);
  return name;
}

function typeOf(notation, home) {
  const alias = /^\*?(\w+\.\w+)=/.exec(notation);
  const text = notation.slice(alias === null ? (notation.startsWith('*') ? 1 : 0) : alias[0].length);
  if (notation.startsWith('*') || alias !== null) return typeOf(text, home);
  if (text.startsWith('[]')) return `readonly ${wrapped(typeOf(text.slice(2), home))}[]`;
  const map = /^\{[\w.]*\}/.exec(text);
  if (map !== null) return `Readonly<Record<string, ${typeOf(text.slice(map[0].length), home)}>>`;
  if (text in SCALARS) return SCALARS[text];
  if (/^(fieldsV1|raw|any|schemaOr\w+)$/.test(text)) return 'unknown';
  return nameOf(text.includes('.') ? text : `${home}.${text}`);
}
const wrapped = (type) => (/[ |]/.test(type) ? `(${type})` : type);

function fieldsOf(definition) {
  const home = definition.replace(/\.\w+$/, '');
  return types[definition].flatMap((line) => {
    const [name, , notation, ...flags] = line.split(' ');
    if (name === '!' || name === '~TypeMeta') return [];
    if (name.startsWith('~')) return fieldsOf(notation.includes('.') ? notation : `${home}.${notation}`);
    const type = typeOf(notation, home);
    // Go writes structs that are no pointers, empty or not.
    const isStruct = /^[A-Z]|^io\./.test(notation) && !flags.includes('z');
    // A client may leave out what Go writes as nothing: validation asks for the lists that must be there.
    const isEmptyAtLeast = !flags.includes('o') && !/^(\[\]|\{)/.test(notation.replace(/^[\w.]*=/, ''));
    const isAlwaysThere = flags.includes('r') || isStruct || isEmptyAtLeast;
    return [{ name, type, isAlwaysThere }];
  });
}

function body(definition, fields) {
  const storage = roots.get(definition);
  return fields.map(({ name, type, isAlwaysThere }) => {
    if (storage !== undefined && name === 'metadata') {
      const isNamespaced = !['namespaces', 'nodes', 'persistentvolumes'].includes(storage) && !CLUSTER.has(storage);
      return `  readonly metadata: ${isNamespaced ? 'NamespacedMeta' : 'StoredMeta'};`;
    }
    return `  readonly ${name}${isAlwaysThere ? '' : '?'}: ${type};`;
  });
}
const CLUSTER = new Set([
  'networking.k8s.io/ingressclasses',
  'rbac.authorization.k8s.io/clusterroles',
  'scheduling.k8s.io/priorityclasses',
  'storage.k8s.io/storageclasses',
]);

for (const definition of roots.keys()) nameOf(definition);
const interfaces = [];
for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
  const base = roots.has(next) ? ' extends KubeObject' : '';
  interfaces.push(`export interface ${names.get(next)}${base} {`, ...body(next, fieldsOf(next)), '}', '');
}
const text = [
  '// Made by scripts/generate-kind-types.mjs; do not edit.',
  `// Origin: ${typeof origin === 'string' ? origin : JSON.stringify(origin)}`,
  "import type { LabelSelectorObject } from './label-selector';",
  "import type { KubeObject, ObjectMeta } from './object';",
  '',
  '/** Metadata of a stored object. */',
  'export interface StoredMeta extends ObjectMeta {',
  '  readonly name: string;',
  '  readonly uid: string;',
  '  readonly resourceVersion: string;',
  '  readonly creationTimestamp: string;',
  '}',
  '',
  '/** Metadata of a stored object in a namespace. */',
  'export interface NamespacedMeta extends StoredMeta {',
  '  readonly namespace: string;',
  '}',
  '',
  '/** Types of stored objects by the key of the store. */',
  'export interface Kinds {',
  ...[...roots].map(([definition, storage]) => `  readonly '${storage}': ${names.get(definition)};`),
  '}',
  '',
  ...interfaces,
].join('\n');
writeFileSync(TARGET, await format(text, { ...(await resolveConfig(TARGET)), filepath: TARGET }));
console.log(`${TARGET}: ${interfaces.filter((line) => line.startsWith('export')).length} types`);
