import fc from 'fast-check';
import { FieldSet } from '../../../../src/simulator/apiserver/managed-fields';
import { fromFieldsV1, toFieldsV1 } from '../../../../src/simulator/apiserver/managed-fields/fields-v1';
import {
  compareElements,
  elementText,
  pathText,
} from '../../../../src/simulator/apiserver/managed-fields/path-element';

const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:"y"');
const paths = fc.array(fc.array(element, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
const keysOf = (set: FieldSet): string[] => set.paths().map((path) => JSON.stringify(path));
const keySet = (list: string[][]): Set<string> => new Set(list.map((path) => JSON.stringify(path)));

test('operations are those of sets of paths', () => {
  fc.assert(
    fc.property(paths, paths, (one, two) => {
      const [a, b] = [FieldSet.of(one), FieldSet.of(two)];
      const [left, right] = [keySet(one), keySet(two)];
      expect(new Set(keysOf(a.union(b)))).toEqual(new Set([...left, ...right]));
      expect(new Set(keysOf(a.intersection(b)))).toEqual(new Set([...left].filter((key) => right.has(key))));
      expect(new Set(keysOf(a.difference(b)))).toEqual(new Set([...left].filter((key) => !right.has(key))));
      expect(a.union(b).isEmpty).toBe(left.size + right.size === 0);
      expect(new Set(keysOf(a))).toEqual(left);
    }),
  );
});

test('a recursive difference takes what is below the paths, too', () => {
  fc.assert(
    fc.property(paths, paths, (one, two) => {
      const isBelow = (path: string[]): boolean =>
        two.some((other) => other.every((step, index) => step === path[index]));
      const wanted = keySet(one.filter((path) => !isBelow(path)));
      expect(new Set(keysOf(FieldSet.of(one).recursiveDifference(FieldSet.of(two))))).toEqual(wanted);
    }),
  );
});

test('a set written as FieldsV1 and read as JSON is the same set', () => {
  fc.assert(
    fc.property(paths, (list) => {
      const written = toFieldsV1(FieldSet.of(list));
      const read = fromFieldsV1(JSON.parse(JSON.stringify(written)));
      expect(keysOf(read)).toEqual(keysOf(FieldSet.of(list)));
      expect(JSON.stringify(toFieldsV1(read))).toBe(JSON.stringify(written));
    }),
  );
});

test('an entry that stands alone stands for itself, one with others below it says so', () => {
  const fields = { 'f:a': {}, 'f:b': { 'f:c': {} }, 'f:d': { '.': {}, 'f:e': {} } };
  expect(fromFieldsV1(fields).paths()).toEqual([['f:a'], ['f:d'], ['f:b', 'f:c'], ['f:d', 'f:e']]);
});

test('keys of items are read in any order and with any blanks', () => {
  const read = fromFieldsV1({ 'f:ports': { 'k:{ "protocol": "TCP", "containerPort": 80 }': { '.': {} } } });
  expect(read.has(['f:ports', 'k:{"containerPort":80,"protocol":"TCP"}'])).toBe(true);
});

test.each([
  [{ x: {} }, 'key must be 2 characters long:'],
  [{ abc: {} }, 'missing colon: abc'],
])('%j is no FieldsV1', (fields, message) => {
  expect(() => fromFieldsV1(fields)).toThrow(message);
});

test('a step of a kind that nobody knows is left out', () => {
  expect(fromFieldsV1({ 'z:future': {}, 'f:a': {} }).paths()).toEqual([['f:a']]);
});

test('steps stand in the order of their values, numbers as numbers', () => {
  const port = (number: number): string => `k:{"containerPort":${number},"protocol":"TCP"}`;
  const steps = ['i:1', 'v:"a"', port(8080), port(80), 'f:b', 'f:a', port(443), 'v:10', 'v:9', 'i:0'];
  expect(steps.sort(compareElements)).toEqual([
    'f:a',
    'f:b',
    port(80),
    port(443),
    port(8080),
    'v:9',
    'v:10',
    'v:"a"',
    'i:0',
    'i:1',
  ]);
});

test.each([
  ['f:spec', '.spec'],
  ['k:{"containerPort":80,"protocol":"TCP"}', '[containerPort=80,protocol="TCP"]'],
  ['v:"x"', '[="x"]'],
  ['i:3', '[3]'],
])('%s is shown as %s', (step, shown) => {
  expect(elementText(step)).toBe(shown);
});

test('a path is shown as its steps', () => {
  expect(pathText(['f:spec', 'f:containers', 'k:{"name":"main"}', 'f:image'])).toBe(
    '.spec.containers[name="main"].image',
  );
});
