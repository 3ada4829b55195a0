import { references } from '../../../../src/workshop/synthesis/checks/references';
import { targets } from '../../../../src/workshop/synthesis/checks/targets';
import {
  config,
  container,
  deployment,
  type Given,
  judged,
  objectOf,
  type Part,
  secret,
  service,
  setOf,
  workload,
} from './builders';

const withEnv = (valueFrom: Part): Given =>
  deployment('web', { containers: [container({ env: [{ name: 'A', valueFrom }] })] });
const withVolume = (source: Part): Given => deployment('web', { pod: { volumes: [{ name: 'v', ...source }] } });
const claim = (place: string): Given => objectOf('v1', 'PersistentVolumeClaim', place);
const account = (place: string, rest: Part = {}): Given => objectOf('v1', 'ServiceAccount', place, rest);
const store = workload('StatefulSet', 'db', { spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] } });

describe('references', () => {
  test.each<[string, Given[], string[]]>([
    ['a key of a ConfigMap', [withEnv({ configMapKeyRef: { name: 'c', key: 'k' } }), config('c', { k: 'v' })], []],
    ['a missing ConfigMap', [withEnv({ configMapKeyRef: { name: 'c', key: 'k' } })], ['missing-config']],
    [
      'a ConfigMap of another namespace',
      [withEnv({ configMapKeyRef: { name: 'c', key: 'k' } }), config('x/c', { k: '' })],
      ['missing-config'],
    ],
    ['a missing key', [withEnv({ configMapKeyRef: { name: 'c', key: 'k' } }), config('c')], ['missing-config-key']],
    ['an optional ConfigMap', [withEnv({ configMapKeyRef: { name: 'c', key: 'k', optional: true } })], []],
    ['a key of a Secret', [withEnv({ secretKeyRef: { name: 's', key: 'k' } }), secret('s', { k: '' })], []],
    [
      'a key of stringData',
      [withEnv({ secretKeyRef: { name: 's', key: 'k' } }), secret('s', {}, { stringData: { k: '' } })],
      [],
    ],
    ['a missing Secret', [withEnv({ secretKeyRef: { name: 's', key: 'k' } })], ['missing-secret']],
    [
      'a missing key of a Secret',
      [withEnv({ secretKeyRef: { name: 's', key: 'k' } }), secret('s')],
      ['missing-secret-key'],
    ],
    ['an optional Secret', [withEnv({ secretKeyRef: { name: 's', key: 'k', optional: true } })], []],
    [
      'a Secret that the cluster fills',
      [
        withEnv({ secretKeyRef: { name: 's', key: 'token' } }),
        secret('s', {}, { type: 'kubernetes.io/service-account-token' }),
      ],
      [],
    ],
    [
      'a volume of a ConfigMap',
      [withVolume({ configMap: { name: 'c', items: [{ key: 'k', path: 'p' }] } }), config('c', { k: 'v' })],
      [],
    ],
    [
      'a volume of a missing key',
      [withVolume({ configMap: { name: 'c', items: [{ key: 'k', path: 'p' }] } }), config('c', { j: 'v' })],
      ['missing-config-key'],
    ],
    [
      'a binary key',
      [
        withVolume({ configMap: { name: 'c', items: [{ key: 'k', path: 'p' }] } }),
        { ...config('c'), binaryData: { k: '' } },
      ],
      [],
    ],
    ['the ConfigMap of every namespace', [withVolume({ configMap: { name: 'kube-root-ca.crt' } })], []],
    ['a volume of a Secret', [withVolume({ secret: { secretName: 's' } }), secret('s')], []],
    ['a volume of a missing Secret', [withVolume({ secret: { secretName: 's' } })], ['missing-secret']],
    [
      'a projected volume',
      [withVolume({ projected: { sources: [{ secret: { name: 's' } }, { configMap: { name: 'c' } }] } })],
      ['missing-secret', 'missing-config'],
    ],
    ['a claim', [withVolume({ persistentVolumeClaim: { claimName: 'c' } }), claim('c')], []],
    ['a missing claim', [withVolume({ persistentVolumeClaim: { claimName: 'c' } })], ['missing-claim']],
    ['a claim of a StatefulSet', [withVolume({ persistentVolumeClaim: { claimName: 'data-db-0' } }), store], []],
    [
      'a claim that a StatefulSet does not make',
      [withVolume({ persistentVolumeClaim: { claimName: 'data-db' } }), store],
      ['missing-claim'],
    ],
    ['a service account', [deployment('web', { pod: { serviceAccountName: 'robot' } }), account('robot')], []],
    ['the service account of every namespace', [deployment('web', { pod: { serviceAccountName: 'default' } })], []],
    [
      'a missing service account',
      [deployment('web', { pod: { serviceAccountName: 'robot' } })],
      ['missing-service-account'],
    ],
    ['missing credentials', [deployment('web', { pod: { imagePullSecrets: [{ name: 's' }] } })], ['missing-secret']],
    [
      'missing credentials of an account',
      [account('robot', { imagePullSecrets: [{ name: 's' }] })],
      ['missing-secret'],
    ],
    [
      'variables from a ConfigMap',
      [deployment('web', { containers: [container({ envFrom: [{ configMapRef: { name: 'c' } }] })] })],
      ['missing-config'],
    ],
    [
      'variables from a Secret',
      [deployment('web', { containers: [container({ envFrom: [{ secretRef: { name: 's' } }] })] })],
      ['missing-secret'],
    ],
    [
      'a mounted volume',
      [
        deployment('web', {
          containers: [container({ volumeMounts: [{ name: 'v', mountPath: '/v' }] })],
          pod: { volumes: [{ name: 'v', emptyDir: {} }] },
        }),
      ],
      [],
    ],
    [
      'a mounted volume of a claim template',
      [
        workload('StatefulSet', 'db', {
          containers: [container({ volumeMounts: [{ name: 'data', mountPath: '/v' }] })],
          spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
        }),
      ],
      [],
    ],
    [
      'a volume that is not there',
      [deployment('web', { containers: [container({ volumeMounts: [{ name: 'v', mountPath: '/v' }] })] })],
      ['missing-volume'],
    ],
    [
      'a Secret of an Ingress without its keys',
      [
        objectOf('networking.k8s.io/v1', 'Ingress', 'a', { spec: { tls: [{ secretName: 's' }] } }),
        secret('s', { 'tls.crt': '' }),
      ],
      ['missing-secret-key'],
    ],
    [
      'a Pod in a CronJob',
      [
        objectOf('batch/v1', 'CronJob', 'a', {
          spec: { jobTemplate: { spec: { template: { spec: { serviceAccountName: 'robot' } } } } },
        }),
      ],
      ['missing-service-account'],
    ],
  ])('%s', (_what, objects, rules) => {
    expect(judged(references, setOf(objects)).rules.map((rule) => rule.replace(/ .*/, ''))).toEqual(rules);
  });

  test.each([
    ['k', []],
    ['j', ["spec.template.spec.containers[0].env[0] (A): Secret 's' has no key 'j'; did you mean 'k'?"]],
  ])('a required Secret counts with its keys, though no object is written (%s)', (key, messages) => {
    const set = setOf([withEnv({ secretKeyRef: { name: 's', key } })], undefined, [{ name: 's', keys: ['k'] }]);
    expect(judged(references, set).messages).toEqual(messages);
  });

  test('a required Secret counts in its own namespace only', () => {
    const set = setOf([withVolume({ secret: { secretName: 's' } })], undefined, [{ name: 's', namespace: 'x' }]);
    expect(judged(references, set).rules).toEqual(['missing-secret Deployment/web']);
  });

  test('says what there is', () => {
    const { messages } = judged(
      references,
      setOf([withVolume({ configMap: { name: 'my-confg' } }), config('my-config')]),
    );
    expect(messages).toEqual([
      "spec.template.spec.volumes[0].configMap: the set has no ConfigMap 'my-confg' in namespace default; did you mean 'my-config'?",
    ]);
  });
});

