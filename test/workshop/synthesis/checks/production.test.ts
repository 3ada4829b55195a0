import { autoscaledReplicas } from '../../../../src/workshop/synthesis/checks/autoscaled-replicas';
import { clusterName } from '../../../../src/workshop/synthesis/checks/cluster-name';
import { containerCare } from '../../../../src/workshop/synthesis/checks/container-care';
import { providerVolume, volatileData } from '../../../../src/workshop/synthesis/checks/data-volumes';
import { environmentInImage, imageTag } from '../../../../src/workshop/synthesis/checks/images';
import { checks } from '../../../../src/workshop/synthesis/checks';
import { kindByNeed } from '../../../../src/workshop/synthesis/checks/kind-by-need';
import { rolloutLimits } from '../../../../src/workshop/synthesis/checks/rollout-limits';
import type { Check } from '../../../../src/workshop/synthesis/finding';
import {
  container,
  deployment,
  type Given,
  judged,
  objectOf,
  type Part,
  pod,
  production,
  secret,
  setOf,
  workload,
} from './builders';

/** Names of the rules that `check` finds broken in `objects` in production. */
const rulesOf = (check: Check, ...objects: Given[]): string[] =>
  judged(check, setOf(objects, production())).rules.map((rule) => rule.replace(/ .*/, ''));

const messagesOf = (check: Check, ...objects: Given[]): string[] =>
  judged(check, setOf(objects, production())).messages;

const withImage = (image: string): Given => deployment('web', { containers: [container({ image })] });

test.each([
  ['redis:7.4-alpine', []],
  ['registry.example.com:5000/a/web:1.0', []],
  ['web@sha256:b45e6382fef12c72', []],
  ['web', ['image-tag']],
  ['web:latest', ['image-tag']],
  ['registry.example.com:5000/web', ['image-tag']],
])('image-tag: %s', (image, rules) => {
  expect(rulesOf(imageTag, withImage(image))).toEqual(rules);
});

test.each([
  ['registry.example.com/web:1.0', []],
  ['registry.dev.example.com/web:1.0', []],
  ['devcontainers/base:1.0', []],
  ['web:1.0-dev', ['environment-in-image']],
  ['registry.example.com/dev/web:1.0', ['environment-in-image']],
  ['dev/web:1.0', ['environment-in-image']],
])('environment-in-image: %s in dev', (image, rules) => {
  expect(rulesOf(environmentInImage, withImage(image))).toEqual(rules);
});

test('environment-in-image knows names of several words', () => {
  const set = setOf([withImage('web:1.0-prod.eu')], { ...production(), name: 'prod-eu' });
  expect(judged(environmentInImage, set).rules).toEqual(['environment-in-image Deployment/web']);
});

test.each<[string, Given, string[]]>([
  ['a Pod', pod('a'), ['kind-by-need']],
  ['a ReplicaSet', workload('ReplicaSet', 'a'), ['kind-by-need']],
  ['a Deployment', deployment('a'), []],
  ['a StatefulSet', workload('StatefulSet', 'a'), []],
  ['a Job', objectOf('batch/v1', 'Job', 'a'), []],
])('kind-by-need: %s', (_what, object, rules) => {
  expect(rulesOf(kindByNeed, object)).toEqual(rules);
});

describe('rollout-limits', () => {
  const limits = {
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    progressDeadlineSeconds: 60,
    revisionHistoryLimit: 3,
  };
  const template = { annotations: { 'kubernetes.io/change-cause': 'first' } };

  test.each<[string, Given, string[]]>([
    ['all stated', deployment('a', { spec: limits, template }), []],
    ['Recreate', deployment('a', { spec: { ...limits, strategy: { type: 'Recreate' } }, template }), []],
    ['a StatefulSet', workload('StatefulSet', 'a'), []],
    [
      'one limit',
      deployment('a', { spec: { ...limits, strategy: { rollingUpdate: { maxSurge: 1 } } }, template }),
      ['rollout-limits'],
    ],
    [
      'no deadline',
      deployment('a', { spec: { ...limits, progressDeadlineSeconds: undefined }, template }),
      ['rollout-limits'],
    ],
    [
      'no history limit',
      deployment('a', { spec: { ...limits, revisionHistoryLimit: undefined }, template }),
      ['rollout-limits'],
    ],
    ['no reason', deployment('a', { spec: limits }), ['rollout-limits']],
  ])('%s', (_what, object, rules) => {
    expect(rulesOf(rolloutLimits, object)).toEqual(rules);
  });

  test('lists what is missing', () => {
    expect(
      messagesOf(rolloutLimits, deployment('a', { spec: { ...limits, revisionHistoryLimit: undefined } })),
    ).toEqual([
      "a rollout must be limited: spec.revisionHistoryLimit and the template's annotation kubernetes.io/change-cause are missing; set them by 'rollout'",
    ]);
  });
});

