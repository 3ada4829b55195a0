import type { Pod } from '../../../../src/simulator/api';
import { mattersToOwner, podChangesDelayMs } from '../../../../src/simulator/controllers/replica-set/pod-changes';
import { samplePod } from './sample-pods';

const ready = samplePod({ name: 'pod', readyFor: 10 });
const unready = samplePod({ name: 'pod', readyFor: undefined });
const owned = (uid: string): Pod => ({
  ...ready,
  metadata: { ...ready.metadata, ownerReferences: [{ apiVersion: 'v1', kind: 'K', name: 'k', uid, controller: true }] },
});

test.each<[matters: boolean, what: string, pod: Pod, previous: Pod | undefined]>([
  [true, 'a new Pod', ready, undefined],
  [true, 'becoming ready', ready, unready],
  [true, 'being ready since another time', ready, samplePod({ name: 'pod', readyFor: 11 })],
  [true, 'other labels', samplePod({ name: 'pod', readyFor: 10, labels: { app: 'debug' } }), ready],
  [true, 'the end of all containers', samplePod({ name: 'pod', readyFor: 10, phase: 'Failed' }), ready],
  [true, 'being deleted', { ...ready, metadata: { ...ready.metadata, deletionTimestamp: 'now' } }, ready],
  [true, 'another owner', owned('a'), owned('b')],
  [false, 'a node', ready, samplePod({ name: 'pod', readyFor: 10, node: '' })],
  [false, 'starting to run', samplePod({ name: 'pod', readyFor: undefined, phase: 'Pending' }), unready],
  [false, 'a restart', ready, samplePod({ name: 'pod', readyFor: 10, restarts: 1 })],
])('that it matters is %s of %s', (matters, _what, pod, previous) => {
  expect(mattersToOwner(pod, previous)).toBe(matters);
});

test.each([
  [3, 6],
  [100, 10],
  [10_000, 505],
  [1_000_000, 1000],
])('changes of %i Pods are taken together for at most %i ms', (replicas, delayMs) => {
  expect(podChangesDelayMs(replicas)).toBeLessThanOrEqual(delayMs);
  expect(podChangesDelayMs(replicas)).toBeGreaterThanOrEqual(5);
});
