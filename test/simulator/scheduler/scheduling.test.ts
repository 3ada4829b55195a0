import type { Pod } from '../../../src/simulator/api';
import { ScheduledCluster, type SampleNode } from './scheduled-cluster';

function clusterOf(nodes: Readonly<Record<string, SampleNode>>, seed?: number): ScheduledCluster {
  const cluster = new ScheduledCluster(seed);
  for (const [name, sample] of Object.entries(nodes)) cluster.addNode(name, sample);
  return cluster;
}

const three = (): ScheduledCluster => clusterOf({ a: {}, b: {}, c: {} });

const onNode = (name: string): Partial<Pod['spec']> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }],
      },
    },
  },
});

describe('a Pod that fits', () => {
  test('goes to a node a few milliseconds after it appears, with the Event of the real scheduler', () => {
    const cluster = three();
    cluster.addPod('web');
    cluster.advance(20);
    const node = cluster.nodeOf('web');
    expect(['a', 'b', 'c']).toContain(node);
    expect(cluster.events).toEqual([`Normal web Scheduled: Successfully assigned default/web to ${node ?? ''}`]);
    const [event] = cluster.client.list('events');
    expect(event).toMatchObject({ reportingComponent: 'default-scheduler', action: 'Binding' });
    expect(cluster.pod('web').status.conditions).toEqual([
      expect.objectContaining({ type: 'PodScheduled', status: 'True' }),
    ]);
  });

  test('is left alone when it names another scheduler or a node', () => {
    const cluster = three();
    cluster.addPod('other', { spec: { schedulerName: 'mine' } });
    cluster.addPod('named', { spec: { nodeName: 'somewhere' } });
    cluster.advance(60_000);
    expect(cluster.nodeOf('other')).toBeUndefined();
    expect(cluster.nodeOf('named')).toBe('somewhere');
    expect(cluster.events).toEqual([]);
  });

  test('goes where most is free', () => {
    const cluster = clusterOf({ small: { allocatable: { cpu: '1', memory: '1Gi' } }, large: {} });
    cluster.addPod('web', { requests: { cpu: '500m', memory: '512Mi' } });
    cluster.advance();
    expect(cluster.nodeOf('web')).toBe('large');
  });

  test('goes to one of equal nodes by seeded chance', () => {
    const nodes = Array.from({ length: 20 }, (_, seed) => {
      const cluster = clusterOf({ a: {}, b: {}, c: {} }, seed);
      cluster.addPod('web');
      return cluster.advance().nodeOf('web');
    });
    expect(new Set(nodes)).toEqual(new Set(['a', 'b', 'c']));
  });

  test('goes by priority before those that came earlier', () => {
    const cluster = clusterOf({ a: { allocatable: { cpu: '1' } } });
    cluster.addPriority('high', 1000);
    cluster.addPod('low', { requests: { cpu: '1' } });
    cluster.addPod('high', { requests: { cpu: '1' }, spec: { priorityClassName: 'high' } });
    cluster.advance();
    expect(cluster.nodeOf('high')).toBe('a');
    expect(cluster.nodeOf('low')).toBeUndefined();
  });
});

