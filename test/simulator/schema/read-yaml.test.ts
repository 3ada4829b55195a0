import { decodeBody } from '../../../src/simulator/schema';

const read = (text: string): ReturnType<typeof decodeBody> => decodeBody(new TextEncoder().encode(text), 'yaml');

test.each([
  ['a: y', { a: true }],
  ['a: off', { a: false }],
  ['a: "y"', { a: 'y' }],
  ['a: 0755', { a: 493 }],
  ['a: 1_000', { a: 1000 }],
  ['a: 12:30', { a: '12:30' }],
  ['a: 2024-05-01', { a: '2024-05-01' }],
  ['a: ~', { a: null }],
  ['8080: x', { '8080': 'x' }],
  ['a: &x {b: 1}\nc:\n  <<: *x\n  d: 2', { a: { b: 1 }, c: { b: 1, d: 2 } }],
  ['{"a": [1, "b"]}', { a: [1, 'b'] }],
  ['a: 1\n---\nb: 2', { a: 1 }],
  ['', null],
])('%j is read as the server reads it', (text, value) => {
  expect(read(text).value).toEqual(value);
});

test('keys come in the order of their names, as they do in Go', () => {
  expect(Object.keys(read('b: 1\na: 2').value as object)).toEqual(['a', 'b']);
});

test.each([
  ['a: b: c', 'yaml: mapping values are not allowed in this context'],
  ['x: 1\na: b: c', 'yaml: line 2: mapping values are not allowed in this context'],
  ['\ta: 1', 'yaml: found character that cannot start any token'],
  ['a: *x', "yaml: unknown anchor 'x' referenced"],
])('%j is refused: %s', (text, message) => {
  expect(read(text).syntaxError).toBe(message);
});

test('keys given twice are an error of strict validation, with their line', () => {
  expect(read('metadata:\n  name: a\n  name: b\n').strictError).toBe(
    'yaml: unmarshal errors:\n  line 3: key "name" already set in map',
  );
});
