import { createCluster, type Cluster } from '../../../../src/simulator';
import type { Taint, Toleration } from '../../../../src/simulator/api';
import { eventsAbout } from '../persistent-volume-binder/storage-objects';

function addPod({ client }: Cluster, name: string, tolerations: readonly Toleration[] = []): void {
  client.create('pods', {
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.9' }], tolerations },
  } as never);
}

function taintNode({ client }: Cluster, taints: readonly Taint[]): void {
  const node = client.get('nodes', '', 'node-1');
  if (node === undefined) throw new Error('the node is missing');
  const { taints: _, ...spec } = node.spec;
  client.update('nodes', { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } });
}

const podIn = ({ client }: Cluster, name: string) => client.get('pods', 'default', name);
const said = ({ client }: Cluster, name: string): string[] =>
  eventsAbout(client, 'Pod', name).filter((text) => text.startsWith('TaintManagerEviction'));
const DRAIN = { key: 'drain', effect: 'NoExecute' };

test('a taint drives away who does not tolerate it, with the condition that tells why', () => {
  const cluster = createCluster({ nodes: 1 });
  addPod(cluster, 'a');
  addPod(cluster, 'b', [{ key: 'drain', operator: 'Exists' }]);
  addPod(cluster, 'c', [{ key: 'drain', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }]);
  cluster.settle();
  taintNode(cluster, [DRAIN]);
  cluster.advance(20);
  expect(podIn(cluster, 'a')?.metadata.deletionTimestamp).toBeDefined();
  expect(podIn(cluster, 'a')?.status.conditions).toContainEqual(
    expect.objectContaining({
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    }),
  );
  cluster.advance('59s');
  expect(podIn(cluster, 'c')?.metadata.deletionTimestamp).toBeUndefined();
  cluster.advance('90s');
  expect(['a', 'b', 'c'].map((name) => podIn(cluster, name)?.status.phase)).toEqual([undefined, 'Running', undefined]);
  expect(said(cluster, 'c')).toEqual(['TaintManagerEviction Marking for deletion Pod default/c']);
});

test('a taint that goes in time is forgotten', () => {
  const cluster = createCluster({ nodes: 1 });
  addPod(cluster, 'c', [{ key: 'drain', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }]);
  cluster.settle();
  taintNode(cluster, [DRAIN]);
  cluster.advance('30s');
  taintNode(cluster, []);
  cluster.advance('5m');
  expect(podIn(cluster, 'c')?.status.phase).toBe('Running');
  expect(said(cluster, 'c')).toEqual(['TaintManagerEviction Cancelling deletion of Pod default/c']);
});

test('a Pod that goes by itself need not leave', () => {
  const cluster = createCluster({ nodes: 1 });
  addPod(cluster, 'c', [{ key: 'drain', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }]);
  cluster.settle();
  taintNode(cluster, [DRAIN]);
  cluster.advance('5s');
  cluster.client.delete('pods', 'default', 'c', { gracePeriodSeconds: 0 });
  cluster.advance('1m');
  expect(said(cluster, 'c')).toEqual(['TaintManagerEviction Cancelling deletion of Pod default/c']);
});
