import fc from 'fast-check';
import { decideStep, planRollout, regionsToTakeBack, versionBefore } from '../../../src/deploy';
import { environmentOf, liveOf, recordOf } from './cases';

test.each([
  { has: '', note: undefined, step: 'apply', because: 'nothing is there' },
  { has: 'v1', note: undefined, step: 'apply', because: 'it has another version' },
  { has: 'v1+v2', note: 'applying v2 after v1', step: 'apply', because: 'somebody interrupted' },
  { has: 'v2', note: 'applying v2 after v1', step: 'apply', because: 'nobody saw it become ready' },
  { has: 'v2', note: 'failed v2 after v1', step: 'apply', because: 'what failed is tried again' },
  { has: 'v2', note: 'applying v1 after v2', step: 'apply', because: 'it was on its way back' },
  { has: 'v1', note: 'back v1 after v2', step: 'apply', because: 'it went back' },
  { has: 'v2', note: undefined, step: 'apply', because: 'it may have come in part' },
  { has: 'v2', note: 'done v1', step: 'apply', because: 'it may have come in part later' },
  { has: 'v2', note: 'back v2 after v3', step: 'watch', because: 'it has to prove itself again' },
  { has: 'v2', note: 'soaking v2 after v1', step: 'watch', because: 'nobody watched to the end' },
  { has: 'v2', note: 'done v2 after v1', step: 'none', because: 'it has proven itself' },
])('a region with $has, noted $note: $step, because $because', ({ has, note, step }) => {
  const live = liveOf(has, note === undefined ? {} : { record: recordOf(note) });
  expect(decideStep('v2', live)).toBe(step);
});

test('a region that has the version and is not ready is watched again, and one that does not answer is unknown', () => {
  const live = liveOf('v2', { record: recordOf('done v2 after v1'), unready: 'Deployment shop: 0 of 2 Pods' });
  expect(decideStep('v2', live)).toBe('watch');
  expect(decideStep('v2', undefined)).toBe('unknown');
});

test.each([
  { has: 'v2', note: 'failed v2 after v1', before: 'v1' },
  { has: 'v2', note: 'applying v1 after v2', before: 'v1' },
  { has: 'v1+v2', note: undefined, before: 'v1' },
  { has: 'v2', note: undefined, before: undefined },
  { has: 'v2', note: 'done v2', before: undefined },
])('before v2, a region with $has that noted $note had $before', ({ has, note, before }) => {
  expect(versionBefore('v2', liveOf(has, note === undefined ? {} : { record: recordOf(note) }))).toBe(before);
});

const anyEnvironments = fc.uniqueArray(
  fc.record({ name: fc.stringMatching(/^[a-z]{1,5}$/), traffic: fc.option(fc.nat(100), { nil: undefined }) }),
  { selector: ({ name }) => name },
);

test('regions follow each other by traffic, whatever the order of the environments', () => {
  fc.assert(
    fc.property(anyEnvironments, (some) => {
      const { regions, others } = planRollout(
        'shop',
        'v2',
        some.map(({ name, traffic }) => environmentOf(name, { traffic })),
      );
      const traffic = regions.map(({ region }) => region.trafficPercent);
      expect(traffic).toEqual([...traffic].sort((left, right) => left - right));
      expect(regions).toHaveLength(some.filter((each) => each.traffic !== undefined).length);
      expect(others).toHaveLength(some.length - regions.length);
    }),
  );
});

test('a region whose stage points at another version has no part in it', () => {
  const environments = [
    environmentOf('canary', { traffic: 5, stage: 'Canary', wanted: 'v3', live: liveOf('v3') }),
    environmentOf('east', { traffic: 35 }),
    environmentOf('west', { traffic: 60 }),
  ];
  const { regions, others, active, refusal } = planRollout('shop', 'v2', environments);
  expect(regions.map(({ name }) => name)).toEqual(['east', 'west']);
  expect(others.map(({ name }) => name)).toEqual(['canary']);
  expect(active.map(({ version }) => version)).toEqual(['v1', 'v2', 'v3']);
  expect(refusal).toBeUndefined();
});

describe('a fourth active version', () => {
  const three = [
    environmentOf('staging', { wanted: 'v4', live: liveOf('v4') }),
    environmentOf('east', { traffic: 35, wanted: 'v3', live: liveOf('v2') }),
    environmentOf('west', { traffic: 65, wanted: 'v3', live: liveOf('v1') }),
  ];

  test('is refused, with who runs which', () => {
    expect(planRollout('shop', 'v3', three).refusal).toBe(
      '4 versions of shop would be active: v1 (west), v2 (east), v3, v4 (staging); at most 3 may be: ' +
        'one in testing, one rolling out, one being replaced. Finish or take back one of them first',
    );
  });

  test('counts what a pointer names where the cluster does not answer', () => {
    const [staging, ...regions] = three as [(typeof three)[number]];
    const { live: _, ...unread } = staging;
    expect(planRollout('shop', 'v3', [unread, ...regions]).refusal).toContain('4 versions');
    expect(planRollout('shop', 'v3', [{ ...unread, wanted: 'HEAD' }, ...regions]).refusal).toBeUndefined();
  });

  test('that is on its way already may arrive: that makes them fewer', () => {
    const begun = [...three, environmentOf('asia', { traffic: 5, wanted: 'v3', live: liveOf('v3') })];
    const { active, refusal } = planRollout('shop', 'v3', begun);
    expect(active).toHaveLength(4);
    expect(refusal).toBeUndefined();
  });

  test('counts the version that still runs where a later one does not become ready', () => {
    const record = recordOf('failed v2 after v1');
    const failed = environmentOf('east', { traffic: 35, live: liveOf('v2', { record, unready: 'not ready' }) });
    const { active } = planRollout('shop', 'v2', [failed]);
    expect(active).toEqual([
      { version: 'v1', environments: ['east'] },
      { version: 'v2', environments: ['east'] },
    ]);
  });
});

test('the code as it stands is no released version', () => {
  const { active } = planRollout('shop', 'v2', [environmentOf('dev', { live: liveOf('HEAD') })]);
  expect(active).toEqual([{ version: 'v2', environments: [] }]);
});

describe('regions that go back', () => {
  const plan = planRollout('shop', 'v2', [
    environmentOf('asia', { traffic: 10, live: liveOf('v2', { record: recordOf('done v2 after v1') }) }),
    environmentOf('europe', { traffic: 30, live: liveOf('v2', { record: recordOf('failed v2 after v1') }) }),
    environmentOf('america', { traffic: 60 }),
  ]);

  test('are those in which it did not arrive', () => {
    expect(regionsToTakeBack(plan, []).map(({ name }) => name)).toEqual(['europe']);
  });

  test('are those that were named, highest traffic first', () => {
    expect(regionsToTakeBack(plan, ['asia', 'europe']).map(({ name }) => name)).toEqual(['europe', 'asia']);
  });
});