describe('readiness, liveness and resources', () => {
  const probe = { tcpSocket: { port: 80 } };
  const amounts = { cpu: '1', memory: '64Mi' };
  const whole = { readinessProbe: probe, livenessProbe: probe, resources: { requests: amounts, limits: amounts } };
  const of = (fields: Part, more: Part = {}): Given =>
    deployment('a', { containers: [container({ ...whole, ...fields })], pod: more });

  test.each<[string, Given, string[]]>([
    ['all stated', of({}), []],
    ['no readiness', of({ readinessProbe: undefined }), ['readiness']],
    ['no liveness', of({ livenessProbe: undefined }), ['liveness']],
    ['no resources', of({ resources: undefined }), ['resources']],
    ['no limits of memory', of({ resources: { requests: amounts, limits: { cpu: 1 } } }), ['resources']],
    ['a step before', of({}, { initContainers: [{ name: 'first' }] }), []],
    [
      'a bare sidecar',
      of({}, { initContainers: [{ name: 'side', restartPolicy: 'Always' }] }),
      ['readiness', 'liveness', 'resources'],
    ],
    ['a Job', objectOf('batch/v1', 'Job', 'a', { spec: { template: { spec: { containers: [container()] } } } }), []],
  ])('%s', (_what, object, rules) => {
    expect(rulesOf(containerCare, object)).toEqual(rules);
  });

  test('the finding lists the amounts', () => {
    expect(messagesOf(containerCare, of({ resources: { requests: amounts } }))).toEqual([
      "spec.template.spec.containers[0].resources: container web must state requests and limits of cpu and memory, limits.cpu and limits.memory missing; set 'resources'",
    ]);
  });
});

test.each<[string, string, Part, string[]]>([
  ['a data folder', '/var/lib/mysql', { emptyDir: {} }, ['volatile-data']],
  ['a folder below', '/data/db/journal/', { emptyDir: {} }, ['volatile-data']],
  ['a data folder in memory on purpose', '/data', { emptyDir: { medium: 'Memory' } }, []],
  ['a data folder on a claim', '/data', { persistentVolumeClaim: { claimName: 'c' } }, []],
  ['a folder for scratch', '/tmp', { emptyDir: {} }, []],
  ['a folder with a similar name', '/database', { emptyDir: {} }, []],
])('volatile-data: %s', (_what, mountPath, source, rules) => {
  const containers = [container({ volumeMounts: [{ name: 'v', mountPath }] })];
  expect(rulesOf(volatileData, deployment('a', { containers, pod: { volumes: [{ name: 'v', ...source }] } }))).toEqual(
    rules,
  );
});

test.each<[string, string, Part, string[]]>([
  ['a claim', 'Deployment', { persistentVolumeClaim: { claimName: 'c' } }, []],
  ['a disk of a cloud', 'Deployment', { awsElasticBlockStore: { volumeID: 'a' } }, ['provider-volume']],
  ['an NFS server', 'DaemonSet', { nfs: { server: 'a', path: '/' } }, ['provider-volume']],
  ['a folder of the node', 'Deployment', { hostPath: { path: '/var' } }, ['provider-volume']],
  ['a folder of the node for its agent', 'DaemonSet', { hostPath: { path: '/var/log' } }, []],
])('provider-volume: %s in a %s', (_what, kind, source, rules) => {
  expect(rulesOf(providerVolume, workload(kind, 'a', { pod: { volumes: [{ name: 'v', ...source }] } }))).toEqual(rules);
});

test.each<[string, Part, string[]]>([
  ['stated', { replicas: 3 }, ['autoscaled-replicas']],
  ['left out', {}, []],
])('autoscaled-replicas: the number is %s', (_what, spec, rules) => {
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' };
  const autoscaler = objectOf('autoscaling/v2', 'HorizontalPodAutoscaler', 'a', { spec: { scaleTargetRef: target } });
  expect(rulesOf(autoscaledReplicas, autoscaler, deployment('a', { spec }))).toEqual(rules);
  expect(rulesOf(autoscaledReplicas, deployment('a', { spec }))).toEqual([]);
});

test.each<[string, Given, string[]]>([
  ['a namespace of the environment', objectOf('v1', 'Namespace', 'dev-web'), []],
  ['a namespace of another name', objectOf('v1', 'Namespace', 'web'), ['cluster-name']],
  ['a namespace that only begins alike', objectOf('v1', 'Namespace', 'developers'), ['cluster-name']],
  ['a ClusterRole', objectOf('rbac.authorization.k8s.io/v1', 'ClusterRole', 'view'), ['cluster-name']],
  ['a kind whose name is prescribed', objectOf('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'a.b.c'), []],
  ['an object of a namespace', deployment('web'), []],
])('cluster-name: %s', (_what, object, rules) => {
  expect(rulesOf(clusterName, object)).toEqual(rules);
});

test('none of these rules is for lessons', () => {
  const objects = [
    pod('a', { containers: [container({ image: 'web', args: ['-password=geheim'] })] }),
    deployment('b', { containers: [container({ image: 'lessons/web' })] }),
    objectOf('v1', 'Namespace', 'blue'),
    secret('s', { password: 'cm9vdA==' }),
  ];
  expect(checks.flatMap((check) => judged(check, setOf(objects)).rules)).toEqual([]);
  expect(checks.flatMap((check) => judged(check, setOf(objects, production())).rules).length).toBeGreaterThan(8);
});
