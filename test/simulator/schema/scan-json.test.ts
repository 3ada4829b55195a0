import fc from 'fast-check';
import { decodeBody, recognize } from '../../../src/simulator/schema';

const read = (text: string): ReturnType<typeof decodeBody> => decodeBody(new TextEncoder().encode(text), 'json');

test.each([
  ['', 'unexpected end of JSON input'],
  ['{"a":1', 'unexpected end of JSON input'],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['[1 2]', "invalid character '2' after array element"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['1 2', "invalid character '2' after top-level value"],
  ['nul', 'unexpected end of JSON input'],
  ['nope', "invalid character 'o' in literal null (expecting 'u')"],
  ['-a', "invalid character 'a' in numeric literal"],
  ['01', "invalid character '1' after top-level value"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1e', 'unexpected end of JSON input'],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
  ["'a'", "invalid character '\\'' looking for beginning of value"],
  ['ä', "invalid character 'Ã' looking for beginning of value"],
])('%j is refused in the words of Go: %s', (text, message) => {
  expect(read(text).syntaxError).toBe(message);
});

test('accepts what a JSON parser accepts, with the same value', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const raw = read(text);
      expect(raw.syntaxError).toBeUndefined();
      expect(raw.value).toEqual(JSON.parse(text));
    }),
  );
});

test('refuses what a JSON parser refuses', () => {
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '{', ']', 'x', '\\', '0'), (text, place, letter) => {
      const at = place % (text.length + 1);
      const changed = text.slice(0, at) + letter + text.slice(at + 1);
      expect(read(changed).syntaxError === undefined).toBe(parses(changed));
    }),
  );
});

test.each([
  ['"text"', 'cannot unmarshal string into Go value of type struct { APIVersion string'],
  ['{"kind":5}', 'cannot unmarshal number into Go struct field .kind of type string'],
  ['{"apiVersion":"a/b/c"}', 'unexpected GroupVersion string: a/b/c'],
])('what %s is cannot be told', (text, message) => {
  expect(() => recognize(read(text))).toThrow(message);
});

test.each([
  ['{"apiVersion":"apps/v1","kind":"Deployment"}', { group: 'apps', version: 'v1', kind: 'Deployment' }],
  ['{"apiVersion":"v1"}', { group: '', version: 'v1', kind: '' }],
  ['null', { group: '', version: '', kind: '' }],
])('%s says what it is', (text, gvk) => {
  expect(recognize(read(text))).toEqual(gvk);
});
