import fc from 'fast-check';
import {
  decideEviction,
  noExecuteTaints,
  toleratedSeconds,
} from '../../../../src/simulator/controllers/taint-eviction/decide';

const taint = (key: string, value?: string) => ({
  key,
  effect: 'NoExecute',
  ...(value === undefined ? {} : { value }),
});

test.each([
  ['no taint', [], [], Infinity],
  ['a taint that is not tolerated', [taint('k')], [], 0],
  ['one of two', [taint('k'), taint('l')], [{ key: 'k', operator: 'Exists' }], 0],
  ['for ever', [taint('k')], [{ key: 'k', operator: 'Exists' }], Infinity],
  ['for a time', [taint('k')], [{ key: 'k', operator: 'Exists', tolerationSeconds: 300 }], 300],
  [
    'for the shortest time of all',
    [taint('k'), taint('l')],
    [
      { key: 'k', operator: 'Exists', tolerationSeconds: 300 },
      { key: 'l', operator: 'Exists', tolerationSeconds: 10 },
    ],
    10,
  ],
  ['for less than no time', [taint('k')], [{ key: 'k', operator: 'Exists', tolerationSeconds: -5 }], 0],
])('tolerates %s', (_, taints, tolerations, seconds) => {
  expect(toleratedSeconds(taints, tolerations)).toBe(seconds);
});

const for300 = [{ key: 'k', operator: 'Exists', tolerationSeconds: 300 }];

test.each([
  ['is planned', [taint('k')], for300, undefined, { type: 'plan', dueMs: 301_000 }],
  ['stays as it is planned', [taint('k')], for300, 200_000, { type: 'keep' }],
  ['is called off', [], for300, 200_000, { type: 'cancel' }],
  ['is not called off when there is none', [], for300, undefined, { type: 'keep' }],
  ['comes at once', [taint('l')], for300, 200_000, { type: 'plan', dueMs: 1000 }],
  ['is not planned twice for now', [taint('l')], for300, 1000, { type: 'keep' }],
])('an eviction %s', (_, taints, tolerations, plannedMs, expected) => {
  expect(decideEviction(taints, tolerations, plannedMs, 1000)).toEqual(expected);
});

test('deciding twice changes nothing more', () => {
  const taints = fc.array(fc.constantFrom('a', 'b').map((key) => taint(key)));
  const tolerations = fc.array(
    fc.record({
      key: fc.constantFrom('a', 'b'),
      operator: fc.constant('Exists'),
      tolerationSeconds: fc.constantFrom(0, 60, 300),
    }),
  );
  fc.assert(
    fc.property(taints, tolerations, fc.option(fc.nat(500_000), { nil: undefined }), (given, tolerated, plannedMs) => {
      const first = decideEviction(given, tolerated, plannedMs, 1000);
      const after = first.type === 'keep' ? plannedMs : first.type === 'plan' ? first.dueMs : undefined;
      expect(decideEviction(given, tolerated, after, 1000)).toEqual({ type: 'keep' });
    }),
  );
});

test('only NoExecute drives away', () => {
  expect(noExecuteTaints([taint('k'), { key: 'l', effect: 'NoSchedule' }])).toEqual([taint('k')]);
});
