import fc from 'fast-check';
import { checks } from '../../../../src/workshop/synthesis/checks';
import { duplicateObject } from '../../../../src/workshop/synthesis/checks/duplicate-object';
import { removedApi } from '../../../../src/workshop/synthesis/checks/removed-api';
import { schema } from '../../../../src/workshop/synthesis/checks/schema';
import { container, deployment, type Given, judged, objectOf, production, secret, service, setOf } from './builders';

const inContainer = (fields: Record<string, unknown>): Given => deployment('web', { containers: [container(fields)] });
const PATH = 'spec.template.spec.containers[0]';

describe('schema', () => {
  test.each<[string, Given]>([
    ['a Deployment', deployment('web', { spec: { replicas: 3 } })],
    ['a quantity as number', inContainer({ resources: { limits: { cpu: 1, memory: '64Mi' } } })],
    ['a port by name', inContainer({ livenessProbe: { httpGet: { path: '/', port: 'http' } } })],
    ['a field that is null', deployment('web', { spec: { replicas: null } })],
    ['a Secret in base64', secret('a', { token: 'YQ==' })],
    [
      'a claim template without kind',
      objectOf('apps/v1', 'StatefulSet', 'db', {
        spec: {
          serviceName: 'db',
          selector: { matchLabels: { app: 'db' } },
          template: { metadata: { labels: { app: 'db' } }, spec: { containers: [container()] } },
          volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }],
        },
      }),
    ],
    [
      'a schema within a CustomResourceDefinition',
      objectOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'a', {
        spec: {
          group: 'example.com',
          scope: 'Namespaced',
          names: { kind: 'Backup', plural: 'backups' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: { type: 'object', properties: { any: { 'x-kubernetes-int-or-string': true } } },
              },
            },
          ],
        },
      }),
    ],
  ])('has nothing against %s', (_what, object) => {
    expect(judged(schema, setOf([object])).messages).toEqual([]);
  });

  test.each<[Given, string]>([
    [
      deployment('web', { spec: { replica: 3 } }),
      "spec.replica: is no field in Kubernetes 1.28 and 1.36; did you mean 'replicas'?",
    ],
    [
      deployment('web', { spec: { zzzzzzzzz: 3 } }),
      'spec.zzzzzzzzz: is no field in Kubernetes 1.28 and 1.36; remove it',
    ],
    [
      deployment('web', { spec: { replicas: '3' } }),
      "spec.replicas: must be a whole number in Kubernetes 1.36, got '3'; leave the quotes out",
    ],
    [
      deployment('web', { spec: { replicas: 1.5 } }),
      'spec.replicas: must be a whole number in Kubernetes 1.36, got 1.5',
    ],
    [
      deployment('web', { spec: { paused: 'true' } }),
      "spec.paused: must be true or false in Kubernetes 1.28 and 1.36, got 'true'; leave the quotes out",
    ],
    [
      deployment('web', { containers: [container({ name: undefined })] }),
      `${PATH}.name: is required in Kubernetes 1.28 and 1.36; set it`,
    ],
    [
      inContainer({ env: [{ name: 'PORT', value: 80 }] }),
      `${PATH}.env[0].value: must be a text in Kubernetes 1.28 and 1.36, got 80; put it in quotes`,
    ],
    [inContainer({ args: '-v' }), `${PATH}.args: must be a list in Kubernetes 1.28 and 1.36, got '-v'`],
    [
      inContainer({ resources: { limits: { memory: '64 MB' } } }),
      `${PATH}.resources.limits.memory: must be a quantity such as '500m', '128Mi' or 1 in Kubernetes 1.28 and 1.36, got '64 MB'`,
    ],
    [
      inContainer({ resources: ['cpu'] }),
      `${PATH}.resources: must hold named fields in Kubernetes 1.28 and 1.36, got ["cpu"]`,
    ],
    [secret('a', { token: 'plain text' }), "data.token: must be a text in base64 in Kubernetes 1.36, got 'plain text'"],
    [
      service('web', { trafficDistribution: 'PreferClose' }),
      'spec.trafficDistribution: is no field in Kubernetes 1.28; remove it',
    ],
    [deployment('web', { spec: { selector: null } }), 'spec.selector: is required in Kubernetes 1.28 and 1.36; set it'],
  ])('finds what does not suit the field (%#)', (object, message) => {
    expect(judged(schema, setOf([object])).messages).toContain(message);
  });

  test('asks to leave out what the cluster writes', () => {
    const object = { ...deployment('web'), status: { replicas: 1 } };
    expect(judged(schema, setOf([object])).messages).toEqual([
      'status: is no field in Kubernetes 1.28; the cluster writes it: leave it out',
    ]);
  });

  test.each<[Given, string]>([
    [
      objectOf('v1', 'Deployment', 'a'),
      'apiVersion: no kind Deployment in v1 of Kubernetes 1.28 and 1.36; Deployment is in apps/v1',
    ],
    [
      objectOf('apps/v1', 'Deploymnt', 'a'),
      "apiVersion: no kind Deploymnt in apps/v1 of Kubernetes 1.28 and 1.36; did you mean 'apps/v1/Deployment'?; else add its CustomResourceDefinition",
    ],
    [
      objectOf('resource.k8s.io/v1', 'DeviceClass', 'a', { spec: {} }),
      'apiVersion: resource.k8s.io/v1/DeviceClass is not in Kubernetes 1.28; Kubernetes 1.36 has it: use an API that all versions serve',
    ],
  ])('finds kinds that a version does not have (%#)', (object, message) => {
    expect(judged(schema, setOf([object])).messages).toEqual([message]);
  });

  test('accepts custom resources whose definition is there, and still judges their metadata', () => {
    const definition = objectOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'backups.example.com', {
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Backup', plural: 'backups' },
        versions: [{ name: 'v1', served: true, storage: true }],
      },
    });
    const good = objectOf('example.com/v1', 'Backup', 'good', { spec: { whatever: 1 } });
    const bad = objectOf('example.com/v1', 'Backup', 'bad', { metadata: { label: {} } });
    expect(judged(schema, setOf([definition, good, bad])).messages).toEqual([
      "metadata.label: is no field in Kubernetes 1.28 and 1.36; did you mean 'labels'?",
    ]);
    expect(judged(schema, setOf([good])).rules).toEqual(['schema Backup/good']);
  });
});

