import fc from 'fast-check';
import { createCluster, type Cluster } from '../../../../src/simulator';
import { compareQuantities } from '../../../../src/simulator/api';
import { addClaim, addClass, addVolume, eventsAbout } from './storage-objects';

const claimIn = ({ client }: Cluster, name: string) => client.get('persistentvolumeclaims', 'default', name);
const volumeIn = ({ client }: Cluster, name: string) => client.get('persistentvolumes', '', name);

test('a claim and its volume name each other, as a real cluster shows it', () => {
  const cluster = createCluster({ nodes: 0 });
  addVolume(cluster.client, 'database', { accessModes: ['ReadWriteMany'] });
  addClaim(cluster.client, 'database', { accessModes: ['ReadWriteMany'] });
  cluster.settle();
  expect(volumeIn(cluster, 'database')).toMatchObject({
    metadata: {
      annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' },
      finalizers: ['kubernetes.io/pv-protection'],
    },
    spec: { claimRef: { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'database' } },
    status: { phase: 'Bound' },
  });
  expect(claimIn(cluster, 'database')).toMatchObject({
    metadata: {
      annotations: {
        'pv.kubernetes.io/bind-completed': 'yes',
        'pv.kubernetes.io/bound-by-controller': 'yes',
      },
    },
    spec: { volumeName: 'database' },
    status: { phase: 'Bound', accessModes: ['ReadWriteMany'], capacity: { storage: '1Gi' } },
  });
  expect(eventsAbout(cluster.client, 'PersistentVolumeClaim', 'database')).toEqual([]);
});

test('a claim of a class that is not there waits, says so every 15 s, and takes a volume that comes later', () => {
  const cluster = createCluster({ nodes: 0 });
  addClaim(cluster.client, 'redis', { storageClassName: 'rdb' });
  cluster.advance('40s');
  expect(claimIn(cluster, 'redis')?.status).toEqual({ phase: 'Pending' });
  const missing = 'ProvisioningFailed storageclass.storage.k8s.io "rdb" not found';
  expect(eventsAbout(cluster.client, 'PersistentVolumeClaim', 'redis')).toEqual([`${missing} x3`]);
  addVolume(cluster.client, 'rdb-1', { storageClassName: 'rdb' });
  expect(cluster.settle().settled).toBe(true);
  expect(claimIn(cluster, 'redis')?.spec.volumeName).toBe('rdb-1');
});

test('a claim of an unknown provisioner waits for it', () => {
  const cluster = createCluster({ nodes: 0 });
  addClass(cluster.client, 'default', { provisioner: 'kubernetes.io/azure-disk' });
  addClaim(cluster.client, 'my-claim', { storageClassName: 'default' });
  cluster.advance('2s');
  expect(claimIn(cluster, 'my-claim')?.metadata.annotations).toEqual({
    'volume.beta.kubernetes.io/storage-provisioner': 'disk.csi.azure.com',
    'volume.kubernetes.io/storage-provisioner': 'disk.csi.azure.com',
  });
  expect(eventsAbout(cluster.client, 'PersistentVolumeClaim', 'my-claim')).toEqual([
    "ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'disk.csi.azure.com' " +
      'or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is ' +
      'running and correctly registered. x2',
  ]);
});

test('a claim that says no class gets the default class as soon as there is one', () => {
  const cluster = createCluster({ nodes: 0 });
  addClaim(cluster.client, 'data');
  cluster.advance('2s');
  expect(claimIn(cluster, 'data')?.spec.storageClassName).toBeUndefined();
  const metadata = { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } };
  addClass(cluster.client, 'std', { metadata } as never);
  cluster.settle();
  expect(claimIn(cluster, 'data')?.spec.storageClassName).toBe('std');
});

test.each([
  ['Retain', '/data', 'Released', []],
  ['Delete', '/tmp/data', undefined, []],
  [
    'Delete',
    '/data',
    'Failed',
    ['VolumeFailedDelete host_path deleter only supports /tmp/.+ but received provided /data'],
  ],
  ['Recycle', '/data', 'Available', ['VolumeRecycled Volume recycled']],
])('a volume with policy %s at %s is %s when its claim is gone', (policy, path, phase, events) => {
  const cluster = createCluster({ nodes: 0 });
  addVolume(cluster.client, 'v', { persistentVolumeReclaimPolicy: policy, hostPath: { path } });
  addClaim(cluster.client, 'c');
  cluster.settle();
  cluster.client.delete('persistentvolumeclaims', 'default', 'c');
  cluster.settle();
  expect(claimIn(cluster, 'c')).toBeUndefined();
  expect(volumeIn(cluster, 'v')?.status.phase).toBe(phase);
  expect(eventsAbout(cluster.client, 'PersistentVolume', 'v')).toEqual(events);
});

