import fc from 'fast-check';
import { decideScale, isScalingEvent } from '../../../../src/simulator/controllers/deployment/decide-scale';
import type { ReplicaSets } from '../../../../src/simulator/controllers/deployment/replica-sets';
import { maxSurge, wantedReplicas } from '../../../../src/simulator/controllers/deployment/rolling-limits';
import { rolling, sampleDeployment, sampleReplicaSet, type SampleReplicaSet } from './sample-deployment';

const told = (desired: number, max: number) => ({
  'deployment.kubernetes.io/desired-replicas': String(desired),
  'deployment.kubernetes.io/max-replicas': String(max),
});

/** ReplicaSets of a Deployment that was sized before; the last one is the current one. */
const setsOf = (
  sizes: readonly number[],
  desired: number,
  max: number,
  more: Partial<SampleReplicaSet> = {},
): ReplicaSets => {
  const sets = sizes.map((size, age) => sampleReplicaSet({ age, size, annotations: told(desired, max), ...more }));
  return { current: sets.at(-1), old: sets.slice(0, -1) };
};

const stepsOf = (replicas: number, sets: ReplicaSets): [string, number][] =>
  decideScale(sampleDeployment({ replicas, strategy: rolling(3, 2) }), sets).map(({ replicaSet, replicas: size }) => [
    replicaSet.metadata.name,
    size,
  ]);

test.each<[title: string, replicas: number, sizes: number[], steps: [string, number][]]>([
  ['the only active ReplicaSet follows', 12, [0, 10], [['web-1', 12]]],
  ['even when it is an old one', 12, [10, 0], [['web-0', 12]]],
  ['without an active one the current one does', 4, [0, 0], [['web-1', 4]]],
  ['nothing is done when the size is right', 10, [0, 10], []],
  [
    'growing is shared in proportion',
    15,
    [8, 5],
    [
      ['web-0', 11],
      ['web-1', 7],
    ],
  ],
  [
    'shrinking is shared in proportion',
    5,
    [8, 5],
    [
      ['web-0', 5],
      ['web-1', 3],
    ],
  ],
  [
    'to zero all go',
    0,
    [8, 5],
    [
      ['web-0', 0],
      ['web-1', 0],
    ],
  ],
  [
    'without room sizes stay, but annotations may change',
    10,
    [8, 5],
    [
      ['web-0', 8],
      ['web-1', 5],
    ],
  ],
])('%s', (_title, replicas, sizes, steps) => {
  expect(stepsOf(replicas, setsOf(sizes, 10, 13))).toEqual(steps);
});

test('of equal sizes the newest is first when growing, the oldest when shrinking', () => {
  const sets = setsOf([5, 5], 7, 10);
  expect(stepsOf(10, sets)).toEqual([
    ['web-1', 7],
    ['web-0', 6],
  ]);
  expect(stepsOf(4, sets)).toEqual([
    ['web-0', 3],
    ['web-1', 4],
  ]);
});

test('old ReplicaSets go when the current one has all that is wanted', () => {
  expect(stepsOf(10, setsOf([2, 10], 10, 13))).toEqual([['web-0', 0]]);
});

test('a Deployment that recreates does not scale in the middle of a rollout', () => {
  const deployment = sampleDeployment({ replicas: 20, strategy: { type: 'Recreate' } });
  expect(decideScale(deployment, setsOf([4, 4], 10, 10))).toEqual([]);
});

test('without annotations proportions are those of the Pods that there are', () => {
  const sets = setsOf([8, 5], 10, 13, { annotations: {} });
  const deployment = sampleDeployment({ replicas: 15, strategy: rolling(3, 2) }, { replicas: 13 });
  expect(decideScale(deployment, sets).map(({ replicas }) => replicas)).toEqual([11, 7]);
});

test.each<[is: boolean, title: string, sets: ReplicaSets]>([
  [false, 'all know the present size', setsOf([4, 6], 10, 13)],
  [true, 'one knows another', setsOf([4, 6], 9, 12)],
  [false, 'only an idle one knows another', setsOf([0], 9, 12)],
  [false, 'one knows none', setsOf([4], 9, 12, { annotations: {} })],
])('that it was scaled is %s when %s', (is, _title, sets) => {
  expect(isScalingEvent(sampleDeployment(), sets)).toBe(is);
});

test('shares add up as far as the largest reaches, never change direction, and never fall below zero', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(sizes, fc.nat(60), fc.nat(10), (present, replicas, surge) => {
      const total = present.reduce((sum, size) => sum + size, 0);
      const deployment = sampleDeployment({ replicas, strategy: rolling(surge, 1) });
      // No ReplicaSet is saturated: none knows the present size.
      const steps = decideScale(deployment, setsOf(present, 61, total));
      const allowed = wantedReplicas(deployment) > 0 ? wantedReplicas(deployment) + maxSurge(deployment) : 0;
      const sum = steps.reduce((before, step) => before + step.replicas, 0);
      // The largest takes what rounding leaves over, down to zero: what is left then waits for the next sync.
      if (steps[0]?.replicas === 0) expect(sum).toBeGreaterThanOrEqual(allowed);
      else expect(sum).toBe(allowed);
      for (const { replicaSet, replicas: size } of steps) {
        const change = size - (replicaSet.spec.replicas ?? 0);
        expect(size).toBeGreaterThanOrEqual(0);
        expect(change * Math.sign(allowed - total)).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 1000 },
  );
});