describe('label-not-string', () => {
  test.each<[Given, string]>([
    [deployment('web', { labels: { app: 'web', version: 2 } }), 'label-not-string'],
    [service('web', { selector: { version: 2 } }), 'label-not-string'],
    [deployment('web', { pod: { nodeSelector: { ssd: true } } }), 'label-not-string'],
    [objectOf('v1', 'ConfigMap', 'a', { metadata: { annotations: { on: true } } }), 'label-not-string'],
    [objectOf('v1', 'ConfigMap', 'a', { data: { on: true } }), 'schema'],
  ])('is the rule of maps of labels (%#)', (object, rule) => {
    const { rules } = judged(schema, setOf([object]));
    expect(new Set(rules)).toEqual(new Set([`${rule} ${object.kind}/${object.metadata.name}`]));
  });

  test('names the label and what to do', () => {
    const object = objectOf('v1', 'ConfigMap', 'a', { metadata: { labels: { 'example.com/on': true } } });
    expect(judged(schema, setOf([object])).messages).toEqual([
      'metadata.labels["example.com/on"]: must be a text in Kubernetes 1.28 and 1.36, got true; put it in quotes',
    ]);
  });

  test('has nothing against texts', () => {
    expect(judged(schema, setOf([deployment('web', { labels: { version: '2' } })])).rules).toEqual([]);
  });
});

