import fc from 'fast-check';
import { parse } from 'yaml';
import { toYaml } from '../../../src/workshop/synthesis';

test('names come first, other keys in alphabetical order, and undefined values are left out', () => {
  const text = toYaml({
    spec: { b: 1, a: [{ image: 'x', name: 'main' }], c: undefined },
    metadata: { labels: {}, namespace: 'shop', name: 'web' },
    kind: 'Pod',
    apiVersion: 'v1',
  });
  expect(text).toBe(
    [
      'apiVersion: v1',
      'kind: Pod',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      '  labels: {}',
      'spec:',
      '  a:',
      '  - name: main',
      '    image: x',
      '  b: 1',
      '',
    ].join('\n'),
  );
});

test.each([
  { map: { b: 1, a: 2 }, text: 'a: 2\nb: 1\n' },
  { map: { 10: 'x', 9: 'y', b: 1 }, text: '"10": x\n"9": "y"\nb: 1\n' },
  { map: { z: [{ b: 1, kind: 'x', a: 2 }] }, text: 'z:\n- kind: x\n  a: 2\n  b: 1\n' },
  { map: { z: [{ b: undefined, c: 1, a: undefined }] }, text: 'z:\n- c: 1\n' },
  { map: { z: [[], [1, {}], {}] }, text: 'z:\n- []\n- \n  - 1\n  - {}\n- {}\n' },
])('$map is written in order, whatever the order of the program', ({ map, text }) => {
  expect(toYaml(map)).toBe(text);
});

test('text of several lines stays readable as a block', () => {
  expect(toYaml({ data: { 'init.sh': '#!/bin/bash\nif true; then\n  run\nfi\n' } })).toBe(
    'data:\n  init.sh: |\n    #!/bin/bash\n    if true; then\n      run\n    fi\n',
  );
});

test.each([
  'yes',
  'no',
  'on',
  'off',
  'true',
  'null',
  '~',
  '1',
  '1e3',
  'e0',
  'E+1',
  '0x1f',
  '1:30',
  '2020-01-01',
  '',
  ' a',
  'a: b',
  'a #b',
  '- a',
  '{{x}}',
  '*',
  '&a',
  '!t',
  '%x',
  '@x',
  '`',
  '"',
  "'",
  'a:',
  '<<',
  '=',
  '.inf',
  '012',
  '1_000',
  '+1',
  'y',
  'N',
])('the text %j stays text for old and new parsers', (text) => {
  const written = toYaml({ value: text, [text === '' ? 'empty' : text]: 1 });
  for (const version of ['1.1', '1.2'] as const) {
    expect(parse(written, { version })).toEqual({ value: text, [text === '' ? 'empty' : text]: 1 });
  }
});

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('a', ':', ' ', '#', '-', '\n', '\t', "'", '"', '{', '|', '0', '.', '~', '\r') }),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).map;

test.each(['1.1', '1.2'] as const)('whatever is written reads back the same in YAML %s', (version) => {
  fc.assert(
    fc.property(value, (map) => {
      // Kubernetes' own parser knows no merge keys and no symbols either.
      expect(
        parse(toYaml(map as Record<string, unknown>), {
          version,
          merge: false,
          schema: version === '1.1' ? 'yaml-1.1' : 'core',
        }),
      ).toEqual(map);
    }),
    { numRuns: 1000 },
  );
});
