import type { StatefulSetSpec } from '../../../../src/simulator/api';
import { decidePods, type Action, type Decision } from '../../../../src/simulator/controllers/stateful-set/decide-pods';
import { statefulSetStatus } from '../../../../src/simulator/controllers/stateful-set/status';
import { NOW_MS, podOf, type Shape, storedClaim, storedSet } from './observed-pods';
import { claimTemplate } from './sample-stateful-set';

const REVISIONS = { current: 'old', update: 'new' };

/** Pods by ordinal: `ready old`; undefined for one that is missing. */
type Pods = readonly (`${Shape}${' old' | ''}` | undefined)[];

const podsOf = (shapes: Pods): ReturnType<typeof podOf>[] =>
  shapes.flatMap((text, ordinal) => {
    if (text === undefined) return [];
    const [shape, revision] = text.split(' ');
    return [podOf(ordinal, shape as Shape, revision)];
  });

const decide = (shapes: Pods, spec: Partial<StatefulSetSpec> = {}): Decision =>
  decidePods({
    set: storedSet(spec),
    pods: podsOf(shapes),
    revisions: REVISIONS,
    claimOf: () => undefined,
    nowMs: NOW_MS,
  });

function describeAction(action: Action): string {
  switch (action.type) {
    case 'createPod':
      return `create ${action.ordinal} ${action.revision}`;
    case 'deletePod':
      return `delete ${action.pod.metadata.name}`;
    default:
      return `${action.type} ${action.pod.metadata.name}`;
  }
}

const described = ({ replicas, condemned, update }: Decision): readonly string[] =>
  [...replicas, ...condemned, ...update].map(describeAction);

const PARALLEL = { podManagementPolicy: 'Parallel' };
const partition = (ordinal: number): Partial<StatefulSetSpec> => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: ordinal } },
});

interface Case {
  readonly have: Pods;
  readonly spec?: Partial<StatefulSetSpec>;
  readonly actions: readonly string[];
}

describe('what a StatefulSet of three does', () => {
  test.each<Case>([
    { have: [], actions: ['create 0 update'] },
    { have: ['pending'], actions: [] },
    { have: ['broken'], actions: [] },
    { have: ['ready'], actions: ['create 1 update'] },
    { have: ['ready', undefined, 'ready'], actions: ['create 1 update'] },
    { have: [undefined, 'ready', 'ready'], actions: ['create 0 update'] },
    { have: ['ending', 'ready'], actions: [] },
    { have: ['ready', 'failed', 'ready'], actions: ['delete web-1'] },
    { have: ['ready', 'ready', 'ready'], actions: [] },
    { have: [], spec: PARALLEL, actions: ['create 0 update', 'create 1 update', 'create 2 update'] },
    { have: ['broken', 'failed'], spec: PARALLEL, actions: ['delete web-1', 'create 2 update'] },
    { have: [], spec: { replicas: 0 }, actions: [] },
  ])('with $have and $spec: $actions', ({ have, spec, actions }) => {
    expect(described(decide(have, spec))).toEqual(actions);
  });
});

describe('scaling down to one', () => {
  const one = { replicas: 1 };
  test.each<Case>([
    { have: ['ready', 'ready', 'ready'], spec: one, actions: ['delete web-2'] },
    { have: ['ready', 'ready', 'ending'], spec: one, actions: [] },
    { have: ['broken', 'ready', 'ready'], spec: one, actions: [] },
    { have: ['ready', 'broken', 'ready'], spec: one, actions: ['delete web-2'] },
    { have: ['ready', 'broken', 'broken'], spec: one, actions: [] },
    { have: ['ready', 'ready', 'broken'], spec: one, actions: ['delete web-2'] },
    { have: ['ready old', 'ready'], spec: one, actions: ['delete web-1'] },
    { have: ['broken', 'broken', 'ready'], spec: { ...one, ...PARALLEL }, actions: ['delete web-2', 'delete web-1'] },
    { have: ['ready', 'ready', 'ending'], spec: { ...one, ...PARALLEL }, actions: ['delete web-1'] },
  ])('with $have: $actions', ({ have, spec, actions }) => {
    expect(described(decide(have, spec))).toEqual(actions);
  });
});

