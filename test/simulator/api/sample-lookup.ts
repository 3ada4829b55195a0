import type { PatchField, SchemaLookup } from '../../../src/simulator/api';

const scalar: SchemaLookup = { kind: 'string', name: 'string', field: () => undefined };
const map: SchemaLookup = { kind: 'map', name: '', field: () => undefined };

const struct = (name: string, fields: Record<string, PatchField | SchemaLookup>): SchemaLookup => ({
  kind: 'struct',
  name,
  field: (key) => {
    const field = new Map(Object.entries(fields)).get(key);
    return field === undefined || 'inner' in field ? field : { inner: field };
  },
});

const byKey = (mergeKey: string, inner: SchemaLookup): PatchField => ({ strategy: 'merge', mergeKey, inner });

const container = struct('Container', {
  env: byKey('name', struct('EnvVar', {})),
  ports: byKey('containerPort', struct('ContainerPort', {})),
  args: { inner: scalar },
  resources: struct('ResourceRequirements', { limits: map, requests: map }),
});

const metadata = struct('ObjectMeta', {
  labels: map,
  annotations: map,
  finalizers: { strategy: 'merge', inner: scalar },
  ownerReferences: byKey('uid', struct('OwnerReference', {})),
});

/** The part of the types of Deployments and Services that the tests of patches need. */
export const sampleLookup = struct('Sample', {
  metadata,
  spec: struct('SampleSpec', {
    template: struct('PodTemplateSpec', {
      metadata,
      spec: struct('PodSpec', {
        containers: byKey('name', container),
        volumes: byKey('name', struct('Volume', { emptyDir: struct('EmptyDirVolumeSource', {}) })),
        tolerations: { inner: struct('Toleration', {}) },
      }),
    }),
    strategy: struct('DeploymentStrategy', { rollingUpdate: struct('RollingUpdateDeployment', {}) }),
    selector: map,
    ports: byKey('port', struct('ServicePort', {})),
    matrix: { strategy: 'merge', inner: scalar },
    anything: map,
    frozen: { strategy: 'replace', inner: struct('Frozen', {}) },
  }),
});