describe('targets', () => {
  const scaling = (kind: string, name: string): Given =>
    objectOf('autoscaling/v2', 'HorizontalPodAutoscaler', 'a', {
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind, name } },
    });
  const ingress = (backend: Part): Given =>
    objectOf('networking.k8s.io/v1', 'Ingress', 'a', {
      spec: { rules: [{ http: { paths: [{ backend: { service: backend } }] } }] },
    });
  const binding = (roleRef: Part, subjects: Part[] = []): Given =>
    objectOf('rbac.authorization.k8s.io/v1', 'RoleBinding', 'a', { roleRef, subjects });
  const named = service('web', { ports: [{ name: 'http', port: 80 }] });

  test.each<[string, Given[], string[]]>([
    ['an autoscaler of a Deployment', [scaling('Deployment', 'web'), deployment('web')], []],
    ['an autoscaler of another kind', [scaling('ReplicaSet', 'web'), deployment('web')], ['missing-target']],
    ['an Ingress to a port', [ingress({ name: 'web', port: { number: 80 } }), named], []],
    ['an Ingress to a named port', [ingress({ name: 'web', port: { name: 'http' } }), named], []],
    ['an Ingress to no Service', [ingress({ name: 'web2', port: { number: 80 } }), named], ['unknown-host']],
    ['an Ingress to a wrong port', [ingress({ name: 'web', port: { number: 81 } }), named], ['unknown-port']],
    ['an Ingress to a wrong name', [ingress({ name: 'web', port: { name: 'htpp' } }), named], ['named-port']],
    [
      'an Ingress whose default leads nowhere',
      [objectOf('networking.k8s.io/v1', 'Ingress', 'a', { spec: { defaultBackend: { service: { name: 'x' } } } })],
      ['unknown-host'],
    ],
    [
      'a StatefulSet and its Service',
      [workload('StatefulSet', 'db', { spec: { serviceName: 'db' } }), service('db')],
      [],
    ],
    [
      'a StatefulSet without its Service',
      [workload('StatefulSet', 'db', { spec: { serviceName: 'db' } })],
      ['unknown-host'],
    ],
    ['a Role', [binding({ kind: 'Role', name: 'r' }), objectOf('rbac.authorization.k8s.io/v1', 'Role', 'r')], []],
    ['a missing Role', [binding({ kind: 'Role', name: 'r' })], ['missing-target']],
    ['a ClusterRole, which Kubernetes may bring', [binding({ kind: 'ClusterRole', name: 'view' })], []],
    ['a user', [binding({ kind: 'ClusterRole', name: 'view' }, [{ kind: 'User', name: 'alice' }])], []],
    [
      'a missing account',
      [
        binding({ kind: 'ClusterRole', name: 'view' }, [
          { kind: 'ServiceAccount', name: 'robot', namespace: 'default' },
        ]),
      ],
      ['missing-service-account'],
    ],
    [
      'an account of a namespace elsewhere',
      [binding({ kind: 'ClusterRole', name: 'view' }, [{ kind: 'ServiceAccount', name: 'robot', namespace: 'ci' }])],
      [],
    ],
  ])('%s', (_what, objects, rules) => {
    expect(judged(targets, setOf(objects)).rules.map((rule) => rule.replace(/ .*/, ''))).toEqual(rules);
  });

  test('says what there is', () => {
    expect(
      judged(targets, setOf([ingress({ name: 'wep' }), ingress({ name: 'web', port: { number: 81 } }), named]))
        .messages,
    ).toEqual([
      "spec.rules[0].http.paths[0].backend.service.name: the set has no Service 'wep' in namespace default; did you mean 'web'?",
      'spec.rules[0].http.paths[0].backend.service.port.number: Service web has no port 81; there is 80',
    ]);
  });
});
