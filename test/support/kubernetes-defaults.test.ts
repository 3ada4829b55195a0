import fc from 'fast-check';
import { withKubernetesDefaults } from './kubernetes-defaults';
import { quantityValue } from './quantity-value';

const pod = (container: object, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { ...spec, containers: [{ name: 'web', ...container }] },
});

const deployment = (spec: object): object => ({ apiVersion: 'apps/v1', kind: 'Deployment', spec });

const at = (object: unknown, path: string): unknown =>
  path.split('.').reduce((value, step) => (value as Record<string, unknown> | undefined)?.[step], object);

test.each([
  { image: 'redis', policy: 'Always' },
  { image: 'redis:latest', policy: 'Always' },
  { image: 'localhost:5000/redis', policy: 'Always' },
  { image: 'localhost:5000/redis:7.4', policy: 'IfNotPresent' },
  { image: `redis@sha256:${'0'.repeat(64)}`, policy: 'IfNotPresent' },
])('$image is pulled $policy', ({ image, policy }) => {
  expect(at(withKubernetesDefaults(pod({ image })), 'spec.containers.0.imagePullPolicy')).toBe(policy);
});

test.each([
  { what: 'a Pod restarts', object: pod({}), path: 'spec.restartPolicy', value: 'Always' },
  {
    what: 'requests follow limits',
    object: pod({ resources: { limits: { cpu: '1000m' } } }),
    path: 'spec.containers.0.resources.requests.cpu',
    value: '1',
  },
  {
    what: 'a probe waits one second',
    object: pod({ livenessProbe: { tcpSocket: { port: 1 } } }),
    path: 'spec.containers.0.livenessProbe.timeoutSeconds',
    value: 1,
  },
  {
    what: 'a web probe speaks HTTP',
    object: pod({ readinessProbe: { httpGet: { port: 1 } } }),
    path: 'spec.containers.0.readinessProbe.httpGet.scheme',
    value: 'HTTP',
  },
  {
    what: 'an emptyDir without a value is one',
    object: pod({}, { volumes: [{ name: 'data', emptyDir: null }] }),
    path: 'spec.volumes.0.emptyDir',
    value: {},
  },
  {
    what: 'files of a ConfigMap have a mode',
    object: pod({}, { volumes: [{ name: 'c', configMap: { name: 'c' } }] }),
    path: 'spec.volumes.0.configMap.defaultMode',
    value: 420,
  },
  {
    what: 'a template does not copy limits',
    object: deployment({ template: { spec: { containers: [{ resources: { limits: { cpu: 1 } } }] } } }),
    path: 'spec.template.spec.containers.0.resources.requests',
    value: undefined,
  },
  {
    what: 'a Deployment surges by a quarter',
    object: deployment({}),
    path: 'spec.strategy.rollingUpdate.maxSurge',
    value: '25%',
  },
  {
    what: 'Recreate has no limits',
    object: deployment({ strategy: { type: 'Recreate' } }),
    path: 'spec.strategy.rollingUpdate',
    value: undefined,
  },
  {
    what: 'a DaemonSet does not surge',
    object: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
    path: 'spec.updateStrategy.rollingUpdate.maxSurge',
    value: 0,
  },
  {
    what: 'a StatefulSet keeps its claims',
    object: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
    path: 'spec.persistentVolumeClaimRetentionPolicy.whenScaled',
    value: 'Retain',
  },
  {
    what: 'a claim template is a file system',
    object: { apiVersion: 'apps/v1', kind: 'StatefulSet', spec: { volumeClaimTemplates: [{}] } },
    path: 'spec.volumeClaimTemplates.0.spec.volumeMode',
    value: 'Filesystem',
  },
  { what: 'a Job runs once', object: { apiVersion: 'batch/v1', kind: 'Job' }, path: 'spec.completions', value: 1 },
  {
    what: 'a Job with parallelism has no number of completions',
    object: { apiVersion: 'batch/v1', kind: 'Job', spec: { parallelism: 5 } },
    path: 'spec.completions',
    value: undefined,
  },
  {
    what: 'a Job bears the labels of its template',
    object: { apiVersion: 'batch/v1', kind: 'Job', spec: { template: { metadata: { labels: { run: 'a' } } } } },
    path: 'metadata.labels.run',
    value: 'a',
  },
  {
    what: 'the Job of a CronJob has no back-off limit',
    object: { apiVersion: 'batch/v1', kind: 'CronJob' },
    path: 'spec.jobTemplate.spec.backoffLimit',
    value: undefined,
  },
  {
    what: 'a Service forwards to the same port',
    object: { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80 }] } },
    path: 'spec.ports.0.targetPort',
    value: 80,
  },
  {
    what: 'an external name has no traffic policy',
    object: { apiVersion: 'v1', kind: 'Service', spec: { type: 'ExternalName' } },
    path: 'spec.internalTrafficPolicy',
    value: undefined,
  },
  {
    what: 'text in a Secret becomes data',
    object: { apiVersion: 'v1', kind: 'Secret', stringData: { password: 'root' } },
    path: 'data.password',
    value: 'cm9vdA==',
  },
  {
    what: 'a class deletes its volumes',
    object: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' },
    path: 'reclaimPolicy',
    value: 'Delete',
  },
  {
    what: 'a removed API has no defaults',
    object: { apiVersion: 'extensions/v1beta1', kind: 'Deployment', spec: {} },
    path: 'spec.replicas',
    value: undefined,
  },
])('$what', ({ object, path, value }) => {
  expect(at(withKubernetesDefaults(object), path)).toEqual(value);
});

