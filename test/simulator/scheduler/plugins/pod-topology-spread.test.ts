import type { Pod, TopologySpreadConstraint } from '../../../../src/simulator/api';
import { podTopologySpread } from '../../../../src/simulator/scheduler/plugins/pod-topology-spread';
import { node, object, pod, SampleContext } from '../sample-snapshot';

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';
const labels = { app: 'web' };

const constraint = (fields: Partial<TopologySpreadConstraint> = {}): TopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey: ZONE,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: labels },
  ...fields,
});

const spreading = (constraints: readonly TopologySpreadConstraint[], spec: Partial<Pod['spec']> = {}) =>
  pod('new', { labels, spec: { topologySpreadConstraints: constraints, ...spec } });

const inZone = (zone: string) => ({ labels: { [ZONE]: zone } });

/** Two nodes in zone east, one in west, one in none; two Pods in east. */
const threeZones = (): SampleContext =>
  new SampleContext([node('e1', inZone('east')), node('e2', inZone('east')), node('w', inZone('west')), node('none')], {
    e1: [pod('p1', { labels })],
    e2: [pod('p2', { labels }), pod('other', { labels: { app: 'db' } }), pod('far', { labels, namespace: 'demo' })],
  });

const SKEWED = "node(s) didn't match pod topology spread constraints";
const NO_LABEL = `${SKEWED} (missing required label)`;

describe('PodTopologySpread', () => {
  test('keeps the difference between domains to maxSkew', () => {
    const context = threeZones();
    expect(context.verdicts(podTopologySpread, spreading([constraint()]))).toEqual({
      e1: SKEWED,
      e2: SKEWED,
      w: '',
      none: NO_LABEL,
    });
    expect(context.allowed(podTopologySpread, spreading([constraint({ maxSkew: 3 })]))).toEqual(['e1', 'e2', 'w']);
  });

  test.each([
    { title: 'as many domains as asked', minDomains: 2, allowed: ['e1', 'e2', 'w'] },
    { title: 'fewer domains than asked: as if one were empty', minDomains: 3, allowed: [] },
  ])('with $title allows $allowed', ({ minDomains, allowed }) => {
    const context = threeZones();
    context.snapshot.addPod(pod('p3', { labels }), 'w');
    context.snapshot.addPod(pod('p4', { labels }), 'w');
    expect(context.allowed(podTopologySpread, spreading([constraint({ minDomains, maxSkew: 2 })]))).toEqual(allowed);
  });

  test('does not count Pods on their way out, of other namespaces, or that the selector does not match', () => {
    const context = new SampleContext([node('e', inZone('east')), node('w', inZone('west'))], {
      e: [
        pod('gone', { labels, isTerminating: true }),
        pod('far', { labels, namespace: 'demo' }),
        pod('db', { labels: { app: 'db' } }),
      ],
    });
    expect(context.allowed(podTopologySpread, spreading([constraint()]))).toEqual(['e', 'w']);
  });

  test('leaves out domains that the node affinity of the Pod excludes, unless told otherwise', () => {
    const context = threeZones();
    const spec = { nodeSelector: { [ZONE]: 'east' } };
    expect(context.allowed(podTopologySpread, spreading([constraint()], spec))).toEqual(['e1', 'e2', 'w']);
    const ignoring = constraint({ nodeAffinityPolicy: 'Ignore' });
    expect(context.allowed(podTopologySpread, spreading([ignoring], spec))).toEqual(['w']);
  });

  test('counts domains with taints that the Pod does not tolerate, unless told otherwise', () => {
    const taints = [{ key: 'closed', effect: 'NoSchedule' }];
    const context = new SampleContext([node('e', inZone('east')), node('w', { ...inZone('west'), taints })], {
      e: [pod('p1', { labels })],
    });
    expect(context.allowed(podTopologySpread, spreading([constraint()]))).toEqual(['w']);
    const honoring = constraint({ nodeTaintsPolicy: 'Honor' });
    expect(context.allowed(podTopologySpread, spreading([honoring]))).toEqual(['e', 'w']);
  });

  test('counts only Pods that have the same values of matchLabelKeys', () => {
    const context = new SampleContext([node('e', inZone('east')), node('w', inZone('west'))], {
      e: [pod('old', { labels: { ...labels, 'pod-template-hash': 'old' } })],
    });
    const spec = { topologySpreadConstraints: [constraint({ matchLabelKeys: ['pod-template-hash'] })] };
    const next = pod('next', { labels: { ...labels, 'pod-template-hash': 'new' }, spec });
    expect(context.allowed(podTopologySpread, next)).toEqual(['e', 'w']);
  });

  test('follows nodes that get other labels', () => {
    const context = threeZones();
    const asking = spreading([constraint()]);
    expect(context.allowed(podTopologySpread, asking)).toEqual(['w']);
    context.snapshot.setNode(node('e2', inZone('west')));
    expect(context.allowed(podTopologySpread, asking)).toEqual(['e1', 'e2', 'w']);
  });

  test('prefers the emptier domain when the constraint is only a wish', () => {
    const wish = [constraint({ whenUnsatisfiable: 'ScheduleAnyway' })];
    const scores = threeZones().scores(podTopologySpread, spreading(wish));
    expect(scores).toEqual({ e1: 0, e2: 0, w: 100, none: 0 });
  });

  test('spreads the Pods of a Service over nodes and zones without being asked', () => {
    const service = object('Service', 'web', { spec: { selector: labels } }, 'default');
    const context = threeZones().with('services', service);
    const scores = context.scores(podTopologySpread, pod('new', { labels }));
    expect(scores?.['w']).toBeGreaterThan(scores?.['e1'] as number);
    expect(context.scores(podTopologySpread, pod('other', { labels: { app: 'mail' } }))).toBeUndefined();
  });

  test('spreads the Pods of a ReplicaSet over nodes without being asked', () => {
    const replicaSet = object('ReplicaSet', 'web', { spec: { selector: { matchLabels: labels } } }, 'default');
    const context = new SampleContext([node('a'), node('b')], { a: [pod('p1', { labels })] });
    context.with('apps/replicasets', replicaSet);
    const owned = pod('new', { labels, owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web' } });
    const scores = context.scores(podTopologySpread, owned);
    expect(scores?.['b']).toBe(100);
    expect(scores?.['a']).toBeLessThan(100);
  });

  test.each([
    { kind: 'podGone', other: pod('x', { labels }), helps: true },
    { kind: 'podGone', other: pod('x', { labels: { app: 'db' } }), helps: false },
    { kind: 'podPlaced', other: pod('x', { labels, namespace: 'demo' }), helps: false },
  ] as const)('knows whether $kind may help: $helps', ({ kind, other, helps }) => {
    const context = threeZones();
    expect(
      podTopologySpread.mayHelp({ kind, pod: other }, spreading([constraint({ topologyKey: HOST })]), context),
    ).toBe(helps);
  });
});
