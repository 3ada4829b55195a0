import fc from 'fast-check';
import type { Pod } from '../../../src/simulator/api';
import { podRequests } from '../../../src/simulator/scheduler/snapshot/amounts';
import { ScheduledCluster } from './scheduled-cluster';

const ZONE = 'topology.kubernetes.io/zone';

/** One thing that somebody does. */
const stepArb = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('add' as const),
      cpu: fc.constantFrom('0', '250m', '1', '2', '5'),
      memory: fc.constantFrom('0', '1Gi', '4Gi'),
      hostPort: fc.option(fc.constantFrom(80, 81), { nil: undefined }),
      tolerates: fc.boolean(),
      spreads: fc.boolean(),
      isApart: fc.boolean(),
      priority: fc.constantFrom('low', 'high'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('remove' as const), index: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('node' as const),
      zone: fc.constantFrom('east', 'west'),
      isTainted: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('wait' as const), seconds: fc.nat(20) }) },
);
type Step = typeof stepArb extends fc.Arbitrary<infer Value> ? Value : never;

const TAINT = { key: 'closed', effect: 'NoSchedule' };
const SPREAD = {
  maxSkew: 1,
  topologyKey: ZONE,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: { spread: 'yes' } },
};
const APART = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { apart: 'yes' } } },
    ],
  },
};

const podsOf = (cluster: ScheduledCluster): readonly Pod[] => cluster.client.list('pods', 'default');
const placedOn = (cluster: ScheduledCluster, name: string): readonly Pod[] =>
  podsOf(cluster).filter(({ spec }) => spec.nodeName === name);

/** Does the steps one after the other and looks at the cluster after each. */
function play(steps: readonly Step[], seed: number, look: (cluster: ScheduledCluster) => void): ScheduledCluster {
  const cluster = new ScheduledCluster(seed);
  cluster.addPriority('low', 0);
  cluster.addPriority('high', 100);
  cluster.addNode('n0', { labels: { [ZONE]: 'east' } });
  cluster.addNode('n1', { labels: { [ZONE]: 'west' } });
  let number = 2;
  for (const step of steps) {
    number += 1;
    if (step.type === 'add') {
      const labels = { ...(step.spreads ? { spread: 'yes' } : {}), ...(step.isApart ? { apart: 'yes' } : {}) };
      cluster.addPod(`p${number}`, {
        labels,
        requests: { cpu: step.cpu, memory: step.memory },
        ...(step.hostPort === undefined ? {} : { hostPort: step.hostPort }),
        spec: {
          priorityClassName: step.priority,
          tolerations: step.tolerates ? [{ key: 'closed', operator: 'Exists' }] : [],
          ...(step.spreads ? { topologySpreadConstraints: [SPREAD] } : {}),
          ...(step.isApart ? { affinity: APART } : {}),
        },
      });
    } else if (step.type === 'remove') {
      const pod = podsOf(cluster)[step.index];
      if (pod !== undefined) cluster.remove(pod.metadata.name);
    } else if (step.type === 'node') {
      cluster.addNode(`n${number}`, { labels: { [ZONE]: step.zone }, taints: step.isTainted ? [TAINT] : [] });
    } else {
      cluster.advance(step.seconds * 1000);
    }
    cluster.advance(50);
    // Nobody runs the Pods here: those that were preempted end at once.
    for (const pod of podsOf(cluster))
      if (pod.metadata.deletionTimestamp !== undefined) cluster.remove(pod.metadata.name);
    look(cluster);
  }
  return cluster;
}

const history = fc.array(stepArb, { minLength: 1, maxLength: 25 });

function expectRoom(cluster: ScheduledCluster): void {
  for (const { metadata, spec } of cluster.client.list('nodes')) {
    const pods = placedOn(cluster, metadata.name);
    const requests = pods.map((pod) => podRequests(pod).amounts);
    expect(requests.reduce((sum, { milliCpu }) => sum + milliCpu, 0)).toBeLessThanOrEqual(4000);
    expect(requests.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)).toBeLessThanOrEqual(8 * 2 ** 30);
    const ports = pods.flatMap((pod) =>
      (pod.spec.containers[0]?.ports ?? []).flatMap(({ hostPort }) => hostPort ?? []),
    );
    expect(new Set(ports).size).toBe(ports.length);
    expect(pods.filter(({ metadata: { labels } }) => labels?.['apart'] === 'yes').length).toBeLessThanOrEqual(1);
    if ((spec.taints ?? []).some(({ key }) => key === 'closed')) {
      expect(pods.every((pod) => pod.spec.tolerations?.some(({ key }) => key === 'closed'))).toBe(true);
    }
  }
}

test('no history puts a Pod where it does not fit', () => {
  fc.assert(
    fc.property(history, fc.nat(1000), (steps, seed) => {
      play(steps, seed, expectRoom);
    }),
    { numRuns: 40 },
  );
});

test('Pods that only come are spread over zones as evenly as they ask', () => {
  const coming = fc.array(fc.constantFrom('east', 'west', 'north'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(coming, fc.integer({ min: 1, max: 12 }), fc.nat(1000), (zones, count, seed) => {
      const cluster = new ScheduledCluster(seed);
      zones.forEach((zone, index) => cluster.addNode(`n${index}`, { labels: { [ZONE]: zone } }));
      for (let index = 0; index < count; index += 1) {
        cluster.addPod(`p${index}`, { labels: { spread: 'yes' }, spec: { topologySpreadConstraints: [SPREAD] } });
      }
      cluster.advance();
      const counts = new Map<string, number>(zones.map((zone) => [zone, 0]));
      for (const { metadata } of cluster.client.list('nodes')) {
        const zone = metadata.labels?.[ZONE] as string;
        counts.set(zone, (counts.get(zone) ?? 0) + placedOn(cluster, metadata.name).length);
      }
      const placed = [...counts.values()];
      expect(placed.reduce((sum, each) => sum + each, 0)).toBe(count);
      expect(Math.max(...placed) - Math.min(...placed)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 30 },
  );
});

test('equal seeds and steps give equal histories', () => {
  fc.assert(
    fc.property(history, fc.nat(1000), (steps, seed) => {
      const once = play(steps, seed, () => undefined);
      const again = play(steps, seed, () => undefined);
      expect(again.store.revision).toBe(once.store.revision);
      expect(podsOf(again)).toEqual(podsOf(once));
      expect(again.client.list('events')).toEqual(once.client.list('events'));
    }),
    { numRuns: 10 },
  );
});

test('what waits fits nowhere', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('250m', '1', '2', '3'), { maxLength: 20 }), fc.nat(100), (sizes, seed) => {
      const cluster = new ScheduledCluster(seed);
      cluster.addNode('a');
      cluster.addNode('b');
      sizes.forEach((cpu, index) => cluster.addPod(`p${index}`, { requests: { cpu } }));
      cluster.advance();
      const free = ['a', 'b'].map(
        (name) => 4000 - placedOn(cluster, name).reduce((sum, pod) => sum + podRequests(pod).amounts.milliCpu, 0),
      );
      for (const pod of podsOf(cluster)) {
        if (pod.spec.nodeName !== undefined) continue;
        expect(podRequests(pod).amounts.milliCpu).toBeGreaterThan(Math.max(...free));
      }
    }),
    { numRuns: 30 },
  );
});
