import { recordIn } from '../../../src/deploy/rollout/record';

const annotations = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`workshop-stacks/rollout-${name}`, value]));

const whole = {
  version: 'v2',
  previous: 'v1',
  phase: 'failed',
  since: '2026-01-01T00:00:00.000Z',
  steady: 'abc',
  reason: 'why',
};

test('a record is what the annotations say, among others', () => {
  expect(recordIn({ ...annotations(whole), 'applyset.kubernetes.io/tooling': 'kubectl/v1.36.0' })).toEqual(whole);
});

test.each([
  { what: 'no annotation', fields: {} },
  { what: 'no version', fields: { phase: 'done', since: whole.since } },
  { what: 'an unknown phase', fields: { ...whole, phase: 'asleep' } },
  { what: 'no time', fields: { ...whole, since: 'yesterday' } },
])('with $what there is none', ({ fields }) => {
  expect(recordIn(annotations(fields as Record<string, string>))).toBeUndefined();
});
