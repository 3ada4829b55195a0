import { ScheduledCluster } from './scheduled-cluster';

function clusterOf(...names: readonly string[]): ScheduledCluster {
  const cluster = new ScheduledCluster();
  for (const name of names) cluster.addNode(name);
  return cluster;
}

describe('claims that wait for their Pod', () => {
  const waiting = (provisioner: string): ScheduledCluster => {
    const cluster = clusterOf('a', 'b', 'c');
    const waits = { provisioner, volumeBindingMode: 'WaitForFirstConsumer' };
    cluster.create('storage.k8s.io/storageclasses', { metadata: { name: 'fast' }, ...waits });
    cluster.create('persistentvolumeclaims', {
      metadata: { name: 'data', namespace: 'default' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fast',
        resources: { requests: { storage: '1Gi' } },
      },
    });
    return cluster;
  };
  const bind = ({ client }: ScheduledCluster, volumeName: string): void => {
    const claim = client.get('persistentvolumeclaims', 'default', 'data');
    if (claim === undefined) throw new Error('no claim');
    const annotations = { ...claim.metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' };
    client.update('persistentvolumeclaims', {
      ...claim,
      metadata: { ...claim.metadata, annotations },
      spec: { ...claim.spec, volumeName },
    });
  };

  test('are told the node to make their volume for; the Pod follows when it is bound', () => {
    const cluster = waiting('example.com/disks');
    cluster.addPod('web', { claims: ['data'] });
    cluster.advance();
    const claim = cluster.client.get('persistentvolumeclaims', 'default', 'data');
    const selected = claim?.metadata.annotations?.['volume.kubernetes.io/selected-node'];
    expect(['a', 'b', 'c']).toContain(selected);
    expect(cluster.nodeOf('web')).toBeUndefined();
    bind(cluster, 'pv-1');
    cluster.advance(2000);
    expect(cluster.nodeOf('web')).toBe(selected);
  });

  test('take room on the node while they wait', () => {
    const cluster = clusterOf('a');
    const waits = { provisioner: 'example.com/disks', volumeBindingMode: 'WaitForFirstConsumer' };
    cluster.create('storage.k8s.io/storageclasses', { metadata: { name: 'fast' }, ...waits });
    const spec = {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      resources: { requests: { storage: '1Gi' } },
    };
    cluster.create('persistentvolumeclaims', { metadata: { name: 'data', namespace: 'default' }, spec });
    cluster.addPod('web', { claims: ['data'], requests: { cpu: '3' } });
    cluster.advance();
    cluster.addPod('other', { requests: { cpu: '3' } });
    cluster.advance();
    expect(cluster.nodeOf('other')).toBeUndefined();
    cluster.remove('web');
    cluster.advance();
    expect(cluster.nodeOf('other')).toBe('a');
  });

  test('give the Pod up for another try when their volume cannot be made', () => {
    const cluster = waiting('example.com/disks');
    cluster.addPod('web', { claims: ['data'] });
    cluster.advance();
    const claim = cluster.client.get('persistentvolumeclaims', 'default', 'data');
    if (claim === undefined) throw new Error('no claim');
    cluster.client.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations: {} } });
    cluster.advance(1000);
    expect(cluster.whyNot('web')).toBe(
      'running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC "data"',
    );
    cluster.advance(5000);
    const again = cluster.client.get('persistentvolumeclaims', 'default', 'data');
    expect(again?.metadata.annotations).toHaveProperty(['volume.kubernetes.io/selected-node']);
  });

  test('get a volume that is there', () => {
    const cluster = waiting('kubernetes.io/no-provisioner');
    cluster.create('persistentvolumes', {
      metadata: { name: 'disk' },
      spec: {
        capacity: { storage: '2Gi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fast',
        local: { path: '/disk' },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['b'] }] },
            ],
          },
        },
      },
    });
    const volume = cluster.client.get('persistentvolumes', '', 'disk');
    if (volume === undefined) throw new Error('no volume');
    cluster.client.updateStatus('persistentvolumes', { ...volume, status: { phase: 'Available' } });
    cluster.addPod('web', { claims: ['data'] });
    cluster.advance();
    expect(cluster.client.get('persistentvolumes', '', 'disk')?.spec.claimRef).toMatchObject({
      kind: 'PersistentVolumeClaim',
      namespace: 'default',
      name: 'data',
    });
    bind(cluster, 'disk');
    cluster.advance(2000);
    expect(cluster.nodeOf('web')).toBe('b');
  });
});
