import type { KubeObject } from '../../../../src/simulator/api';
import { nodeVolumeLimits } from '../../../../src/simulator/scheduler/plugins/node-volume-limits';
import { volumeBinding } from '../../../../src/simulator/scheduler/plugins/volume-binding';
import { volumeRestrictions } from '../../../../src/simulator/scheduler/plugins/volume-restrictions';
import { volumeZone } from '../../../../src/simulator/scheduler/plugins/volume-zone';
import { node, object, pod, SampleContext } from '../sample-snapshot';

const ZONE = 'topology.kubernetes.io/zone';

interface ClaimSketch {
  readonly volumeName?: string;
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
  readonly size?: string;
  readonly phase?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function claim(name: string, sketch: ClaimSketch = {}): KubeObject {
  const { volumeName, storageClassName, accessModes = ['ReadWriteOnce'], size = '1Gi', phase = 'Pending' } = sketch;
  const isBound = volumeName !== undefined;
  const made = object(
    'PersistentVolumeClaim',
    name,
    {
      spec: { accessModes, resources: { requests: { storage: size } }, volumeName, storageClassName },
      status: { phase: isBound && sketch.phase === undefined ? 'Bound' : phase },
    },
    'default',
  );
  const completed: Readonly<Record<string, string>> = isBound ? { 'pv.kubernetes.io/bind-completed': 'yes' } : {};
  return { ...made, metadata: { ...made.metadata, annotations: { ...completed, ...sketch.annotations } } };
}

interface VolumeSketch {
  readonly size?: string;
  readonly storageClassName?: string;
  readonly zone?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly claimRef?: object;
  readonly csi?: object;
}

function volume(name: string, sketch: VolumeSketch = {}): KubeObject {
  const { size = '1Gi', storageClassName = 'local', zone, labels = {}, claimRef, csi } = sketch;
  const required = { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [zone] }] }] };
  const made = object('PersistentVolume', name, {
    spec: {
      capacity: { storage: size },
      accessModes: ['ReadWriteOnce'],
      storageClassName,
      ...(zone === undefined ? {} : { nodeAffinity: { required } }),
      ...(claimRef === undefined ? {} : { claimRef }),
      ...(csi === undefined ? {} : { csi }),
    },
    status: { phase: claimRef === undefined ? 'Available' : 'Bound' },
  });
  return { ...made, metadata: { ...made.metadata, labels } };
}

const LOCAL = object('StorageClass', 'local', {
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'WaitForFirstConsumer',
});
const DYNAMIC = object('StorageClass', 'dynamic', {
  provisioner: 'example.com/disks',
  volumeBindingMode: 'WaitForFirstConsumer',
  allowedTopologies: [{ matchLabelExpressions: [{ key: ZONE, values: ['west'] }] }],
});
const IMMEDIATE = object('StorageClass', 'immediate', { provisioner: 'x', volumeBindingMode: 'Immediate' });

const cluster = (claims: readonly KubeObject[], volumes: readonly KubeObject[] = []): SampleContext =>
  new SampleContext([node('e', { labels: { [ZONE]: 'east' } }), node('w', { labels: { [ZONE]: 'west' } })])
    .with('storage.k8s.io/storageclasses', LOCAL, DYNAMIC, IMMEDIATE)
    .with('persistentvolumeclaims', ...claims)
    .with('persistentvolumes', ...volumes);

const OTHER_NODE = "node(s) didn't match PersistentVolume's node affinity";
const NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind";

