import { decideClaim } from '../../../../src/simulator/controllers/persistent-volume-binder/decide-claim';
import {
  decideReclaim,
  decideVolume,
  unboundVolume,
} from '../../../../src/simulator/controllers/persistent-volume-binder/decide-volume';
import { annotated, claim, referenceTo, storageClass, volume } from './storage-objects';

const BOUND = { 'pv.kubernetes.io/bind-completed': 'yes' };
const waiting = storageClass('late', { volumeBindingMode: 'WaitForFirstConsumer' });
const noticeOf = (action: ReturnType<typeof decideClaim>) =>
  'notice' in action && action.notice !== undefined
    ? `${action.type}: ${action.notice.type} ${action.notice.reason} ${action.notice.message}`
    : action.type;

test.each([
  [
    {},
    claim('c'),
    'pend: Normal FailedBinding no persistent volumes available for this claim and no storage class is set',
  ],
  [{ best: volume('v') }, claim('c'), 'bind'],
  [{ defaultClass: storageClass('std') }, claim('c'), 'setClass'],
  [
    { defaultClass: storageClass('std') },
    claim('c', { storageClassName: '' }),
    'pend: Normal FailedBinding no persistent volumes available for this claim and no storage class is set',
  ],
  [
    {},
    claim('c', { storageClassName: 'rdb' }),
    'report: Warning ProvisioningFailed storageclass.storage.k8s.io "rdb" not found',
  ],
  [{ storageClass: storageClass('rdb') }, claim('c', { storageClassName: 'rdb' }), 'provision'],
  [
    { storageClass: waiting },
    claim('c', { storageClassName: 'late' }),
    'pend: Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
  ],
  [
    { storageClass: waiting, waitingPods: ['web'] },
    claim('c', { storageClassName: 'late' }),
    'pend: Normal WaitForPodScheduled waiting for pod web to be scheduled',
  ],
  [
    { storageClass: waiting, waitingPods: ['a', 'b'] },
    claim('c', { storageClassName: 'late' }),
    'pend: Normal WaitForPodScheduled waiting for pods a,b to be scheduled',
  ],
  [
    { storageClass: waiting },
    annotated(claim('c', { storageClassName: 'late' }), { 'volume.kubernetes.io/selected-node': 'node-1' }),
    'provision',
  ],
  [{}, claim('c', { volumeName: 'v' }), 'pend'],
  [{ named: volume('v') }, claim('c', { volumeName: 'v' }), 'bind'],
  [
    { named: volume('v', { storageClassName: 'fast' }) },
    claim('c', { volumeName: 'v' }),
    'pend: Warning VolumeMismatch Cannot bind to requested volume "v": storageClassName does not match',
  ],
  [{ named: volume('v', { claimRef: referenceTo(claim('c')) }) }, claim('c', { volumeName: 'v' }), 'bind'],
  [
    { named: volume('v', { claimRef: referenceTo(claim('other')) }) },
    claim('c', { volumeName: 'v' }),
    'pend: Warning FailedBinding volume "v" already bound to a different claim.',
  ],
  [
    { named: volume('v', { claimRef: referenceTo(claim('c')) }) },
    annotated(claim('c', { volumeName: 'v' }), BOUND),
    'bind',
  ],
  [
    {},
    annotated(claim('c'), BOUND),
    'lose: Warning ClaimLost Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
  ],
  [
    {},
    annotated(claim('c', { volumeName: 'v' }), BOUND),
    'lose: Warning ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!',
  ],
  [
    { named: volume('v', { claimRef: referenceTo(claim('other')) }) },
    annotated(claim('c', { volumeName: 'v' }), BOUND),
    'lose: Warning ClaimMisbound Two claims are bound to the same volume, this one is bound incorrectly',
  ],
])('of a claim, case %#', (around, wanted, expected) => {
  expect(noticeOf(decideClaim(wanted, { waitingPods: [], ...around }))).toBe(expected);
});

const mine = claim('c', { volumeName: 'v' });
const bound = volume('v', { claimRef: referenceTo(mine) });
const made = annotated(bound, { 'pv.kubernetes.io/provisioned-by': 'example.com/disks' });

test.each([
  ['nobody wants it', volume('v'), undefined, { type: 'setPhase', phase: 'Available' }],
  [
    'it is reserved for a claim to come',
    volume('v', { claimRef: { namespace: 'demo', name: 'c' } }),
    undefined,
    { type: 'setPhase', phase: 'Available' },
  ],
  ['its claim has it', bound, mine, { type: 'setPhase', phase: 'Bound' }],
  ['its claim has not heard of it yet', bound, claim('c'), { type: 'syncClaim' }],
  ['its claim is gone', bound, undefined, { type: 'release' }],
  ['its claim was replaced', bound, { ...mine, metadata: { ...mine.metadata, uid: 'new' } }, { type: 'release' }],
  ['its claim has another one', bound, claim('c', { volumeName: 'w' }), { type: 'unbind' }],
  [
    'it was made for a claim that has another one',
    { ...made, spec: { ...made.spec, persistentVolumeReclaimPolicy: 'Delete' } },
    claim('c', { volumeName: 'w' }),
    { type: 'release' },
  ],
])('of a volume when %s', (_, given, its, expected) => {
  expect(decideVolume(given, its)).toEqual(expected);
});

test.each([
  [{}, { type: 'keep' }],
  [{ persistentVolumeReclaimPolicy: 'Recycle' }, { type: 'recycle' }],
  [{ persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/tmp/data' } }, { type: 'delete' }],
  [
    { persistentVolumeReclaimPolicy: 'Delete' },
    {
      type: 'fail',
      reason: 'VolumeFailedDelete',
      message: 'host_path deleter only supports /tmp/.+ but received provided /data',
    },
  ],
])('a released volume, case %#', (spec, expected) => {
  expect(decideReclaim(volume('v', spec))).toEqual(expected);
});

test('a volume that another plugin has to delete is left to it, and one that none can empty fails', () => {
  const { hostPath: _, ...spec } = volume('v').spec;
  const csi = { driver: 'example.com', volumeHandle: 'x' };
  const outside = { ...volume('v'), spec: { ...spec, csi, persistentVolumeReclaimPolicy: 'Delete' } };
  expect(decideReclaim(outside)).toEqual({ type: 'keep' });
  const message = 'No recycler plugin found for the volume!';
  expect(decideReclaim({ ...outside, spec: { ...outside.spec, persistentVolumeReclaimPolicy: 'Recycle' } })).toEqual({
    type: 'fail',
    reason: 'VolumeFailedRecycle',
    message,
  });
});

test('a volume that a controller bound becomes free, one that a user reserved stays reserved', () => {
  const chosen = annotated(bound, { 'pv.kubernetes.io/bound-by-controller': 'yes' });
  expect(unboundVolume(chosen).spec.claimRef).toBeUndefined();
  expect(unboundVolume(chosen).metadata.annotations).toBeUndefined();
  expect(unboundVolume(bound).spec.claimRef).toEqual({ kind: 'PersistentVolumeClaim', namespace: 'demo', name: 'c' });
});
