import type { PodDisruptionBudget } from '../../../src/simulator/api';
import { SeededRandom } from '../../../src/simulator/engine';
import { findNode, type NoFit } from '../../../src/simulator/scheduler/find-node';
import { filterPlugins, scorePlugins } from '../../../src/simulator/scheduler/plugins';
import { cheapest, findPreemption, type Candidate, type Preemption } from '../../../src/simulator/scheduler/preemption';
import type { PodInfo } from '../../../src/simulator/scheduler/snapshot/pod-info';
import { node, object, pod, SampleContext } from './sample-snapshot';
import { ScheduledCluster } from './scheduled-cluster';

const PLUGINS = { filters: filterPlugins, scores: scorePlugins };

function preemptionFor(asking: PodInfo, context: SampleContext): Preemption {
  const found = findNode(asking, PLUGINS, context, 0, new SeededRandom(1));
  if ('node' in found) throw new Error(`${asking.name} fits on ${found.node.name}`);
  return findPreemption(asking, found as NoFit, context, new SeededRandom(1));
}

/** Who must leave which node. */
function victimsFor(asking: PodInfo, context: SampleContext): string {
  const preemption = preemptionFor(asking, context);
  if (preemption.type === 'none') return preemption.message;
  const { candidate } = preemption;
  return `${candidate.node.name}: ${candidate.victims.map(({ name }) => name).join(', ')}`;
}

const sized = (name: string, cpu: string, priority: number, more: Parameters<typeof pod>[1] = {}): PodInfo =>
  pod(name, { requests: { cpu }, priority, ...more });

const NEEDY = sized('needy', '3', 100);

const budget = (disruptionsAllowed: number, labels: Readonly<Record<string, string>>): PodDisruptionBudget =>
  object(
    'PodDisruptionBudget',
    'budget',
    { spec: { selector: { matchLabels: labels } }, status: { disruptionsAllowed } },
    'default',
  ) as unknown as PodDisruptionBudget;

describe('who must leave', () => {
  test('only as many as needed, the least important', () => {
    const context = new SampleContext([node('a')], {
      a: [sized('low', '2', 0), sized('mid', '1', 10), sized('high', '1', 50)],
    });
    expect(victimsFor(sized('needy', '2', 100), context)).toBe('a: low');
    expect(victimsFor(NEEDY, context)).toBe('a: mid, low');
  });

  test('nobody as important as the Pod', () => {
    const context = new SampleContext([node('a')], { a: [sized('equal', '4', 100)] });
    expect(victimsFor(NEEDY, context)).toBe(
      'preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    );
    context.snapshot.addPod(sized('low', '0', 0), 'a');
    expect(victimsFor(NEEDY, context)).toBe('preemption: 0/1 nodes are available: 1 Insufficient cpu.');
  });

  test('nobody where even an empty node would be too small', () => {
    const context = new SampleContext([node('a')], { a: [sized('low', '1', 0)] });
    expect(victimsFor(sized('needy', '5', 100), context)).toBe(
      'preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    );
  });

  test('nobody where too much would stay', () => {
    const context = new SampleContext([node('a')], { a: [sized('low', '1', 0), sized('high', '3', 200)] });
    expect(victimsFor(NEEDY, context)).toBe('preemption: 0/1 nodes are available: 1 Insufficient cpu.');
  });

  test('of equal ones who started last', () => {
    const context = new SampleContext([node('a')], {
      a: [
        sized('old', '2', 0, { startTime: '2026-01-01T00:00:00Z' }),
        sized('young', '2', 0, { startTime: '2026-01-01T01:00:00Z' }),
      ],
    });
    expect(victimsFor(sized('needy', '2', 100), context)).toBe('a: young');
  });

  test('who keeps the Pod away by anti-affinity', () => {
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'needy' } } };
    const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const context = new SampleContext([node('a')], { a: [pod('grim', { spec: { affinity } }), pod('kind')] });
    expect(victimsFor(pod('needy', { labels: { app: 'needy' }, priority: 1 }), context)).toBe('a: grim');
  });

  test('who makes the spread uneven', () => {
    const labels = { app: 'needy' };
    const constraint = {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: labels },
    };
    const asking = pod('needy', { labels, priority: 1, spec: { topologySpreadConstraints: [constraint] } });
    const context = new SampleContext([node('a'), node('b', { unschedulable: true })], { a: [pod('one', { labels })] });
    expect(victimsFor(asking, context)).toBe('a: one');
  });

  test('on a node where no budget is broken', () => {
    const labels = { app: 'web' };
    const context = new SampleContext([node('a'), node('b')], {
      a: [sized('kept', '4', 0, { labels })],
      b: [sized('free', '4', 5)],
    }).with('policy/poddisruptionbudgets', budget(0, labels));
    expect(victimsFor(NEEDY, context)).toBe('b: free');
  });

  test('of those on a node first who no budget keeps', () => {
    const labels = { app: 'web' };
    const context = new SampleContext([node('a')], {
      a: [sized('kept', '2', 0, { labels }), sized('free', '2', 10)],
    }).with('policy/poddisruptionbudgets', budget(0, labels));
    expect(victimsFor(sized('needy', '2', 100), context)).toBe('a: free');
  });
});

