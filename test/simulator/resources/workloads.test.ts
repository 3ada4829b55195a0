import type { KubeObject } from '../../../src/simulator/api';
import { controllerRevisionStrategy } from '../../../src/simulator/resources/controller-revision';
import { daemonSetStrategy } from '../../../src/simulator/resources/daemon-set';
import { deploymentStrategy } from '../../../src/simulator/resources/deployment';
import { podDisruptionBudgetStrategy } from '../../../src/simulator/resources/pod-disruption-budget';
import { podTemplateStrategy } from '../../../src/simulator/resources/pod-template-object';
import { replicaSetStrategy } from '../../../src/simulator/resources/replica-set';
import { replicationControllerStrategy } from '../../../src/simulator/resources/replication-controller';
import type { Strategy } from '../../../src/simulator/resources/resource';
import { statefulSetStrategy } from '../../../src/simulator/resources/stateful-set';
import {
  created,
  type Json,
  refusals,
  refusalsOfStatus,
  refusalsOfUpdate,
  updated,
  workloadOf as workload,
} from './written';

const specOf = (object: KubeObject): Json => object['spec'] as Json;
const image = (tag: string): Json => ({ containers: [{ name: 'main', image: `web:${tag}` }] });
const otherSelector = { selector: { matchLabels: { app: 'other' } } };

describe('defaults', () => {
  test.each<[string, Strategy, Json, Json]>([
    [
      'Deployment',
      deploymentStrategy,
      {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      },
      {},
    ],
    ['ReplicaSet', replicaSetStrategy, { replicas: 1 }, { replicas: 0 }],
    [
      'StatefulSet',
      statefulSetStrategy,
      {
        replicas: 1,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      },
      { availableReplicas: 0, replicas: 0 },
    ],
    [
      'DaemonSet',
      daemonSetStrategy,
      { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } },
      { numberReady: 0 },
    ],
  ])('of a %s', (kind, strategy, spec, status) => {
    const object = created(strategy, { ...workload(kind), status: { replicas: 9 } });
    expect(object).toMatchObject({ spec, status });
    expect(object['status']).not.toMatchObject({ replicas: 9 });
  });

  test('a Pod template in a workload has no links to Services', () => {
    const { template } = specOf(created(deploymentStrategy, workload('Deployment')));
    expect(template).not.toMatchObject({ spec: { enableServiceLinks: true } });
  });

  test('claims of a StatefulSet are whole objects that wait', () => {
    const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } };
    const object = created(statefulSetStrategy, workload('StatefulSet', { volumeClaimTemplates: [claim] }));
    expect(specOf(object)['volumeClaimTemplates']).toMatchObject([
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        spec: { volumeMode: 'Filesystem' },
        status: { phase: 'Pending' },
      },
    ]);
  });

  test('a ReplicationController takes selector and labels from its template', () => {
    const { selector: _selector, ...spec } = workload('ReplicationController')['spec'] as Json;
    const object = created(replicationControllerStrategy, { ...workload('ReplicationController'), spec });
    expect(object).toMatchObject({ metadata: { labels: { app: 'web' } }, spec: { selector: { app: 'web' } } });
  });
});

