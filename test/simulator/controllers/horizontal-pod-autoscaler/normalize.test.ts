import fc from 'fast-check';
import {
  newHistory,
  normalize,
  remember,
  type Recommended,
} from '../../../../src/simulator/controllers/horizontal-pod-autoscaler/normalize';

const NOW_MS = 1_000_000_000;
const recommended = (wanted: number, current: number, more: Partial<Recommended> = {}): Recommended => ({
  wanted,
  current,
  min: 1,
  max: 10,
  nowMs: NOW_MS,
  ...more,
});
const fresh = (replicas: number) => newHistory(replicas, NOW_MS - 3_600_000);

test.each([
  [3, 2, 3, 'ReadyForNewScale', 'DesiredWithinRange', false],
  [9, 2, 4, 'ReadyForNewScale', 'ScaleUpLimit', true],
  [30, 8, 10, 'ReadyForNewScale', 'TooManyReplicas', true],
  [0, 2, 1, 'ReadyForNewScale', 'TooFewReplicas', true],
])('%d wanted of %d become %d', (wanted, current, replicas, ability, limit, isLimited) => {
  expect(normalize(recommended(wanted, current), undefined, fresh(current))).toMatchObject({
    replicas,
    ability: { reason: ability },
    limit: { reason: limit, isLimited },
  });
});

test('fewer are wanted for five minutes before there are fewer', () => {
  const history = newHistory(6, NOW_MS);
  const soon = normalize(recommended(2, 6, { nowMs: NOW_MS + 300_000 }), undefined, history);
  expect(soon).toMatchObject({ replicas: 6, ability: { reason: 'ScaleDownStabilized' } });
  const later = normalize(recommended(2, 6, { nowMs: NOW_MS + 300_001 }), undefined, history);
  expect(later).toMatchObject({ replicas: 2, ability: { reason: 'ReadyForNewScale' } });
});

const rules = {
  scaleUp: {
    stabilizationWindowSeconds: 60,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 1, periodSeconds: 60 },
      { type: 'Percent', value: 100, periodSeconds: 60 },
    ],
  },
  scaleDown: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Min',
    policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }],
  },
};

test.each([
  ['the larger of two steps up', 8, 3, rules, fresh(8), 6, 'ScaleUpLimit'],
  [
    'the smaller of two steps up',
    8,
    3,
    { ...rules, scaleUp: { ...rules.scaleUp, selectPolicy: 'Min' } },
    fresh(8),
    4,
    'ScaleUpLimit',
  ],
  [
    'no step up at all',
    8,
    3,
    { ...rules, scaleUp: { ...rules.scaleUp, selectPolicy: 'Disabled' } },
    fresh(8),
    3,
    'ScaleUpLimit',
  ],
  ['a step down', 1, 8, rules, fresh(1), 6, 'ScaleDownLimit'],
  [
    'no step down at all',
    1,
    8,
    { ...rules, scaleDown: { ...rules.scaleDown, selectPolicy: 'Disabled' } },
    fresh(1),
    8,
    'ScaleDownLimit',
  ],
  ['what is left of a step up', 8, 5, rules, remember(fresh(8), rules, 2, NOW_MS - 30_000), 6, 'ScaleUpLimit'],
  ['what is left of a step down', 1, 7, rules, remember(fresh(1), rules, -1, NOW_MS - 30_000), 6, 'ScaleDownLimit'],
])('rules allow %s', (_, wanted, current, behavior, history, replicas, reason) => {
  expect(normalize(recommended(wanted, current), behavior, history)).toMatchObject({ replicas, limit: { reason } });
});

test('rules may ask for a while of wanting more', () => {
  const history = newHistory(3, NOW_MS - 30_000);
  expect(normalize(recommended(4, 3), rules, history)).toMatchObject({
    replicas: 3,
    ability: { reason: 'ScaleUpStabilized' },
  });
});

const policies = fc.array(
  fc.record({
    type: fc.constantFrom('Pods', 'Percent'),
    value: fc.integer({ min: 1, max: 200 }),
    periodSeconds: fc.integer({ min: 1, max: 1800 }),
  }),
  { minLength: 1, maxLength: 3 },
);
const scalingRules = fc.record({
  stabilizationWindowSeconds: fc.integer({ min: 0, max: 3600 }),
  selectPolicy: fc.constantFrom('Max', 'Min', 'Disabled'),
  policies,
});
const behaviors = fc.option(fc.record({ scaleUp: scalingRules, scaleDown: scalingRules }), { nil: undefined });

test('the result stays within its bounds and never goes against what is wanted, whatever came before', () => {
  const bounds = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(40), fc.nat(40));
  const steps = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 600 })), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(bounds, steps, behaviors, ([min, more, start], wishes, behavior) => {
      const max = min + more;
      let current = Math.min(max, min + start);
      let nowMs = NOW_MS;
      let history = newHistory(current, nowMs);
      for (const [wanted, seconds] of wishes) {
        nowMs += seconds * 1000;
        const result = normalize({ wanted, current, min, max, nowMs }, behavior, history);
        expect(result.replicas).toBeGreaterThanOrEqual(min);
        expect(result.replicas).toBeLessThanOrEqual(max);
        if (wanted >= current) expect(result.replicas).toBeGreaterThanOrEqual(behavior === undefined ? current : min);
        if (wanted === current && result.replicas > current) expect(result.ability.reason).toBe('ScaleDownStabilized');
        history = remember(result.history, behavior, result.replicas - current, nowMs);
        current = result.replicas;
      }
    }),
  );
});

test('what is wanted and had for long stays', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), behaviors, (replicas, behavior) => {
      const result = normalize(recommended(replicas, replicas), behavior, fresh(replicas));
      expect(result.replicas).toBe(replicas);
      expect(result.limit.isLimited).toBe(false);
    }),
  );
});
