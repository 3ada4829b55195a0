import { createCluster, type Cluster } from '../../../../src/simulator';
import { eventsAbout } from '../persistent-volume-binder/storage-objects';
import { shown } from './nodes';

const nodeIn = ({ client }: Cluster, name: string) => client.get('nodes', '', name);
const readyOf = (cluster: Cluster, name: string): string | undefined =>
  nodeIn(cluster, name)?.status.conditions?.find(({ type }) => type === 'Ready')?.status;
const taintsOf = (cluster: Cluster, name: string): string[] => shown(nodeIn(cluster, name)?.spec.taints) ?? [];

const UNREACHABLE = ['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoExecute'];

/** A cluster with four Pods of one Deployment. */
function clusterOf(nodes: number): Cluster {
  const cluster = createCluster({ nodes });
  cluster.client.create('apps/deployments', {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 4,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'registry.k8s.io/pause:3.9' }] },
      },
    },
  } as never);
  cluster.settle();
  return cluster;
}

const podsOn = ({ client }: Cluster, name: string) =>
  client.list('pods', 'default').filter(({ spec }) => spec.nodeName === name);

test('a machine that fails is noticed within a minute, and its Pods leave after five more', () => {
  const cluster = clusterOf(2);
  const lost = podsOn(cluster, 'node-1').map(({ metadata }) => metadata.name);
  expect(lost.length).toBeGreaterThan(0);
  cluster.nodes.fail('node-1');
  cluster.advance('45s');
  expect([readyOf(cluster, 'node-1'), taintsOf(cluster, 'node-1')]).toEqual(['True', []]);
  cluster.advance('15s');
  expect([readyOf(cluster, 'node-1'), taintsOf(cluster, 'node-1')]).toEqual(['Unknown', UNREACHABLE]);
  expect(eventsAbout(cluster.client, 'Node', 'node-1')).toEqual([
    'RegisteredNode Node node-1 event: Registered Node node-1 in Controller',
    'NodeNotReady Node node-1 status is now: NodeNotReady',
  ]);
  for (const pod of podsOn(cluster, 'node-1')) {
    expect(pod.status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False');
    expect(pod.status.phase).toBe('Running');
    expect(eventsAbout(cluster.client, 'Pod', pod.metadata.name)).toContain('NodeNotReady Node is not ready');
  }
  cluster.advance('290s');
  expect(podsOn(cluster, 'node-1').some(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(false);
  cluster.advance('15s');
  expect(podsOn(cluster, 'node-1').every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
  for (const name of lost) {
    expect(eventsAbout(cluster.client, 'Pod', name)).toContain(
      `TaintManagerEviction Marking for deletion Pod default/${name}`,
    );
  }
  cluster.settle();
  expect(podsOn(cluster, 'node-2').length).toBe(4);
  expect(podsOn(cluster, 'node-1').map(({ metadata }) => metadata.name)).toEqual(lost);
});

test('a machine that comes back in time keeps its Pods', () => {
  const cluster = clusterOf(2);
  cluster.nodes.fail('node-1');
  cluster.advance('90s');
  expect(taintsOf(cluster, 'node-1')).toEqual(UNREACHABLE);
  cluster.nodes.recover('node-1');
  cluster.advance('6s');
  expect([readyOf(cluster, 'node-1'), taintsOf(cluster, 'node-1')]).toEqual(['True', []]);
  const before = podsOn(cluster, 'node-1').map(({ metadata }) => metadata.name);
  cluster.advance('10m');
  expect(podsOn(cluster, 'node-1').map(({ metadata }) => metadata.name)).toEqual(before);
  const [name = ''] = before;
  expect(eventsAbout(cluster.client, 'Pod', name)).toContain(
    `TaintManagerEviction Cancelling deletion of Pod default/${name}`,
  );
});

test('when no machine answers, nothing is driven away', () => {
  const cluster = clusterOf(1);
  cluster.nodes.fail('node-1');
  cluster.advance('10m');
  expect(taintsOf(cluster, 'node-1')).toEqual(['node.kubernetes.io/unreachable:NoSchedule']);
  expect(podsOn(cluster, 'node-1').some(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(false);
});

test('machines that fail together are emptied one after the other', () => {
  const cluster = createCluster({ nodes: 5 });
  cluster.advance('5s');
  cluster.nodes.fail('node-1');
  cluster.nodes.fail('node-2');
  const emptied = (): number => ['node-1', 'node-2'].filter((name) => taintsOf(cluster, name).length === 2).length;
  expect(cluster.until(() => emptied() === 1)).toBe(true);
  const firstMs = cluster.nowMs;
  expect(cluster.until(() => emptied() === 2)).toBe(true);
  expect(cluster.nowMs - firstMs).toBeGreaterThanOrEqual(10_000);
});

test('a cordoned node is tainted, and free again when it is uncordoned', () => {
  const cluster = createCluster({ nodes: 1 });
  const cordon = (unschedulable: boolean): void => {
    const node = nodeIn(cluster, 'node-1');
    if (node === undefined) throw new Error('the node is missing');
    cluster.client.update('nodes', { ...node, spec: { ...node.spec, unschedulable } });
    cluster.settle();
  };
  cordon(true);
  expect(taintsOf(cluster, 'node-1')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
  cordon(false);
  expect(taintsOf(cluster, 'node-1')).toEqual([]);
});

test('a node that is taken away is missed', () => {
  const cluster = createCluster({ nodes: 2 });
  cluster.advance('5s');
  cluster.nodes.remove('node-2');
  cluster.advance('6s');
  expect(eventsAbout(cluster.client, 'Node', 'node-2')).toContain(
    'RemovingNode Node node-2 event: Removing Node node-2 from Controller',
  );
});

test('looking at healthy nodes changes nothing but leases', () => {
  const cluster = createCluster({ nodes: 3 });
  cluster.settle();
  const changed = new Set<string>();
  cluster.onChange(({ storage }) => changed.add(storage));
  cluster.advance('4m');
  expect([...changed]).toEqual(['coordination.k8s.io/leases']);
});