describe('VolumeBinding', () => {
  test.each([
    { title: 'a claim that is missing', claims: [], e: 'persistentvolumeclaim "data" not found' },
    {
      title: 'a claim that others bind at once',
      claims: [claim('data', { storageClassName: 'immediate' })],
      e: 'pod has unbound immediate PersistentVolumeClaims',
    },
    {
      title: 'a claim of a class that does not exist',
      claims: [claim('data', { storageClassName: 'nobody' })],
      e: 'pod has unbound immediate PersistentVolumeClaims',
    },
    {
      title: 'a claim whose volume is gone',
      claims: [claim('data', { volumeName: 'v', phase: 'Lost' })],
      e: 'persistentvolumeclaim "data" bound to non-existent persistentvolume "v"',
    },
  ])('keeps a Pod from every node for $title', ({ claims, e }) => {
    expect(cluster(claims).verdicts(volumeBinding, pod('web', { claims: ['data'] }))).toEqual({ e, w: e });
  });

  test.each([
    { title: 'bound, anywhere', claims: [claim('data', { volumeName: 'v' })], volumes: [volume('v')], e: '', w: '' },
    {
      title: 'bound, in a zone',
      claims: [claim('data', { volumeName: 'v' })],
      volumes: [volume('v', { zone: 'east' })],
      e: '',
      w: OTHER_NODE,
    },
    {
      title: 'bound to a volume that does not exist',
      claims: [claim('data', { volumeName: 'v' })],
      volumes: [],
      e: 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
      w: 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
    },
    {
      title: 'one volume that suits',
      claims: [claim('data', { storageClassName: 'local' })],
      volumes: [volume('v', { zone: 'west' })],
      e: NOTHING_TO_BIND,
      w: '',
    },
    {
      title: 'only volumes that are too small, of another class, or taken',
      claims: [claim('data', { storageClassName: 'local', size: '2Gi' })],
      volumes: [
        volume('small'),
        volume('other', { size: '2Gi', storageClassName: 'x' }),
        volume('taken', { size: '2Gi', claimRef: { namespace: 'default', name: 'other' } }),
      ],
      e: NOTHING_TO_BIND,
      w: NOTHING_TO_BIND,
    },
    {
      title: 'a volume that is reserved for the claim',
      claims: [claim('data', { storageClassName: 'local' })],
      volumes: [volume('v', { zone: 'east', claimRef: { namespace: 'default', name: 'data' } })],
      e: '',
      w: NOTHING_TO_BIND,
    },
    {
      title: 'a class that makes volumes in the west',
      claims: [claim('data', { storageClassName: 'dynamic' })],
      volumes: [],
      e: NOTHING_TO_BIND,
      w: '',
    },
    {
      title: 'a node that was selected before',
      claims: [
        claim('data', { storageClassName: 'dynamic', annotations: { 'volume.kubernetes.io/selected-node': 'e' } }),
      ],
      volumes: [],
      e: NOTHING_TO_BIND,
      w: NOTHING_TO_BIND,
    },
  ])('says "$e" and "$w" with $title', ({ claims, volumes, e, w }) => {
    expect(cluster(claims, volumes).verdicts(volumeBinding, pod('web', { claims: ['data'] }))).toEqual({ e, w });
  });

  test('never gives one volume to two claims', () => {
    const claims = [claim('a', { storageClassName: 'local' }), claim('b', { storageClassName: 'local' })];
    const asking = pod('web', { claims: ['a', 'b'] });
    expect(cluster(claims, [volume('v')]).allowed(volumeBinding, asking)).toEqual([]);
    expect(cluster(claims, [volume('v'), volume('u')]).allowed(volumeBinding, asking)).toEqual(['e', 'w']);
  });
});

test('VolumeZone keeps Pods to the zones of their volumes', () => {
  const bound = claim('data', { volumeName: 'v' });
  const context = cluster([bound], [volume('v', { labels: { [ZONE]: 'east__north' } })]);
  expect(context.verdicts(volumeZone, pod('web', { claims: ['data'] }))).toEqual({
    e: '',
    w: 'node(s) had no available volume zone',
  });
});

test('VolumeRestrictions gives a claim for one Pod to one Pod', () => {
  const sole = claim('data', { volumeName: 'v', accessModes: ['ReadWriteOncePod'] });
  const context = cluster([sole], [volume('v')]);
  const asking = pod('web', { claims: ['data'] });
  expect(context.allowed(volumeRestrictions, asking)).toEqual(['e', 'w']);
  context.snapshot.addPod(pod('first', { claims: ['data'] }), 'e');
  const reason = 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode';
  expect(context.verdicts(volumeRestrictions, asking)).toEqual({ e: reason, w: reason });
});

test('NodeVolumeLimits counts the volumes that a driver attaches to a node', () => {
  const csi = (volumeHandle: string): object => ({ driver: 'example.com/disks', volumeHandle });
  const names = ['a', 'b', 'c'];
  const context = cluster(
    names.map((name) => claim(name, { volumeName: `v${name}` })),
    names.map((name) => volume(`v${name}`, { csi: csi(name) })),
  );
  const drivers = [{ name: 'example.com/disks', allocatable: { count: 2 } }];
  context.with('storage.k8s.io/csinodes', object('CSINode', 'e', { spec: { drivers } }));
  context.snapshot.addPod(pod('first', { claims: ['a', 'b'] }), 'e');
  context.snapshot.addPod(pod('other', { claims: ['a', 'b'] }), 'w');
  expect(context.verdicts(nodeVolumeLimits, pod('web', { claims: ['c'] }))).toEqual({
    e: 'node(s) exceed max volume count',
    w: '',
  });
  expect(context.allowed(nodeVolumeLimits, pod('same', { claims: ['a'] }))).toEqual(['e', 'w']);
});
