import { decideReplicas } from '../../../../src/simulator/controllers/replica-set/decide-replicas';
import { NOW_MS, samplePod, sampleReplicaSet } from './sample-pods';

const podsOf = (count: number) => Array.from({ length: count }, (_, index) => samplePod({ name: `pod-${index}` }));
const none = () => [];

test.each([
  [3, 0, 3, 0],
  [3, 3, 0, 0],
  [3, 5, 0, 2],
  [0, 2, 0, 2],
  [1200, 0, 500, 0],
  [0, 800, 0, 500],
])('wanting %i with %i Pods makes %i and deletes %i', (replicas, present, created, deleted) => {
  const actions = decideReplicas(sampleReplicaSet({ replicas }), podsOf(present), none, NOW_MS);
  expect([actions.create, actions.delete.length]).toEqual([created, deleted]);
});

test('a ReplicaSet that does not say wants one', () => {
  const { replicas: _, ...spec } = sampleReplicaSet().spec;
  expect(decideReplicas({ ...sampleReplicaSet(), spec }, [], none, NOW_MS).create).toBe(1);
});

test.each([0, 5])('a ReplicaSet that is being deleted neither makes nor deletes any of its %i Pods', (present) => {
  const replicaSet = sampleReplicaSet();
  const metadata = { ...replicaSet.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
  const actions = decideReplicas({ ...replicaSet, metadata }, podsOf(present), none, NOW_MS);
  expect(actions).toEqual({ create: 0, delete: [] });
});
