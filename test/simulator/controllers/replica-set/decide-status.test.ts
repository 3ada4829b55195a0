import { decideStatus, nextAvailableMs } from '../../../../src/simulator/controllers/replica-set/decide-status';
import { NOW_MS, samplePod, sampleReplicaSet } from './sample-pods';

const observed = { active: [], terminating: 0, failure: undefined };
const labels = { app: 'web', tier: 'front' };

test('numbers that are zero are left out, but replicas and terminatingReplicas', () => {
  expect(decideStatus(sampleReplicaSet(), observed, NOW_MS)).toEqual({
    replicas: 0,
    terminatingReplicas: 0,
    observedGeneration: 2,
  });
});

test('a ReplicationController does not count Pods on their way out', () => {
  expect(decideStatus(sampleReplicaSet(), { ...observed, terminating: undefined }, NOW_MS)).not.toHaveProperty(
    'terminatingReplicas',
  );
});

test('Pods are counted by labels, readiness and how long they are ready', () => {
  const active = [
    samplePod({ name: 'a', labels, readyFor: 30 }),
    samplePod({ name: 'b', labels: { ...labels, more: 'than asked' }, readyFor: 29 }),
    samplePod({ name: 'c', readyFor: 31 }),
    samplePod({ name: 'd', readyFor: undefined }),
  ];
  const status = decideStatus(
    sampleReplicaSet({ minReadySeconds: 30 }),
    { ...observed, active, terminating: 2 },
    NOW_MS,
  );
  expect(status).toEqual({
    replicas: 4,
    fullyLabeledReplicas: 2,
    readyReplicas: 3,
    availableReplicas: 2,
    terminatingReplicas: 2,
    observedGeneration: 2,
  });
});

test.each([
  ['FailedCreate', 0],
  ['FailedDelete', 5],
])('a refusal is told as %s with %i Pods', (reason, present) => {
  const active = Array.from({ length: present }, (_, index) => samplePod({ name: `pod-${index}` }));
  const { conditions } = decideStatus(sampleReplicaSet(), { ...observed, active, failure: 'no' }, NOW_MS);
  expect(conditions).toEqual([
    { type: 'ReplicaFailure', status: 'True', reason, message: 'no', lastTransitionTime: '2026-01-02T00:00:00Z' },
  ]);
});

test('a failure that was told stays as it was, and goes when all went well', () => {
  const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'first' }];
  const failed = sampleReplicaSet({}, { conditions });
  expect(decideStatus(failed, { ...observed, failure: 'second' }, NOW_MS).conditions).toEqual(conditions);
  expect(decideStatus(failed, observed, NOW_MS)).not.toHaveProperty('conditions');
});

test('the next look is due when the first of the ready Pods becomes available', () => {
  const active = [10, 25, 40].map((readyFor) => samplePod({ name: `pod-${readyFor}`, readyFor }));
  expect(nextAvailableMs(sampleReplicaSet({ minReadySeconds: 30 }), active, NOW_MS)).toBe(NOW_MS + 5000);
  expect(nextAvailableMs(sampleReplicaSet(), active, NOW_MS)).toBe(Infinity);
});
