import fc from 'fast-check';
import { requestsOf } from '../../../../src/simulator/controllers/horizontal-pod-autoscaler/pod-requests';
import {
  sizeByAverage,
  sizeByUtilization,
  type UsageQuestion,
} from '../../../../src/simulator/controllers/horizontal-pod-autoscaler/size-by-usage';
import { NOW_MS, podOf, podsOf, usedBy, type PodShape } from './autoscaling';

const TENTH = { scaleUp: 0.1, scaleDown: 0.1 };

function question(shapes: readonly PodShape[], milli: readonly (number | undefined)[]): UsageQuestion {
  const pods = shapes.map(podOf);
  const metrics = usedBy(pods, ...milli);
  return { replicas: shapes.length, pods, metrics, resource: 'cpu', tolerances: TENTH, nowMs: NOW_MS };
}

function size(shapes: readonly PodShape[], milli: readonly (number | undefined)[], target = 50) {
  const asked = question(shapes, milli);
  const requests = requestsOf(asked.pods, 'cpu');
  if (!(requests instanceof Map)) throw new Error('a request is missing');
  return sizeByUtilization(asked, requests, target);
}

const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

test.each([
  ['twice the target doubles them', [a, b], [100], 4],
  ['half the target halves them', [a, b], [25], 1],
  ['a tenth more is let pass', [a, b], [55], 2],
  ['a little more than that is not', [a, b], [56], 3],
  ['nothing used leaves none', [a, b], [0], 0],
  ['an average counts, not who uses it', [a, b, c], [150, 0, 0], 3],
  ['one that nothing is known of uses nothing when more are wanted', [a, b, c], [100, 100, undefined], 4],
  ['one that nothing is known of uses all of its request when fewer are wanted', [a, b, c], [10, 10, undefined], 3],
  [
    'one that is not ready uses nothing when more are wanted',
    [a, { name: 'b', isReady: false, forSeconds: 20 }],
    [200, 900],
    4,
  ],
  ['one that is pending uses nothing when more are wanted', [a, { name: 'b', phase: 'Pending' }], [90, undefined], 2],
  ['one that has failed counts for nothing', [a, { name: 'b', phase: 'Failed' }], [100, 100], 2],
  ['one that was ready for a while and is not counts', [a, { name: 'b', isReady: false }], [100, 100], 2],
])('%s', (_, shapes, milli, replicas) => {
  expect(size(shapes as PodShape[], milli as number[])).toMatchObject({ replicas });
});

test('what is seen is what the known Pods use of what they request', () => {
  expect(size([a, b], [80, 21])).toEqual({ replicas: 2, utilization: 50, averageMilli: 50 });
});

test('of Pods that have just started nothing is believed', () => {
  const young = { name: 'a', forSeconds: 5 };
  expect(size([young], [400])).toEqual({
    failure: 'did not receive metrics for targeted pods (pods might be unready)',
  });
});

test.each([
  [{ scaleUp: 0, scaleDown: 0 }, 51, 3],
  [{ scaleUp: 0.5, scaleDown: 0 }, 70, 2],
  [{ scaleUp: 0, scaleDown: 0.5 }, 30, 2],
])('with tolerances %p, %d of 50 %% of two Pods want %d', (tolerances, milli, replicas) => {
  const asked = { ...question([a, b], [milli]), tolerances };
  expect(
    sizeByUtilization(
      asked,
      new Map([
        ['a', 100],
        ['b', 100],
      ]),
      50,
    ),
  ).toMatchObject({ replicas });
});

test('an average value is a target of its own', () => {
  expect(sizeByAverage(question([a, b], [300]), 100)).toEqual({ replicas: 6, averageMilli: 300 });
  expect(sizeByAverage(question([a, b], [100]), 100)).toEqual({ replicas: 2, averageMilli: 100 });
});

test.each([
  [{ name: 'a', cpu: null }, undefined, 'missing request for cpu in container main of Pod a'],
  [{ name: 'a' }, 'other', 'container other not found in Pod a'],
])('says what is missing of %p', (shape, container, failure) => {
  expect(requestsOf([podOf(shape)], 'cpu', container)).toEqual({ failure });
});

test('at the target nothing changes, and once the use spreads over the wanted replicas it is at the target', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 400 }), (count, milli) => {
      const pods = podsOf(count);
      const requests = requestsOf(pods, 'cpu');
      if (!(requests instanceof Map)) throw new Error('a request is missing');
      const base = { pods, resource: 'cpu', tolerances: TENTH, nowMs: NOW_MS };
      const first = sizeByUtilization({ ...base, replicas: count, metrics: usedBy(pods, milli) }, requests, 50);
      if ('failure' in first) throw new Error(first.failure);
      const spread = podsOf(Math.max(1, first.replicas));
      const each = (count * milli) / spread.length;
      const question = { ...base, pods: spread, replicas: spread.length, metrics: usedBy(spread, each) };
      const again = sizeByUtilization(question, new Map(spread.map(({ metadata }) => [metadata.name, 100])), 50);
      if ('failure' in again) throw new Error(again.failure);
      // One replica less can be enough: utilization is whole per cent, and replicas are rounded up.
      expect(again.replicas).toBeLessThanOrEqual(spread.length);
      expect(again.replicas).toBeGreaterThanOrEqual(Math.min(spread.length - 1, Math.floor(spread.length * 0.8)));
    }),
  );
});
