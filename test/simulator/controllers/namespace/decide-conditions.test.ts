import {
  decideConditions,
  type DeletionResult,
} from '../../../../src/simulator/controllers/namespace/decide-conditions';
import { decideWait } from '../../../../src/simulator/controllers/namespace/decide-wait';
import type { KubeObject, ServedResource } from '../../../../src/simulator/api';

const NOW = Date.UTC(2026, 0, 1);
const DONE: DeletionResult = { errors: [], remaining: [], finalizers: new Map() };

const texts = (result: DeletionResult): string[] =>
  decideConditions(undefined, result, NOW).map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason ?? ''}: ${message ?? ''}`,
  );

test('an emptied namespace says that all went well', () => {
  expect(texts(DONE)).toEqual([
    'NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered',
    'NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed',
    'NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization',
    'NamespaceContentRemaining=False ContentRemoved: All content successfully removed',
    'NamespaceFinalizersRemaining=False ContentHasNoFinalizers: All content-preserving finalizers finished',
  ]);
});

test('what is left is counted by resource and by finalizer', () => {
  const result: DeletionResult = {
    errors: ['b failed', 'a failed'],
    remaining: [
      { group: '', resource: 'pods', count: 1 },
      { group: 'apps', resource: 'deployments', count: 5 },
    ],
    finalizers: new Map([
      ['example.com/b', 2],
      ['example.com/a', 1],
    ]),
  };
  expect(texts(result).slice(2)).toEqual([
    'NamespaceDeletionContentFailure=True ContentDeletionFailed: Failed to delete all resource types, 2 remaining: a failed, b failed',
    'NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: deployments.apps has 5 resource instances, pods. has 1 resource instances',
    'NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/a in 1 resource instances, example.com/b in 2 resource instances',
  ]);
});

test('equal results leave the conditions as they are, and a new status has the time of its change', () => {
  const first = decideConditions(undefined, DONE, NOW);
  expect(decideConditions(first, DONE, NOW + 5000)).toBe(first);
  const later = decideConditions(first, { ...DONE, finalizers: new Map([['f', 1]]) }, NOW + 5000);
  expect(later.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual([
    ...Array.from({ length: 4 }, () => '2026-01-01T00:00:00Z'),
    '2026-01-01T00:00:05Z',
  ]);
});

describe('how long to wait', () => {
  const namespace: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'demo', deletionTimestamp: '2026-01-01T00:00:00Z' },
  };
  const served = (storage: string): ServedResource => ({
    storage,
    group: '',
    version: 'v1',
    kind: '',
    resource: storage,
    isNamespaced: true,
    verbs: [],
  });
  const pod = (phase: string, terminationGracePeriodSeconds: number): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {},
    spec: { terminationGracePeriodSeconds },
    status: { phase },
  });
  const held: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { finalizers: ['f'] } };

  test.each([
    { storage: 'pods', objects: [pod('Running', 30), pod('Running', 60)], after: 0, want: { seconds: 60 } },
    { storage: 'pods', objects: [pod('Running', 30), pod('Failed', 600)], after: 29, want: { seconds: 30 } },
    { storage: 'configmaps', objects: [held], after: 100, want: { seconds: 15 } },
  ])('for $storage after $after s: $want.seconds s', ({ storage, objects, after, want }) => {
    expect(decideWait(namespace, served(storage), objects, NOW + after * 1000)).toEqual(want);
  });

  test('Pods that outlive their grace are an error', () => {
    expect(decideWait(namespace, served('pods'), [pod('Running', 30)], NOW + 30_000)).toEqual({
      seconds: 60,
      error: 'unexpected items still remain in namespace: demo for gvr: /v1, Resource=pods',
    });
  });
});
