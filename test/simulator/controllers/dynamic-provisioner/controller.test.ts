import { createCluster, type Cluster } from '../../../../src/simulator';
import { addClaim, eventsAbout } from '../persistent-volume-binder/storage-objects';

const podWith = (name: string, claimName: string) => ({
  metadata: { name, namespace: 'default' },
  spec: {
    containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.9' }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
  },
});

const claimIn = ({ client }: Cluster) => client.get('persistentvolumeclaims', 'default', 'data');
const reasons = ({ client }: Cluster): (string | undefined)[] =>
  eventsAbout(client, 'PersistentVolumeClaim', 'data').map((text) => text.split(' ')[0]);

test('on minikube a claim has its volume within seconds, and takes it along when it goes', () => {
  const cluster = createCluster({ profile: 'minikube' });
  cluster.settle();
  addClaim(cluster.client, 'data');
  cluster.settle();
  const volumeName = `pvc-${claimIn(cluster)?.metadata.uid ?? ''}`;
  expect(claimIn(cluster)).toMatchObject({
    spec: { volumeName, storageClassName: 'standard' },
    status: { phase: 'Bound' },
  });
  expect(reasons(cluster)).toEqual(['ExternalProvisioning', 'Provisioning', 'ProvisioningSucceeded']);
  cluster.client.delete('persistentvolumeclaims', 'default', 'data');
  cluster.settle();
  expect(cluster.client.list('persistentvolumes')).toEqual([]);
});

test('on Amazon a disk is made where the Pod runs', () => {
  const cluster = createCluster({ profile: 'aws' });
  cluster.settle();
  addClaim(cluster.client, 'data', { storageClassName: 'gp2' });
  cluster.settle();
  expect(claimIn(cluster)?.status.phase).toBe('Pending');
  cluster.client.create('pods', podWith('db', 'data') as never);
  cluster.settle();
  expect(claimIn(cluster)?.status.phase).toBe('Bound');
  expect(cluster.client.get('pods', 'default', 'db')?.status.phase).toBe('Running');
  expect(reasons(cluster)).toEqual([
    'WaitForFirstConsumer',
    'ExternalProvisioning',
    'Provisioning',
    'ProvisioningSucceeded',
  ]);
});

function grow(cluster: Cluster, storage: string): void {
  const claim = claimIn(cluster);
  if (claim === undefined) throw new Error('the claim is missing');
  const spec = { ...claim.spec, resources: { requests: { storage } } };
  cluster.client.update('persistentvolumeclaims', { ...claim, spec });
}

test('a volume grows where its class allows it, and only there', () => {
  const cluster = createCluster({ profile: 'workshop' });
  cluster.settle();
  addClaim(cluster.client, 'data', { storageClassName: 'managed-csi' });
  expect(() => grow(cluster, '5Gi')).toThrow('spec is immutable after creation except resources.requests');
  cluster.client.create('pods', podWith('db', 'data') as never);
  cluster.settle();
  grow(cluster, '4500Mi');
  cluster.settle();
  expect(claimIn(cluster)?.status.capacity).toEqual({ storage: '5Gi' });
  expect(reasons(cluster).slice(-3)).toEqual(['ExternalExpanding', 'Resizing', 'VolumeResizeSuccessful']);
});

test('a volume of a class that does not allow it stays as large as it is', () => {
  const cluster = createCluster({ profile: 'minikube' });
  cluster.settle();
  addClaim(cluster.client, 'data');
  cluster.settle();
  expect(() => grow(cluster, '5Gi')).toThrow(
    'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass ' +
      'that provisions the pvc must support resize',
  );
});
