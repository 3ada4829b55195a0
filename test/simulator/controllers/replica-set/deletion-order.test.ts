import fc from 'fast-check';
import { podsToDelete } from '../../../../src/simulator/controllers/replica-set/deletion-order';
import { NOW_MS, samplePod, type SamplePod } from './sample-pods';

const namesOf = (samples: readonly SamplePod[], related: readonly SamplePod[] = samples): string[] =>
  podsToDelete(samples.map(samplePod), related.map(samplePod), samples.length - 1, NOW_MS).map(
    ({ metadata }) => metadata.name,
  );

// In each case the Pod named `first` goes although every later rule speaks for `second`.
test.each<[rule: string, first: Partial<SamplePod>, second: Partial<SamplePod>]>([
  ['without a node before those with one', { node: '' }, { phase: 'Pending', readyFor: undefined }],
  ['pending before unknown', { phase: 'Pending' }, { phase: 'Unknown', readyFor: undefined }],
  ['unknown before running', { phase: 'Unknown' }, { phase: 'Running', readyFor: undefined }],
  ['not ready before ready', { readyFor: undefined, cost: '5' }, { cost: '-5' }],
  ['of a lower deletion cost', { cost: '-2' }, { cost: '-1', readyFor: 1 }],
  ['a cost that is no number counts as none', { cost: '1e3', readyFor: 1 }, { cost: '0' }],
  ['a cost above 32 bits counts as none', { cost: '2147483648', readyFor: 1 }, { cost: '0' }],
  ['ready for a shorter time', { readyFor: 10, restarts: 0 }, { readyFor: 100, restarts: 5 }],
  ['with more restarts', { restarts: 2, age: 4000 }, { restarts: 1, age: 10 }],
  ['with more restarts of sidecars', { sidecarRestarts: 2, age: 4000 }, { sidecarRestarts: 1, age: 10 }],
  ['younger', { age: 10 }, { age: 100 }],
])('the first to go is the Pod %s', (_rule, first, second) => {
  const samples = [
    { ...second, name: 'second', uid: 'a' },
    { ...first, name: 'first', uid: 'b' },
  ];
  expect(namesOf(samples)).toEqual(['first']);
});

test('Pods that share a node with more related Pods go first', () => {
  const pods = [
    { name: 'alone', node: 'node-1', readyFor: 1 },
    { name: 'shared', node: 'node-2', readyFor: 5000 },
  ];
  expect(namesOf(pods, [...pods, { name: 'sibling', node: 'node-2' }])).toEqual(['shared']);
});

test('without related Pods nodes say nothing', () => {
  const pods = [
    { name: 'alone', node: 'node-1', readyFor: 1 },
    { name: 'shared', node: 'node-2', readyFor: 5000 },
  ];
  expect(namesOf(pods, [])).toEqual(['alone']);
});

test.each([
  ['readiness', { readyFor: 1100 }, { readyFor: 1150 }],
  ['creation', { age: 1100 }, { age: 1150 }],
])('ages since %s of one order of magnitude are equal, and the UID decides', (_what, younger, older) => {
  expect(
    namesOf([
      { ...younger, name: 'b' },
      { ...older, name: 'a' },
    ]),
  ).toEqual(['a']);
});

const podArb = fc.record({
  node: fc.constantFrom('', 'node-0', 'node-1'),
  phase: fc.constantFrom('Pending', 'Running', 'Unknown'),
  readyFor: fc.option(fc.constantFrom(1, 60, 61, 3600), { nil: undefined }),
  age: fc.constantFrom(3600, 7200),
  cost: fc.constantFrom('-1', '0', '7'),
  restarts: fc.nat(2),
});
const podsArb = fc
  .array(podArb, { maxLength: 12 })
  .map((pods) => pods.map((pod, index) => samplePod({ ...pod, name: `pod-${index}` })));

test('as many go as are asked for, and which ones does not depend on how they are listed', () => {
  fc.assert(
    fc.property(podsArb, fc.nat(12), fc.nat(), (pods, count, turn) => {
      const chosen = podsToDelete(pods, pods, count, NOW_MS);
      expect(new Set(chosen)).toEqual(new Set(chosen.filter((pod) => pods.includes(pod))));
      expect(chosen).toHaveLength(Math.min(count, pods.length));
      const at = pods.length === 0 ? 0 : turn % pods.length;
      const turned = [...pods.slice(at), ...pods.slice(0, at)].reverse();
      expect(podsToDelete(turned, turned, count, NOW_MS)).toEqual(chosen);
    }),
  );
});

test('no ready Pod goes while one on a node that is not ready stays', () => {
  fc.assert(
    fc.property(podsArb, fc.nat(12), (pods, count) => {
      const running = pods.filter(({ status, spec }) => status.phase === 'Running' && spec.nodeName !== undefined);
      const isReady = (pod: (typeof pods)[number]): boolean => pod.status.conditions?.[0]?.status === 'True';
      const chosen = podsToDelete(running, running, count, NOW_MS);
      const kept = running.filter((pod) => !chosen.includes(pod));
      expect(chosen.some(isReady) && kept.some((pod) => !isReady(pod))).toBe(false);
    }),
  );
});