describe('a rolling update', () => {
  test.each<Case>([
    { have: ['ready old', 'ready old', 'ready old'], actions: ['delete web-2'] },
    { have: ['ready old', 'ready old', 'ready'], actions: ['delete web-1'] },
    { have: ['ready old', 'ready old', 'ending old'], actions: [] },
    { have: ['ready old', 'ready old', 'broken'], actions: [] },
    { have: ['ready old', 'ready old', 'broken old'], actions: [] },
    { have: ['ready old', 'ready old', 'ready old'], spec: partition(2), actions: ['delete web-2'] },
    { have: ['ready old', 'ready old', 'ready'], spec: partition(2), actions: [] },
    { have: ['ready old', 'ready old', 'ready old'], spec: partition(9), actions: [] },
    { have: ['ready old', undefined, 'ready'], spec: partition(2), actions: ['create 1 current'] },
    { have: ['ready old', 'ready old'], spec: partition(2), actions: ['create 2 update'] },
    { have: ['ready old', 'ready', 'ready'], spec: { updateStrategy: { type: 'OnDelete' } }, actions: [] },
    { have: ['ready old'], spec: { updateStrategy: { type: 'OnDelete' } }, actions: ['create 1 update'] },
    { have: ['broken old', 'broken old', 'broken old'], spec: PARALLEL, actions: ['delete web-2'] },
    { have: ['broken old', 'broken old', 'broken'], spec: PARALLEL, actions: [] },
  ])('with $have and $spec: $actions', ({ have, spec, actions }) => {
    expect(described(decide(have, spec))).toEqual(actions);
  });
});

describe('a StatefulSet', () => {
  test('that is being deleted does nothing', () => {
    const set = storedSet();
    const deleted = { ...set, metadata: { ...set.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    const decision = decidePods({
      set: deleted,
      pods: [],
      revisions: REVISIONS,
      claimOf: () => undefined,
      nowMs: NOW_MS,
    });
    expect(described(decision)).toEqual([]);
  });

  test('waits until a Pod has been ready for minReadySeconds', () => {
    expect(described(decide(['ready'], { minReadySeconds: 61 }))).toEqual([]);
    expect(described(decide(['ready'], { minReadySeconds: 60 }))).toEqual(['create 1 update']);
  });

  test('mends a Pod without the label of its name', () => {
    const pod = podOf(0, 'ready');
    const bare = { ...pod, metadata: { ...pod.metadata, labels: { app: 'web', 'controller-revision-hash': 'new' } } };
    const observed = { set: storedSet({ replicas: 1 }), revisions: REVISIONS, claimOf: () => undefined, nowMs: NOW_MS };
    expect(described(decidePods({ ...observed, pods: [bare] }))).toEqual(['repairPod web-0']);
  });

  test('makes the claims that a pending Pod misses', () => {
    const spec = { replicas: 1, volumeClaimTemplates: [claimTemplate('data')] };
    expect(described(decide(['pending'], spec))).toEqual(['completeClaims web-0']);
    const set = storedSet(spec);
    const claimOf = (name: string): ReturnType<typeof storedClaim> => storedClaim(name);
    const decision = decidePods({ set, pods: podsOf(['pending']), revisions: REVISIONS, claimOf, nowMs: NOW_MS });
    expect(described(decision)).toEqual([]);
  });

  test('makes no Pod while the claim of its predecessor is about to go', () => {
    const set = storedSet({
      replicas: 1,
      volumeClaimTemplates: [claimTemplate('data')],
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
    });
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'web-0', uid: 'earlier', controller: true };
    const claimOf = (name: string): ReturnType<typeof storedClaim> => storedClaim(name, [owner]);
    const decision = decidePods({ set, pods: [], revisions: REVISIONS, claimOf, nowMs: NOW_MS });
    expect(described(decision)).toEqual([]);
    expect(decision.isWaitingForClaim).toBe(true);
  });
});

describe('the status of a StatefulSet', () => {
  const statusOf = (shapes: Pods, spec: Partial<StatefulSetSpec> = {}): unknown =>
    statefulSetStatus({
      set: storedSet(spec),
      pods: podsOf(shapes),
      revisions: REVISIONS,
      collisionCount: 0,
      replaced: 0,
      nowMs: NOW_MS,
    });
  const common = { collisionCount: 0, observedGeneration: 1, updateRevision: 'new', currentRevision: 'old' };

  test.each<{ have: Pods; spec?: Partial<StatefulSetSpec>; status: object }>([
    { have: [], status: { ...common, replicas: 0, availableReplicas: 0 } },
    {
      have: ['ready old', 'ready old', 'ready'],
      status: {
        ...common,
        replicas: 3,
        availableReplicas: 3,
        readyReplicas: 3,
        currentReplicas: 2,
        updatedReplicas: 1,
      },
    },
    {
      have: ['ready', 'ready', 'ready'],
      status: {
        ...common,
        currentRevision: 'new',
        replicas: 3,
        availableReplicas: 3,
        readyReplicas: 3,
        currentReplicas: 3,
        updatedReplicas: 3,
      },
    },
    {
      have: ['ready old', 'ending old', 'broken'],
      status: {
        ...common,
        replicas: 3,
        availableReplicas: 2,
        readyReplicas: 2,
        currentReplicas: 1,
        updatedReplicas: 1,
      },
    },
    {
      have: ['ready', 'ready', 'ready'],
      spec: { updateStrategy: { type: 'OnDelete' }, minReadySeconds: 100 },
      status: { ...common, replicas: 3, availableReplicas: 0, readyReplicas: 3, updatedReplicas: 3 },
    },
  ])('with $have and $spec is $status', ({ have, spec, status }) => {
    expect(statusOf(have, spec)).toEqual(status);
  });
});
