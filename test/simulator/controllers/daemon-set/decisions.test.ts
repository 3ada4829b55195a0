import type { DaemonSetSpec, Node, Pod } from '../../../../src/simulator/api';
import { isPodUpdated } from '../../../../src/simulator/controllers/daemon-set/daemon-pod';
import { decidePods, type Decision } from '../../../../src/simulator/controllers/daemon-set/decide-pods';
import { decideRollout } from '../../../../src/simulator/controllers/daemon-set/decide-rollout';
import { eligibilityOf } from '../../../../src/simulator/controllers/daemon-set/eligibility';
import { FailedPodBackOff } from '../../../../src/simulator/controllers/daemon-set/failed-pod-back-off';
import { rolloutLimits } from '../../../../src/simulator/controllers/daemon-set/limits';
import { daemonNodes, type Observed } from '../../../../src/simulator/controllers/daemon-set/observed';
import { daemonSetStatus } from '../../../../src/simulator/controllers/daemon-set/status';
import { NOW_MS, podOf, type Shape, storedDaemonSet, storedNode } from './observed-nodes';
import { rolling } from './sample-daemon-set';

/** Pods of nodes a, b, c and so on, each as `ready` or `ready old`; several of a node one after the other. */
type Pods = readonly (readonly `${Shape}${'' | ' old'}`[])[];

const nodeName = (index: number): string => String.fromCharCode('a'.charCodeAt(0) + index);

function podsOf(shapes: Pods): Pod[] {
  return shapes.flatMap((onNode, index) =>
    onNode.map((text, number) => {
      const [shape, template] = text.split(' ');
      const node = nodeName(index);
      return podOf(`${node}${number}`, node, shape as Shape, template === 'old' ? 'old' : 'new');
    }),
  );
}

const observe = (shapes: Pods, spec: Partial<DaemonSetSpec> = {}, nodes?: readonly Node[]): Observed => {
  const daemonSet = storedDaemonSet(spec);
  const all = nodes ?? shapes.map((_, index) => storedNode(nodeName(index)));
  return {
    daemonSet,
    nodes: daemonNodes(all, podsOf(shapes), eligibilityOf(daemonSet)),
    hash: 'new',
    nowMs: NOW_MS,
  };
};

const described = ({ create, delete: deleted }: Decision): readonly string[] => [
  ...create.map((node) => `create ${node}`),
  ...deleted.map(({ metadata }) => `delete ${metadata.name}`),
];

const SURGE = { updateStrategy: rolling(0, 1) };

describe('one Pod for each node', () => {
  test.each<{ have: Pods; spec?: Partial<DaemonSetSpec>; actions: readonly string[] }>([
    { have: [[], ['ready'], ['pending']], actions: ['create a'] },
    { have: [['ending']], actions: [] },
    { have: [['ready old']], actions: [] },
    { have: [['ready', 'ready', 'ready']], actions: ['delete a1', 'delete a2'] },
    { have: [['pending', 'ready']], actions: ['delete a0'] },
    { have: [['failed'], ['succeeded']], actions: ['delete a0', 'delete b0'] },
    { have: [['ending']], spec: SURGE, actions: ['create a'] },
    { have: [['ready old', 'broken']], spec: SURGE, actions: [] },
    { have: [['ready old', 'ready']], spec: SURGE, actions: ['delete a0'] },
    { have: [['broken old', 'broken']], spec: SURGE, actions: ['delete a0'] },
    { have: [['ready old', 'ready old', 'broken']], spec: SURGE, actions: ['delete a1'] },
  ])('with $have and $spec: $actions', ({ have, spec, actions }) => {
    expect(described(decidePods(observe(have, spec), () => false))).toEqual(actions);
  });

  test('stays with a failed Pod while its node backs off', () => {
    const decision = decidePods(observe([['failed'], ['failed']]), (node) => node === 'a');
    expect(described(decision)).toEqual(['delete b0']);
    expect(decision.backingOff.map(({ node }) => node)).toEqual(['a']);
    expect(decision.failed.map(({ node }) => node)).toEqual(['b']);
  });

  test('goes from where it may not run, and from nodes that are no more when it was never bound', () => {
    const nodes = [storedNode('a', {}, [{ key: 'k', effect: 'NoExecute' }])];
    expect(described(decidePods(observe([['ready', 'ending']], {}, nodes), () => false))).toEqual(['delete a0']);
    expect(described(decidePods(observe([['ready', 'pending']], {}, []), () => false))).toEqual(['delete a1']);
  });
});

