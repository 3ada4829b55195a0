import fc from 'fast-check';
import type { Deployment, ReplicaSet } from '../../../../src/simulator/api';
import { decideCurrentSize, decideScaleDown } from '../../../../src/simulator/controllers/deployment/decide-rolling';
import {
  maxSurge,
  maxUnavailable,
  wantedReplicas,
} from '../../../../src/simulator/controllers/deployment/rolling-limits';
import { rolling, sampleDeployment, sampleReplicaSet } from './sample-deployment';

interface Sizes {
  readonly size: number;
  readonly available: number;
}

const oldSets = (sets: readonly Sizes[]): ReplicaSet[] => sets.map((sizes, age) => sampleReplicaSet({ age, ...sizes }));
const currentSet = (sizes: Sizes): ReplicaSet =>
  sampleReplicaSet({ name: 'current', image: 'web:2', age: 99, ...sizes });

test.each<[old: number[], size: number, want: number]>([
  [[], 0, 10],
  [[10], 0, 3],
  [[8], 3, 5],
  [[13], 0, 0],
  [[10, 5], 1, 1],
  [[2], 9, 10],
  [[], 12, 10],
])('beside old ReplicaSets of %j one of %i may have %i of 10 Pods', (old, size, want) => {
  const sets = oldSets(old.map((each) => ({ size: each, available: each })));
  expect(decideCurrentSize(sampleDeployment(), sets, size)).toBe(want);
});

test('a Deployment that recreates makes all Pods at once', () => {
  expect(decideCurrentSize(sampleDeployment({ strategy: { type: 'Recreate' } }), [], 0)).toBe(10);
});

const all = (size: number): Sizes => ({ size, available: size });

test.each<[title: string, old: Sizes[], current: Sizes, steps: [name: string, replicas: number][]]>([
  ['as many go as may be unavailable', [all(10)], { size: 3, available: 0 }, [['web-0', 8]]],
  ['starting Pods keep old ones', [all(8)], { size: 5, available: 0 }, []],
  ['available Pods let old ones go', [all(8)], { size: 5, available: 2 }, [['web-0', 6]]],
  [
    'the oldest go first',
    [all(2), all(6)],
    { size: 5, available: 5 },
    [
      ['web-0', 0],
      ['web-1', 3],
    ],
  ],
  [
    'unavailable Pods of any go before available ones of the oldest',
    [all(4), { size: 4, available: 1 }],
    { size: 5, available: 5 },
    [
      ['web-1', 1],
      ['web-0', 2],
    ],
  ],
  [
    'a ReplicaSet loses unavailable and then available Pods',
    [{ size: 8, available: 6 }],
    { size: 5, available: 5 },
    [
      ['web-0', 6],
      ['web-0', 3],
    ],
  ],
  ['what has more available Pods than it wants is waited for', [{ size: 4, available: 6 }], all(5), []],
  ['nothing goes when nothing is left', [all(0)], all(10), []],
])('%s', (_title, old, current, steps) => {
  const decided = decideScaleDown(sampleDeployment(), { old: oldSets(old), current: currentSet(current) });
  expect(decided.map(({ replicaSet, replicas }) => [replicaSet.metadata.name, replicas])).toEqual(steps);
});

const sizesArb = fc.nat(12).chain((size) => fc.record({ size: fc.constant(size), available: fc.nat(size) }));
const amount = fc.oneof(
  fc.nat(6),
  fc.nat(100).map((percent) => `${percent}%`),
);
const deploymentArb = fc
  .record({ replicas: fc.nat(15), surge: amount, unavailable: amount })
  .map(({ replicas, surge, unavailable }) => sampleDeployment({ replicas, strategy: rolling(surge, unavailable) }));

/** Sizes after steps were taken. */
function sizesAfter(old: readonly ReplicaSet[], deployment: Deployment, current: ReplicaSet): Map<ReplicaSet, number> {
  const sizes = new Map(old.map((replicaSet) => [replicaSet, replicaSet.spec.replicas ?? 1]));
  for (const { replicaSet, replicas } of decideScaleDown(deployment, { old, current })) {
    expect(replicas).toBeGreaterThanOrEqual(0);
    expect(replicas).toBeLessThan(sizes.get(replicaSet) ?? 0);
    sizes.set(replicaSet, replicas);
  }
  return sizes;
}

test('shrinking never takes away an available Pod that is needed', () => {
  fc.assert(
    fc.property(deploymentArb, fc.array(sizesArb, { maxLength: 4 }), sizesArb, (deployment, olds, currentSizes) => {
      const old = oldSets(olds);
      const current = currentSet(currentSizes);
      const before = [...old, current].reduce((sum, { status }) => sum + (status.availableReplicas ?? 0), 0);
      const sizes = sizesAfter(old, deployment, current);
      // A ReplicaSet gives up Pods that are not available first.
      const after = [...sizes].reduce(
        (sum, [{ status }, size]) => sum + Math.min(status.availableReplicas ?? 0, size),
        0,
      );
      const needed = wantedReplicas(deployment) - maxUnavailable(deployment);
      expect(after + currentSizes.available).toBeGreaterThanOrEqual(Math.min(before, needed));
    }),
    { numRuns: 1000 },
  );
});

test('growing never exceeds the surge', () => {
  fc.assert(
    fc.property(deploymentArb, fc.array(sizesArb, { maxLength: 4 }), fc.nat(15), (deployment, olds, size) => {
      const total = olds.reduce((sum, each) => sum + each.size, 0);
      const decided = decideCurrentSize(deployment, oldSets(olds), size);
      const limit = wantedReplicas(deployment) + maxSurge(deployment);
      expect(decided).toBeLessThanOrEqual(Math.max(wantedReplicas(deployment), 0));
      if (decided > size) expect(total + decided).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 1000 },
  );
});

test('a rollout whose Pods become available always ends, and then nothing is left to do', () => {
  fc.assert(
    fc.property(deploymentArb, fc.array(fc.nat(12), { maxLength: 4 }), (deployment, olds) => {
      let old = oldSets(olds.map(all));
      let current = currentSet(all(0));
      const wanted = wantedReplicas(deployment);
      for (let turn = 0; turn < 100; turn += 1) {
        const size = decideCurrentSize(deployment, old, current.spec.replicas ?? 0);
        const sizes = sizesAfter(old, deployment, current);
        if (size === current.spec.replicas) old = oldSets([...sizes.values()].map(all));
        current = currentSet(all(size));
      }
      expect([current.spec.replicas, old.map(({ spec }) => spec.replicas)]).toEqual([wanted, old.map(() => 0)]);
    }),
  );
});
