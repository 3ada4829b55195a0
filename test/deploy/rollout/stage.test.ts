import { alertFor, stageOf } from '../../../src/deploy';
import { environmentOf, liveOf, recordOf } from './cases';

const stages = (...environments: readonly ReturnType<typeof environmentOf>[]): (string | undefined)[] =>
  environments.map((each) => stageOf(each, environments));

test('one version is tested, one rolls out, one is being replaced', () => {
  expect(
    stages(
      environmentOf('staging', { wanted: 'v3', live: liveOf('v3') }),
      environmentOf('asia', { traffic: 10, live: liveOf('v2', { record: recordOf('done v2 after v1') }) }),
      environmentOf('europe', { traffic: 30, live: liveOf('v1+v2', { record: recordOf('applying v2 after v1') }) }),
      environmentOf('america', { traffic: 60 }),
    ),
  ).toEqual(['testing', 'rolling out', 'rolling out', 'being replaced']);
});

test('a version that is in every region is current, and so is one whose follower is nowhere yet', () => {
  const regions = (has: string): ReturnType<typeof environmentOf>[] => [
    environmentOf('asia', { traffic: 10, live: liveOf(has) }),
    environmentOf('america', { traffic: 60, live: liveOf(has) }),
  ];
  expect(stages(...regions('v2'))).toEqual(['current', 'current']);
  expect(stages(...regions('v1'))).toEqual(['current', 'current']);
});

test('a region that is ahead of the others tests', () => {
  const ahead = { traffic: 5, stage: 'Canary', wanted: 'v3', live: liveOf('v3') };
  expect(stages(environmentOf('canary', ahead), environmentOf('east', { traffic: 95 }))[0]).toBe('testing');
  const together = { ...ahead, wanted: 'v2', live: liveOf('v2') };
  expect(stages(environmentOf('canary', together), environmentOf('east', { traffic: 95 }))).toEqual([
    'rolling out',
    'being replaced',
  ]);
});

test('nothing is said where nothing is, or nothing is known', () => {
  const { live: _, ...unread } = environmentOf('east', { traffic: 95 });
  expect(stages(environmentOf('asia', { traffic: 5, live: liveOf('') }), unread)).toEqual([undefined, undefined]);
});

test.each([
  { has: ['v1', 'v2', 'v3'], alert: undefined },
  { has: ['v1', 'v2', 'v3', 'HEAD'], alert: undefined },
  {
    has: ['v1', 'v2', 'v3', 'v4+v3'],
    alert: '4 versions of shop are active, and at most 3 may be: v1 (e0), v2 (e1), v3 (e2, e3), v4 (e3)',
  },
])('$has: $alert', ({ has, alert }) => {
  const environments = has.map((versions, index) => environmentOf(`e${index}`, { traffic: 1, live: liveOf(versions) }));
  expect(alertFor('shop', environments)).toBe(alert);
});