describe('a rolling update', () => {
  const two = { updateStrategy: rolling(2) };
  test.each<{ have: Pods; spec?: Partial<DaemonSetSpec>; actions: readonly string[] }>([
    { have: [['ready'], ['ready']], actions: [] },
    { have: [['ready old'], ['ready old'], ['ready old']], actions: ['delete a0'] },
    { have: [['ready old'], ['ready old'], ['ready old']], spec: two, actions: ['delete a0', 'delete b0'] },
    { have: [['broken'], ['ready old'], ['ready old']], actions: [] },
    { have: [['broken'], ['ready old'], ['ready old']], spec: two, actions: ['delete b0'] },
    { have: [[], ['ready old']], actions: [] },
    { have: [['ending old'], ['ready old']], actions: [] },
    { have: [['ready old'], ['broken old'], ['broken old']], actions: ['delete b0', 'delete c0'] },
    { have: [['ready old'], ['ready old']], spec: { updateStrategy: { type: 'OnDelete' } }, actions: [] },
    { have: [['ready old'], ['ready old']], spec: { updateStrategy: rolling('50%') }, actions: ['delete a0'] },
    { have: [['ready old'], ['ready old']], spec: SURGE, actions: ['create a'] },
    { have: [['ready old', 'broken'], ['ready old']], spec: SURGE, actions: [] },
    { have: [['ready old', 'ready'], ['ready old']], spec: SURGE, actions: ['create b', 'delete a0'] },
    { have: [['broken old'], ['ready old']], spec: SURGE, actions: ['create a', 'create b'] },
    { have: [['ready old']], spec: { ...SURGE, minReadySeconds: 61 }, actions: ['create a'] },
  ])('with $have and $spec: $actions', ({ have, spec, actions }) => {
    expect(described(decideRollout(observe(have, spec)))).toEqual(actions);
  });

  test('with surge keeps a Pod where it may run no longer until there are enough elsewhere', () => {
    const nodes = [storedNode('a', {}, [{ key: 'k', effect: 'NoSchedule' }]), storedNode('b'), storedNode('c')];
    const few = observe([['ready old'], ['ready'], ['broken']], SURGE, nodes);
    expect(described(decideRollout(few))).toEqual([]);
    const enough = observe([['ready old'], ['ready'], ['ready']], SURGE, nodes);
    expect(described(decideRollout(enough))).toEqual(['delete a0']);
  });

  test.each([
    { strategy: rolling(1), desired: 10, limits: { maxUnavailable: 1, maxSurge: 0 } },
    { strategy: rolling('25%'), desired: 10, limits: { maxUnavailable: 3, maxSurge: 0 } },
    { strategy: rolling(0, '10%'), desired: 3, limits: { maxUnavailable: 0, maxSurge: 1 } },
    { strategy: rolling(0, 0), desired: 3, limits: { maxUnavailable: 1, maxSurge: 0 } },
  ])('of $desired Pods with $strategy.rollingUpdate allows $limits', ({ strategy, desired, limits }) => {
    expect(rolloutLimits(storedDaemonSet({ updateStrategy: strategy }), desired)).toEqual(limits);
  });

  test.each<{ labels: Readonly<Record<string, string>>; isUpdated: boolean }>([
    { labels: { 'controller-revision-hash': 'new' }, isUpdated: true },
    { labels: { 'controller-revision-hash': 'old' }, isUpdated: false },
    { labels: { 'controller-revision-hash': 'old', 'pod-template-generation': '2' }, isUpdated: true },
    { labels: { 'controller-revision-hash': 'old', 'pod-template-generation': '1' }, isUpdated: false },
  ])('takes a Pod with $labels for updated: $isUpdated', ({ labels, isUpdated }) => {
    const pod = podOf('a0', 'a', 'ready');
    expect(isPodUpdated(storedDaemonSet(), { ...pod, metadata: { ...pod.metadata, labels } }, 'new')).toBe(isUpdated);
  });
});

test('the status counts the oldest scheduled Pod of each node', () => {
  const nodes = [...'abcd'].map((name) => storedNode(name));
  const tainted = storedNode('e', {}, [{ key: 'k', effect: 'NoSchedule' }]);
  const have: Pods = [['ready'], ['ready old', 'broken'], ['pending'], [], ['ready']];
  expect(daemonSetStatus(observe(have, {}, [...nodes, tainted]))).toEqual({
    currentNumberScheduled: 3,
    desiredNumberScheduled: 4,
    numberAvailable: 2,
    numberMisscheduled: 1,
    numberReady: 2,
    numberUnavailable: 2,
    observedGeneration: 1,
    updatedNumberScheduled: 2,
  });
});

describe('the back-off of failed Pods', () => {
  test('doubles from a second up to 15 minutes', () => {
    const backOff = new FailedPodBackOff();
    let nowMs = NOW_MS;
    const delays = Array.from({ length: 12 }, () => {
      backOff.next('node', nowMs);
      const delayMs = backOff.delayMs('node', nowMs) ?? 0;
      nowMs += delayMs;
      return delayMs / 1000;
    });
    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  test('is over after its delay, and forgotten after half an hour', () => {
    const backOff = new FailedPodBackOff();
    expect(backOff.delayMs('node', NOW_MS)).toBeUndefined();
    backOff.next('node', NOW_MS);
    expect(backOff.delayMs('node', NOW_MS + 999)).toBe(1000);
    expect(backOff.delayMs('node', NOW_MS + 1000)).toBeUndefined();
    expect(backOff.delayMs('other', NOW_MS)).toBeUndefined();
    backOff.next('node', NOW_MS + 1_800_001);
    expect(backOff.delayMs('node', NOW_MS + 1_800_001)).toBe(1000);
  });
});
