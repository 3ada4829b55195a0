import fc from 'fast-check';
import { maxSurge, maxUnavailable } from '../../../../src/simulator/controllers/deployment/rolling-limits';
import { rolling, sampleDeployment } from './sample-deployment';

test.each<[replicas: number, surge: number | string, unavailable: number | string, wantSurge: number, wantMin: number]>(
  [
    [10, '25%', '25%', 3, 2],
    [5, '25%', '25%', 2, 1],
    [3, '25%', '25%', 1, 0],
    [1, '25%', '25%', 1, 0],
    [10, 3, 0, 3, 0],
    [10, '0%', '5%', 0, 1],
    [10, 0, 0, 0, 1],
    [2, 1, 5, 1, 2],
    [10, '100%', '100%', 10, 10],
    [0, '25%', '25%', 0, 0],
    [7, '150%', 1, 11, 1],
  ],
)(
  '%i replicas with surge %s and unavailable %s may have %i more, %i fewer',
  (replicas, surge, unavailable, more, fewer) => {
    const deployment = sampleDeployment({ replicas, strategy: rolling(surge, unavailable) });
    expect([maxSurge(deployment), maxUnavailable(deployment)]).toEqual([more, fewer]);
  },
);

test('without a rolling update there is neither', () => {
  const deployment = sampleDeployment({ strategy: { type: 'Recreate' } });
  expect([maxSurge(deployment), maxUnavailable(deployment)]).toEqual([0, 0]);
});

const amount = fc.oneof(
  fc.nat(12),
  fc.nat(100).map((percent) => `${percent}%`),
);

test('a rollout of any Pods can always go on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), amount, amount, (replicas, surge, unavailable) => {
      const deployment = sampleDeployment({ replicas, strategy: rolling(surge, unavailable) });
      expect(maxSurge(deployment) + maxUnavailable(deployment)).toBeGreaterThan(0);
      expect(maxUnavailable(deployment)).toBeLessThanOrEqual(replicas);
    }),
  );
});
