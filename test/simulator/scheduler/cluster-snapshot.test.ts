import fc from 'fast-check';
import { labelSelectorOf, type LabelSelectorObject } from '../../../src/simulator/api';
import { nodesToFind } from '../../../src/simulator/scheduler/find-node';
import { ClusterSnapshot } from '../../../src/simulator/scheduler/snapshot/cluster-snapshot';
import type { PodInfo } from '../../../src/simulator/scheduler/snapshot/pod-info';
import { node, pod } from './sample-snapshot';

const ZONE = 'zone';
const SELECTORS: readonly LabelSelectorObject[] = [
  {},
  { matchLabels: { app: 'a' } },
  { matchLabels: { app: 'a', tier: 'x' } },
  { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] },
  { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
];

const app = fc.constantFrom('a', 'b', 'c');
const nodeName = fc.constantFrom('n1', 'n2', 'n3');
const labelsArb = fc.record({ app, tier: fc.constantFrom('x', 'y') }, { requiredKeys: ['app'] });

/** One thing that happens to a cluster. */
const eventArb = fc.oneof(
  fc.record({
    type: fc.constant('put' as const),
    name: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5'),
    node: nodeName,
    labels: labelsArb,
    namespace: fc.constantFrom('default', 'demo'),
    isTerminating: fc.boolean(),
    avoids: fc.option(app, { nil: undefined }),
  }),
  fc.record({ type: fc.constant('remove' as const), name: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5') }),
  fc.record({ type: fc.constant('node' as const), node: nodeName, zone: fc.constantFrom('east', 'west') }),
  fc.record({ type: fc.constant('noNode' as const), node: nodeName }),
);

type ClusterChange = typeof eventArb extends fc.Arbitrary<infer Value> ? Value : never;

/** What is there, kept as plainly as can be. */
class PlainCluster {
  readonly pods = new Map<string, { readonly pod: PodInfo; readonly node: string }>();
  readonly zones = new Map<string, string>();
}

const avoiding = (avoided: string) => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: ZONE, labelSelector: { matchLabels: { app: avoided } } },
      ],
    },
  },
});

function happen(event: ClusterChange, snapshot: ClusterSnapshot, plain: PlainCluster): void {
  switch (event.type) {
    case 'put': {
      const { name, labels, namespace, isTerminating, avoids } = event;
      const spec = avoids === undefined ? {} : avoiding(avoids);
      const info = pod(name, { labels: labels as Record<string, string>, namespace, isTerminating, spec });
      snapshot.addPod(info, event.node);
      plain.pods.set(name, { pod: info, node: event.node });
      break;
    }
    case 'remove':
      snapshot.deletePod(event.name);
      plain.pods.delete(event.name);
      break;
    case 'node':
      snapshot.setNode(node(event.node, { labels: { [ZONE]: event.zone } }));
      plain.zones.set(event.node, event.zone);
      break;
    case 'noNode':
      snapshot.deleteNode(event.node);
      plain.zones.delete(event.node);
      break;
  }
}

/** Number of Pods by zone that `isMeant` is true of. */
function inZones({ pods, zones }: PlainCluster, isMeant: (pod: PodInfo) => boolean): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const each of pods.values()) {
    const zone = zones.get(each.node);
    if (zone !== undefined && isMeant(each.pod)) counts[zone] = (counts[zone] ?? 0) + 1;
  }
  return counts;
}

test('what is counted change by change is what counting anew gives', () => {
  fc.assert(
    fc.property(fc.array(eventArb, { maxLength: 40 }), (events) => {
      const snapshot = new ClusterSnapshot();
      const plain = new PlainCluster();
      for (const event of events) {
        happen(event, snapshot, plain);
        for (const selector of SELECTORS.map(labelSelectorOf)) {
          for (const all of [false, true]) {
            const isMeant = ({ namespace, labels, isTerminating }: PodInfo): boolean =>
              namespace === 'default' && (all || !isTerminating) && selector.matches(labels);
            const counted = snapshot.counts('default', selector, all).inDomains(ZONE);
            expect(Object.fromEntries(counted)).toEqual(inZones(plain, isMeant));
          }
        }
        const target = { namespace: 'default', labels: { app: 'a' } };
        const [term] = snapshot.terms.meaning(target, () => ({}));
        const avoids = inZones(plain, ({ requiredAntiAffinity }) =>
          requiredAntiAffinity.some((each) => each.matches(target, () => ({}))),
        );
        expect(Object.fromEntries(term?.counts.inDomains(ZONE) ?? [])).toEqual(avoids);
        expect(snapshot.nodes.map(({ name }) => name).sort()).toEqual([...plain.zones.keys()].sort());
        for (const { name, pods } of snapshot.nodes) {
          const there = [...plain.pods.values()].filter((each) => each.node === name);
          expect([...pods.keys()].sort()).toEqual(there.map((each) => each.pod.uid).sort());
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a node that has given all back is as it was', () => {
  const snapshot = new ClusterSnapshot();
  snapshot.setNode(node('n'));
  for (let index = 0; index < 10; index += 1) {
    snapshot.addPod(pod(`p${index}`, { requests: { cpu: `${index}m`, 'example.com/gpu': '1' } }), 'n');
  }
  for (let index = 0; index < 10; index += 1) snapshot.deletePod(`p${index}`);
  const [info] = snapshot.nodes;
  expect(info).toMatchObject({ scoredMilliCpu: 0, scoredMemoryBytes: 0 });
  expect(info?.requested).toMatchObject({ milliCpu: 0, memoryBytes: 0, scalars: new Map([['example.com/gpu', 0]]) });
});

test('Pods may be known before their node', () => {
  const snapshot = new ClusterSnapshot();
  snapshot.addPod(pod('early', { requests: { cpu: '1' } }), 'n');
  expect(snapshot.nodes).toEqual([]);
  snapshot.setNode(node('n'));
  expect(snapshot.nodes[0]?.requested.milliCpu).toBe(1000);
});

test('nodes are tried across zones', () => {
  const snapshot = new ClusterSnapshot();
  const zones = ['a', 'a', 'a', 'b', 'b', 'c'];
  zones.forEach((zone, index) =>
    snapshot.setNode(node(`${zone}${index}`, { labels: { 'topology.kubernetes.io/zone': zone } })),
  );
  expect(snapshot.nodes.map(({ name }) => name)).toEqual(['a0', 'b3', 'c5', 'a1', 'b4', 'a2']);
});

test.each([
  [3, 3],
  [99, 99],
  [100, 100],
  [250, 120],
  [1000, 420],
  [5000, 500],
  [15_000, 750],
])('of %i nodes %i possible ones suffice', (nodesTotal, wanted) => {
  expect(nodesToFind(nodesTotal)).toBe(wanted);
});