test.each([
  ['1000m', '1'],
  ['0.5', '0.5'],
  ['500m', '0.5'],
  ['1Gi', '1073741824'],
  ['1.5Gi', '1610612736'],
  [2, '2'],
  ['1k', '1000'],
])('the quantity %p is %s', (quantity, value) => {
  expect(quantityValue(quantity)).toBe(value);
});

test.each(['', 'much', '-1', '1e3', '5 Gi'])('%p is refused as a quantity', (quantity) => {
  expect(() => quantityValue(quantity)).toThrow('no quantity');
});

const manifests = fc
  .constantFrom('v1 Pod', 'v1 Service', 'apps/v1 Deployment', 'apps/v1 StatefulSet', 'batch/v1 Job')
  .chain((type) => {
    const [apiVersion, kind] = type.split(' ');
    const text = fc.string({ minLength: 1, maxLength: 5 });
    const container = fc.record(
      {
        name: text,
        image: text,
        ports: fc.array(fc.record({ containerPort: fc.nat(9) })),
        resources: fc.constantFrom({}, { limits: { cpu: '1500m' } }),
        livenessProbe: fc.constantFrom(null, { httpGet: { port: 80 } }),
      },
      { requiredKeys: [] },
    );
    const pods = fc.record({ containers: fc.array(container), volumes: fc.array(fc.record({ name: text })) });
    const spec =
      kind === 'Service'
        ? fc.record({ ports: fc.array(fc.record({ port: fc.nat(9) })) })
        : kind === 'Pod'
          ? pods
          : fc.record({ replicas: fc.option(fc.nat(9), { nil: undefined }), template: fc.record({ spec: pods }) });
    return fc.record({
      apiVersion: fc.constant(apiVersion),
      kind: fc.constant(kind),
      metadata: fc.record({ name: text }),
      spec,
    });
  });

test('defaulting twice changes nothing more, and leaves its argument alone', () => {
  fc.assert(
    fc.property(manifests, (manifest) => {
      const before = structuredClone(manifest);
      const once = withKubernetesDefaults(manifest);
      expect(withKubernetesDefaults(once)).toEqual(once);
      expect(manifest).toEqual(before);
    }),
  );
});