test.each<{ rule: string; better: Partial<Candidate>; worse: Partial<Candidate> }>([
  { rule: 'fewer broken budgets', better: { violations: 0, victims: [sized('x', '1', 50)] }, worse: { violations: 1 } },
  {
    rule: 'a less important victim',
    better: { victims: [sized('x', '1', 1)] },
    worse: { victims: [sized('y', '1', 2)] },
  },
  {
    rule: 'less importance together',
    better: { victims: [sized('x', '1', 2), sized('z', '1', 0)] },
    worse: { victims: [sized('y', '1', 2), sized('w', '1', 1)] },
  },
  {
    rule: 'fewer victims, even of negative priority',
    better: { victims: [sized('x', '1', -5)] },
    worse: { victims: [sized('y', '1', -5), sized('w', '1', -5)] },
  },
  {
    rule: 'a victim that started later',
    better: { victims: [sized('x', '1', 0, { startTime: '2026-01-01T02:00:00Z' })] },
    worse: { victims: [sized('y', '1', 0, { startTime: '2026-01-01T01:00:00Z' })] },
  },
])('of two nodes the one with $rule is freed', ({ better, worse }) => {
  const [info] = new SampleContext([node('n')]).snapshot.nodes;
  if (info === undefined) throw new Error('no node');
  const base: Candidate = { node: info, victims: [sized('v', '1', 0)], violations: 0 };
  const good = { ...base, ...better };
  const bad = { ...base, ...worse };
  expect(cheapest([bad, good])).toBe(good);
  expect(cheapest([good, bad])).toBe(good);
});

describe('in a cluster', () => {
  function crowded(cpu = '3'): ScheduledCluster {
    const cluster = new ScheduledCluster();
    cluster.addNode('a');
    cluster.addPriority('high', 1000);
    cluster.addPriority('higher', 2000);
    cluster.addPod('low', { requests: { cpu }, finalizers: ['example.com/hold'] });
    cluster.advance();
    return cluster;
  }

  /** Lets a Pod that is on its way out go. */
  function release(cluster: ScheduledCluster, name: string): void {
    const pod = cluster.pod(name);
    cluster.client.update('pods', { ...pod, metadata: { ...pod.metadata, finalizers: [] } });
    if (cluster.has(name)) cluster.remove(name);
  }

  test('the victim is told why and deleted, and the Pod waits for the node', () => {
    const cluster = crowded();
    const high = cluster.addPod('high', { requests: { cpu: '3' }, spec: { priorityClassName: 'high' } });
    cluster.advance();
    const low = cluster.pod('low');
    expect(low.metadata.deletionTimestamp).toBeDefined();
    expect(low.status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      }),
    );
    expect(cluster.events).toContain(`Normal low Preempted: Preempted by pod ${high.metadata.uid} on node a`);
    expect(cluster.pod('high').status.nominatedNodeName).toBe('a');
    expect(cluster.whyNot('high')).toBe('0/1 nodes are available: 1 Insufficient cpu.');
  });

  test('the Pod gets the node when the victim is gone', () => {
    const cluster = crowded();
    cluster.addPod('high', { requests: { cpu: '3' }, spec: { priorityClassName: 'high' } });
    cluster.advance();
    release(cluster, 'low');
    cluster.advance(2000);
    expect(cluster.nodeOf('high')).toBe('a');
  });

  test('nobody less important takes the room that is meant for the Pod', () => {
    const cluster = crowded('2');
    cluster.addPod('high', { requests: { cpu: '3' }, spec: { priorityClassName: 'high' } });
    cluster.advance();
    cluster.addPod('small', { requests: { cpu: '1500m' } });
    cluster.advance();
    expect(cluster.nodeOf('small')).toBeUndefined();
    release(cluster, 'low');
    cluster.advance(2000);
    expect(cluster.nodeOf('high')).toBe('a');
  });

  test('a more important Pod takes over the node', () => {
    const cluster = crowded();
    cluster.addPod('high', { requests: { cpu: '3' }, spec: { priorityClassName: 'high' } });
    cluster.advance();
    cluster.addPod('higher', { requests: { cpu: '3' }, spec: { priorityClassName: 'higher' } });
    cluster.advance();
    expect(cluster.pod('higher').status.nominatedNodeName).toBe('a');
    expect(cluster.pod('high').status.nominatedNodeName).toBeUndefined();
  });

  test('the Pod does not preempt more while its victim ends', () => {
    const cluster = crowded();
    cluster.addPod('bystander', { requests: { cpu: '100m' } });
    cluster.advance();
    cluster.addPod('high', { requests: { cpu: '3' }, spec: { priorityClassName: 'high' } });
    cluster.advance();
    expect(cluster.pod('bystander').metadata.deletionTimestamp).toBeUndefined();
    cluster.remove('bystander');
    cluster.advance(10_000);
    expect(cluster.whyNot('high')).toContain('not eligible due to a terminating pod on the nominated node.');
    expect(cluster.pod('high').status.nominatedNodeName).toBe('a');
  });
});