describe('removed-api', () => {
  test.each([
    ['extensions/v1beta1', 'Deployment', '1.16; write apps/v1'],
    ['extensions/v1beta1', 'Ingress', '1.22; write networking.k8s.io/v1'],
    ['batch/v1beta1', 'CronJob', '1.25; write batch/v1'],
    ['policy/v1beta1', 'PodSecurityPolicy', '1.25; nothing replaces it: remove the object'],
    ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.32; write flowcontrol.apiserver.k8s.io/v1'],
  ])('finds %s %s', (apiVersion, kind, end) => {
    const set = setOf([objectOf(apiVersion, kind, 'a')]);
    expect(judged(removedApi, set).messages).toEqual([`apiVersion: ${kind} left ${apiVersion} in Kubernetes ${end}`]);
    expect(judged(schema, set).messages).toEqual([]);
  });

  test.each([
    ['apps/v1', 'Deployment'],
    ['networking.k8s.io/v1beta1', 'ServiceCIDR'],
    ['example.com/v1beta1', 'CronJob'],
  ])('has nothing against %s %s', (apiVersion, kind) => {
    expect(judged(removedApi, setOf([objectOf(apiVersion, kind, 'a')])).messages).toEqual([]);
  });
});

describe('duplicate-object', () => {
  test.each<[string, Given, Given, number]>([
    ['one name twice', service('web'), service('web'), 1],
    [
      'one name in two API versions',
      objectOf('autoscaling/v1', 'HorizontalPodAutoscaler', 'a'),
      objectOf('autoscaling/v2', 'HorizontalPodAutoscaler', 'a'),
      1,
    ],
    ['no namespace and the default one', service('web'), service('default/web'), 1],
    ['a cluster-wide name twice', objectOf('v1', 'Namespace', 'a'), objectOf('v1', 'Namespace', 'x/a'), 1],
    ['two namespaces', service('blue/web'), service('green/web'), 0],
    ['two kinds', service('web'), deployment('web'), 0],
    ['two groups', objectOf('v1', 'Event', 'a'), objectOf('events.k8s.io/v1', 'Event', 'a'), 0],
  ])('%s', (_what, first, second, count) => {
    expect(judged(duplicateObject, setOf([first, second])).rules).toHaveLength(count);
  });

  test('looks at all sets deployed together and names the first owner', () => {
    const { messages } = judged(duplicateObject, setOf([service('web')]), setOf([service('web')]));
    expect(messages).toEqual([
      "metadata.name: Service 'web' must be unique in namespace default, and lessons/stack, construct Service-construct (stack.ts:1) has it already; rename one",
    ]);
  });
});

test('no check fails on a manifest of wrong shapes', () => {
  const kinds = [
    ['v1', 'Pod'],
    ['v1', 'Service'],
    ['v1', 'Secret'],
    ['v1', 'ConfigMap'],
    ['v1', 'ServiceAccount'],
    ['v1', 'ReplicationController'],
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'StatefulSet'],
    ['batch/v1', 'CronJob'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler'],
    ['networking.k8s.io/v1', 'Ingress'],
    ['policy/v1', 'PodDisruptionBudget'],
    ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ] as const;
  const fields = ['spec', 'data', 'subjects', 'template', 'containers', 'env', 'ports', 'rules', 'selector', 'tls'];
  const { part } = fc.letrec<{ part: unknown }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('a', 7, true, null, 'http://a:1/', []),
      fc.dictionary(fc.constantFrom(...fields), tie('part'), { maxKeys: 4 }),
      fc.array(tie('part'), { maxLength: 3 }),
    ),
  }));
  const object = fc
    .tuple(fc.constantFrom(...kinds), fc.dictionary(fc.constantFrom(...fields), part))
    .map(([[apiVersion, kind], rest]) => objectOf(apiVersion, kind, 'a', rest));
  fc.assert(
    fc.property(fc.array(object, { maxLength: 4 }), fc.boolean(), (objects, isProduction) => {
      const set = setOf(objects, isProduction ? production() : undefined);
      for (const check of checks) expect(() => judged(check, set)).not.toThrow();
    }),
  );
});
