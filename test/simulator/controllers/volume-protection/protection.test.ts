import { createCluster } from '../../../../src/simulator';
import type { Pod } from '../../../../src/simulator/api';
import {
  decideClaimFinalizer,
  decideVolumeFinalizer,
  usesClaim,
} from '../../../../src/simulator/controllers/volume-protection/decide';
import { addClaim, addVolume, claim, volume } from '../persistent-volume-binder/storage-objects';

const deleted = { deletionTimestamp: '2026-01-01T00:00:00Z' };
const protectedClaim = { ...claim('c').metadata, finalizers: ['kubernetes.io/pvc-protection'] };

function user(spec: object, metadata: object = {}): Pod {
  return {
    metadata: { name: 'web', namespace: 'demo', uid: 'uid of web', ...metadata },
    spec: { containers: [], nodeName: 'node-1', volumes: [{ name: 'data', ...spec }] },
    status: {},
  } as unknown as Pod;
}

const byName = user({ persistentVolumeClaim: { claimName: 'c' } });

test.each([
  ['a Pod with a node', byName, true],
  ['a Pod that has no node yet', { ...byName, spec: { ...byName.spec, nodeName: '' } }, false],
  ['a Pod that has ended', { ...byName, status: { phase: 'Succeeded' } }, true],
  ['a Pod with another claim', user({ persistentVolumeClaim: { claimName: 'd' } }), false],
])('%s uses the claim: %p', (_, pod, expected) => {
  expect(usesClaim(pod as Pod, claim('c'))).toBe(expected);
});

test('the claim of an ephemeral volume is used by its own Pod, until that is done', () => {
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'web', uid: 'uid of web', controller: true };
  const own = { ...claim('web-data'), metadata: { ...claim('web-data').metadata, ownerReferences: [owner] } };
  expect(usesClaim(user({ ephemeral: {} }), own)).toBe(true);
  expect(usesClaim(user({ ephemeral: {} }), claim('web-data'))).toBe(false);
  expect(usesClaim(user({ ephemeral: {} }, { ...deleted, deletionGracePeriodSeconds: 0 }), own)).toBe(false);
});

test.each([
  [claim('c').metadata, [], 'add'],
  [protectedClaim, [], 'keep'],
  [{ ...protectedClaim, ...deleted }, [byName], 'keep'],
  [{ ...protectedClaim, ...deleted }, [], 'remove'],
  [{ ...claim('c').metadata, ...deleted }, [], 'keep'],
])('about the finalizer of a claim, case %#', (metadata, pods, expected) => {
  expect(decideClaimFinalizer({ ...claim('c'), metadata }, pods)).toBe(expected);
});

test.each([
  ['Bound', 'keep'],
  ['Released', 'remove'],
  ['Available', 'remove'],
])('a deleted volume that is %s: %s', (phase, expected) => {
  const given = volume('v', {}, phase);
  const metadata = { ...given.metadata, ...deleted, finalizers: ['kubernetes.io/pv-protection'] };
  expect(decideVolumeFinalizer({ ...given, metadata })).toBe(expected);
});

test('a claim stays as long as a Pod uses it, and its volume as long as the claim', () => {
  const cluster = createCluster({ nodes: 1 });
  const { client } = cluster;
  addVolume(client, 'v', { persistentVolumeReclaimPolicy: 'Retain' });
  addClaim(client, 'c');
  client.create('pods', {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.9' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'c' } }],
    },
  } as never);
  cluster.settle();
  client.delete('persistentvolumeclaims', 'default', 'c');
  client.delete('persistentvolumes', '', 'v');
  cluster.settle();
  expect(client.get('persistentvolumeclaims', 'default', 'c')?.metadata.deletionTimestamp).toBeDefined();
  expect(client.get('persistentvolumes', '', 'v')?.status.phase).toBe('Bound');
  client.delete('pods', 'default', 'web');
  cluster.settle();
  expect(client.get('persistentvolumeclaims', 'default', 'c')).toBeUndefined();
  expect(client.get('persistentvolumes', '', 'v')).toBeUndefined();
});