describe('what every workload refuses', () => {
  const KINDS: readonly (readonly [string, Strategy, string])[] = [
    ['Deployment', deploymentStrategy, 'deployment'],
    ['ReplicaSet', replicaSetStrategy, 'deployment'],
    ['StatefulSet', statefulSetStrategy, 'statefulset'],
    ['DaemonSet', daemonSetStrategy, 'daemonset'],
  ];

  test.each(KINDS)('%s: a selector that does not fit, an empty one and Pods that end', (kind, strategy, words) => {
    const mismatch =
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`';
    expect(refusals(strategy, workload(kind, otherSelector))).toEqual([mismatch]);
    const empty = `spec.selector: Invalid value: {}: empty selector is invalid for ${words}`;
    expect(refusals(strategy, workload(kind, { selector: {} }))).toEqual([empty]);
    const ends = 'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"';
    expect(refusals(strategy, workload(kind, {}, { restartPolicy: 'Never' }))).toEqual([ends]);
  });

  test.each(KINDS)('%s: a Pod template without containers', (kind, strategy) => {
    const refused = refusals(strategy, workload(kind, {}, { containers: [] }));
    expect(refused).toEqual(['spec.template.spec.containers: Required value']);
  });

  test.each(KINDS.filter(([kind]) => kind !== 'StatefulSet'))('%s: another selector than before', (kind, strategy) => {
    const old = created(strategy, workload(kind));
    const fixed = 'spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable';
    expect(refusalsOfUpdate(strategy, old, workload(kind, otherSelector))).toContain(fixed);
  });

  test.each(KINDS)('%s: nothing, when only the image changes', (kind, strategy) => {
    const old = created(strategy, workload(kind));
    expect(refusalsOfUpdate(strategy, old, workload(kind, {}, image('2')))).toEqual([]);
  });

  test.each(KINDS)('%s: a status below zero', (_kind, strategy) => {
    const field = strategy === daemonSetStrategy ? 'numberReady' : 'replicas';
    const old = created(strategy, workload(_kind));
    expect(refusalsOfStatus(strategy, old, { [field]: -1 })).toContain(
      `status.${field}: Invalid value: -1: must be greater than or equal to 0`,
    );
  });
});

describe('Deployment', () => {
  test('cannot have more ready than there are', () => {
    const old = created(deploymentStrategy, workload('Deployment'));
    expect(refusalsOfStatus(deploymentStrategy, old, { replicas: 1, readyReplicas: 2 })).toEqual([
      'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
    ]);
  });

  test('changed annotations are a new generation', () => {
    const old = created(deploymentStrategy, workload('Deployment'));
    const generation = 4;
    const stored = { ...old, metadata: { ...old.metadata, generation } };
    const annotated = { ...workload('Deployment'), metadata: { name: 'web', generation, annotations: { a: 'b' } } };
    expect(updated(deploymentStrategy, stored, annotated).metadata.generation).toBe(generation + 1);
  });

  test('keeps its status when the spec is written', () => {
    const old = { ...created(deploymentStrategy, workload('Deployment')), status: { replicas: 3 } };
    expect(updated(deploymentStrategy, old, workload('Deployment'))['status']).toEqual({ replicas: 3 });
  });

  test('is created with a warning when its name cannot be a host name', () => {
    const body = { ...workload('Deployment'), metadata: { name: 'a.b' } };
    expect(deploymentStrategy.warnings?.(created(deploymentStrategy, body), undefined)).toEqual([
      'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
    ]);
  });

  test('warns of its template by the path of the template, and only when it is new', () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ];
    const body = workload('Deployment', {}, { containers: [{ name: 'main', image: 'web:1', env }] });
    const object = created(deploymentStrategy, body);
    expect(deploymentStrategy.warnings?.(object, undefined)).toEqual([
      'spec.template.spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
    ]);
    expect(deploymentStrategy.warnings?.(object, object)).toEqual([]);
  });
});

describe('StatefulSet', () => {
  const claims = { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] };
  const mounting = { containers: [{ name: 'main', image: 'x', volumeMounts: [{ name: 'data', mountPath: '/d' }] }] };

  test('its Pods may mount its claims', () => {
    expect(refusals(statefulSetStrategy, workload('StatefulSet', claims, mounting))).toEqual([]);
    expect(refusals(statefulSetStrategy, workload('StatefulSet', {}, mounting))).toEqual([
      'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"',
    ]);
  });

  test('claims and Service stay as they are', () => {
    const old = created(statefulSetStrategy, workload('StatefulSet', { serviceName: 'a' }));
    expect(refusalsOfUpdate(statefulSetStrategy, old, workload('StatefulSet', { serviceName: 'b' }))).toEqual([
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ]);
  });

  test('is named by a label, because its Pods are', () => {
    expect(statefulSetStrategy.validateName?.('a.b', false)).toEqual(['must not contain dots']);
  });
});

describe('DaemonSet', () => {
  const GENERATION = 'deprecated.daemonset.template.generation';
  const generationOf = (object: KubeObject): string | undefined => object.metadata.annotations?.[GENERATION];

  test('counts the changes of its template', () => {
    const first = created(daemonSetStrategy, workload('DaemonSet'));
    const second = updated(daemonSetStrategy, first, workload('DaemonSet', {}, image('2')));
    const third = updated(daemonSetStrategy, second, workload('DaemonSet', { minReadySeconds: 5 }, image('2')));
    expect([first, second, third].map(generationOf)).toEqual(['1', '2', '2']);
  });

  test.each<[Json, string]>([
    [
      { maxSurge: 1 },
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
    ],
    [
      { maxUnavailable: '150%' },
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "150%": must not be greater than 100%',
    ],
  ])('refuses the rolling update %p', (rollingUpdate, message) => {
    expect(refusals(daemonSetStrategy, workload('DaemonSet', { updateStrategy: { rollingUpdate } }))).toEqual([
      message,
    ]);
  });
});

test('a template on its own is judged as one in a workload', () => {
  const template = { metadata: {}, spec: { containers: [] } };
  expect(refusals(podTemplateStrategy, { metadata: { name: 't' }, template })).toEqual([
    'template.spec.containers: Required value',
  ]);
});

test('a revision keeps its data', () => {
  const revision = { metadata: { name: 'r' }, data: { a: 1 }, revision: 1 };
  const old = created(controllerRevisionStrategy, revision);
  expect(refusals(controllerRevisionStrategy, { metadata: { name: 'r' } })).toEqual([
    'data: Required value: data is mandatory',
  ]);
  expect(refusalsOfUpdate(controllerRevisionStrategy, old, { ...revision, data: { a: 2 } })).toEqual([
    'data: Invalid value: {"a":2}: field is immutable',
  ]);
});

test('a disruption budget says one of two things', () => {
  const budget = (spec: Json): Json => ({ metadata: { name: 'b' }, spec });
  expect(refusals(podDisruptionBudgetStrategy, budget({ minAvailable: 1 }))).toEqual([]);
  expect(refusals(podDisruptionBudgetStrategy, budget({ minAvailable: 1, maxUnavailable: '120%' }))).toEqual([
    'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":"120%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
    'spec.maxUnavailable: Invalid value: "120%": must not be greater than 100%',
  ]);
});