describe('a Pod that fits nowhere', () => {
  const UNHELPFUL = '0/3 nodes are available: 3 Preemption is not helpful for scheduling.';
  const OTHERS = "2 node(s) didn't satisfy plugin(s) [NodeAffinity]";

  test.each([
    {
      title: 'asks for too much',
      sample: { requests: { cpu: '10k' } },
      message: `0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: ${UNHELPFUL}`,
    },
    {
      title: 'names labels that nobody has',
      sample: { spec: { nodeSelector: { ssd: 'never' } } },
      message:
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. " +
        `no new claims to deallocate, preemption: ${UNHELPFUL}`,
    },
    {
      title: 'mounts a claim that is missing',
      sample: { claims: ['missing'] },
      message: '0/3 nodes are available: persistentvolumeclaim "missing" not found. not found',
    },
    {
      title: 'is meant for one node that is too small, as of a DaemonSet',
      sample: { requests: { cpu: '3' }, spec: onNode('a') },
      message:
        `0/3 nodes are available: 1 Insufficient cpu, ${OTHERS}. no new claims to deallocate, preemption: ` +
        '0/3 nodes are available: 1 No preemption victims found for incoming pod, ' +
        '2 Preemption is not helpful for scheduling.',
    },
    {
      title: 'must not preempt',
      sample: { requests: { cpu: '3' }, spec: { ...onNode('a'), priorityClassName: 'polite' } },
      message:
        `0/3 nodes are available: 1 Insufficient cpu, ${OTHERS}. ` +
        'no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
    },
  ])('says why when it $title', ({ sample, message }) => {
    const cluster = three();
    cluster.create('scheduling.k8s.io/priorityclasses', {
      metadata: { name: 'polite' },
      value: 10,
      preemptionPolicy: 'Never',
    });
    cluster.addPod('there', { requests: { cpu: '3' }, spec: onNode('a') });
    cluster.advance();
    cluster.addPod('web', sample);
    cluster.advance();
    expect(cluster.whyNot('web')).toBe(message);
    expect(cluster.events).toContain(`Warning web FailedScheduling: ${message}`);
    expect(cluster.pod('web').status.conditions).toEqual([
      expect.objectContaining({
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        observedGeneration: 1,
      }),
    ]);
  });

  test('says so when there are no nodes, and goes to the first one that comes', () => {
    const cluster = new ScheduledCluster();
    cluster.addPod('web');
    cluster.advance();
    expect(cluster.whyNot('web')).toBe('no nodes available to schedule pods');
    cluster.addNode('a');
    cluster.advance(20_000);
    expect(cluster.nodeOf('web')).toBe('a');
  });

  test('writes nothing more while nothing changes', () => {
    const cluster = three();
    cluster.addPod('web', { requests: { cpu: '10k' } });
    cluster.advance();
    const revision = cluster.store.revision;
    cluster.advance(299_000);
    expect(cluster.store.revision).toBe(revision);
  });

  test.each<{
    title: string;
    sample: Parameters<ScheduledCluster['addPod']>[1];
    change: (cluster: ScheduledCluster) => void;
  }>([
    { title: 'another Pod goes', sample: { requests: { cpu: '3' } }, change: (cluster) => cluster.remove('there') },
    { title: 'a node comes', sample: { requests: { cpu: '3' } }, change: (cluster) => cluster.addNode('b') },
    {
      title: 'its node grows',
      sample: { requests: { cpu: '3' } },
      change: ({ client }) => {
        const node = client.get('nodes', '', 'a');
        if (node === undefined) throw new Error('no node');
        const allocatable = { ...node.status.allocatable, cpu: '16' };
        client.updateStatus('nodes', { ...node, status: { ...node.status, allocatable } });
      },
    },
    {
      title: 'its node gets the label',
      sample: { spec: { nodeSelector: { disk: 'ssd' } } },
      change: ({ client }) => {
        const node = client.get('nodes', '', 'a');
        if (node === undefined) throw new Error('no node');
        const labels = { ...node.metadata.labels, disk: 'ssd' };
        client.update('nodes', { ...node, metadata: { ...node.metadata, labels } });
      },
    },
    {
      title: 'its last gate goes',
      sample: { spec: { schedulingGates: [{ name: 'example.com/hold' }] } },
      change: ({ client }) => {
        const pod = client.get('pods', 'default', 'web');
        if (pod === undefined) throw new Error('no Pod');
        const { schedulingGates: _, ...spec } = pod.spec;
        client.update('pods', { ...pod, spec });
      },
    },
  ])('is tried again when $title', ({ sample, change }) => {
    const cluster = clusterOf({ a: {} });
    cluster.addPod('there', { requests: { cpu: '3' } });
    cluster.advance();
    cluster.addPod('web', sample);
    cluster.advance(10_000);
    expect(cluster.nodeOf('web')).toBeUndefined();
    change(cluster);
    cluster.advance();
    expect(cluster.nodeOf('web')).toBeDefined();
  });

  test('is not tried again by what cannot help', () => {
    const cluster = three();
    cluster.addPod('there');
    cluster.addPod('web', { spec: { nodeSelector: { disk: 'ssd' } } });
    cluster.advance();
    const revision = cluster.store.revision;
    cluster.remove('there');
    cluster.addNode('d');
    const writes = cluster.store.revision;
    cluster.advance(60_000);
    expect(writes).toBeGreaterThan(revision);
    expect(cluster.store.revision).toBe(writes);
  });
});

test('a Pod on its way out is not given a node', () => {
  const cluster = clusterOf({});
  cluster.addPod('web', { finalizers: ['example.com/hold'] });
  cluster.client.delete('pods', 'default', 'web');
  cluster.addNode('a');
  cluster.advance(60_000);
  expect(cluster.nodeOf('web')).toBeUndefined();
  expect(cluster.events).toContain('Warning web FailedScheduling: skip schedule deleting pod: default/web');
});
