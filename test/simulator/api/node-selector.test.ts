import { matchesRequiredNodeAffinity, matchesTerm, type NodeSelectorRequirement } from '../../../src/simulator/api';

const NODE = { name: 'node-1', labels: { zone: 'east', cores: '8' } };

test.each<[string, string, readonly string[], boolean]>([
  ['zone', 'In', ['west', 'east'], true],
  ['zone', 'In', ['west'], false],
  ['disk', 'In', ['ssd'], false],
  ['zone', 'NotIn', ['east'], false],
  ['disk', 'NotIn', ['ssd'], true],
  ['zone', 'Exists', [], true],
  ['disk', 'Exists', [], false],
  ['zone', 'DoesNotExist', [], false],
  ['cores', 'Gt', ['4'], true],
  ['cores', 'Gt', ['8'], false],
  ['cores', 'Lt', ['9'], true],
  ['zone', 'Gt', ['4'], false],
  ['disk', 'Lt', ['9'], false],
  ['zone', 'Near', ['east'], false],
  ['toString', 'Exists', [], false],
])('%s %s %j: %p', (key, operator, values, expected) => {
  const requirement: NodeSelectorRequirement = { key, operator, values };
  expect(matchesTerm({ matchExpressions: [requirement] }, NODE)).toBe(expected);
});

test('a term without conditions matches nothing, and the name is the one field', () => {
  expect(matchesTerm({}, NODE)).toBe(false);
  const named = (key: string) => ({ matchFields: [{ key, operator: 'In', values: ['node-1'] }] });
  expect(matchesTerm(named('metadata.name'), NODE)).toBe(true);
  expect(matchesTerm(named('metadata.uid'), NODE)).toBe(false);
});

test('a Pod needs its nodeSelector and one of the terms', () => {
  const terms = (...zones: readonly string[]) => ({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: zones.map((zone) => ({
          matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }],
        })),
      },
    },
  });
  const matches = (spec: object): boolean => matchesRequiredNodeAffinity({ containers: [], ...spec }, NODE);
  expect(matches({})).toBe(true);
  expect(matches({ affinity: terms('west', 'east') })).toBe(true);
  expect(matches({ affinity: terms('west') })).toBe(false);
  expect(matches({ nodeSelector: { zone: 'west' }, affinity: terms('east') })).toBe(false);
});