test('a released volume is not given to the next claim of the same name', () => {
  const cluster = createCluster({ nodes: 0 });
  addVolume(cluster.client, 'v');
  addClaim(cluster.client, 'c');
  cluster.settle();
  cluster.client.delete('persistentvolumeclaims', 'default', 'c');
  cluster.settle();
  addClaim(cluster.client, 'c');
  cluster.settle();
  expect(claimIn(cluster, 'c')?.status.phase).toBe('Pending');
  expect(volumeIn(cluster, 'v')?.status.phase).toBe('Released');
});

test('a claim whose volume is taken away is lost', () => {
  const cluster = createCluster({ nodes: 0 });
  addVolume(cluster.client, 'v');
  addClaim(cluster.client, 'c');
  cluster.settle();
  const volume = volumeIn(cluster, 'v');
  if (volume === undefined) throw new Error('the volume is missing');
  cluster.client.delete('persistentvolumes', '', 'v');
  cluster.settle();
  expect(volumeIn(cluster, 'v')?.metadata.deletionTimestamp).toBeDefined();
  const terminating = volumeIn(cluster, 'v');
  if (terminating === undefined) throw new Error('the volume is gone already');
  cluster.client.update('persistentvolumes', { ...terminating, metadata: { ...terminating.metadata, finalizers: [] } });
  cluster.settle();
  expect(claimIn(cluster, 'c')?.status).toEqual({ phase: 'Lost' });
  expect(eventsAbout(cluster.client, 'PersistentVolumeClaim', 'c')).toEqual([
    'ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!',
  ]);
});

const sizes = fc.constantFrom('1Gi', '2Gi', '3Gi');
const shapes = fc.record({
  size: sizes,
  mode: fc.constantFrom('ReadWriteOnce', 'ReadWriteMany'),
  className: fc.constantFrom('', 'fast'),
});
const steps = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('volume' as const), shape: shapes, policy: fc.constantFrom('Retain', 'Recycle') }),
    fc.record({ type: fc.constant('claim' as const), shape: shapes, volume: fc.option(fc.nat(5), { nil: undefined }) }),
    fc.record({ type: fc.constant('release' as const), claim: fc.nat(5) }),
    fc.record({ type: fc.constant('wait' as const), seconds: fc.constantFrom(0, 1, 20) }),
  ),
  { maxLength: 14 },
);

test('no volume has two claims, every pair agrees, and no claim has too small a volume, whatever happens', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const cluster = createCluster({ nodes: 0 });
      const { client } = cluster;
      let [volumes, claims] = [0, 0];
      for (const step of history) {
        if (step.type === 'wait') cluster.advance(step.seconds * 1000);
        if (step.type === 'volume') {
          const { size, mode, className } = step.shape;
          addVolume(client, `v${(volumes += 1)}`, {
            capacity: { storage: size },
            accessModes: [mode],
            persistentVolumeReclaimPolicy: step.policy,
            ...(className === '' ? {} : { storageClassName: className }),
          });
        }
        if (step.type === 'claim') {
          const { size, mode, className } = step.shape;
          addClaim(client, `c${(claims += 1)}`, {
            accessModes: [mode],
            resources: { requests: { storage: size } },
            storageClassName: className,
            ...(step.volume === undefined ? {} : { volumeName: `v${step.volume}` }),
          });
        }
        if (step.type === 'release' && claimIn(cluster, `c${step.claim}`) !== undefined) {
          client.delete('persistentvolumeclaims', 'default', `c${step.claim}`);
        }
      }
      cluster.settle();
      const owners = new Map<string, string>();
      for (const { metadata, spec, status } of client.list('persistentvolumeclaims')) {
        if (status.phase !== 'Bound') continue;
        const volume = volumeIn(cluster, spec.volumeName ?? '');
        expect(owners.get(spec.volumeName ?? '')).toBeUndefined();
        owners.set(spec.volumeName ?? '', metadata.name);
        expect(volume?.status.phase).toBe('Bound');
        expect(volume?.spec.claimRef?.uid).toBe(metadata.uid);
        const [size, wanted] = [volume?.spec.capacity?.['storage'] ?? '0', spec.resources.requests?.['storage'] ?? '0'];
        expect(compareQuantities(size, wanted)).toBeGreaterThanOrEqual(0);
      }
      for (const { metadata, status } of client.list('persistentvolumes')) {
        expect(status.phase === 'Bound').toBe(owners.has(metadata.name));
      }
    }),
    { numRuns: 60 },
  );
});
