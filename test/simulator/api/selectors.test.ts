import fc from 'fast-check';
import {
  labelSelectorOf,
  labelSelectorOfLabels,
  parseFieldSelector,
  parseLabelSelector,
  type Labels,
} from '../../../src/simulator/api';

test.each<{ selector: string; labels: Labels; matches: boolean }>([
  { selector: '', labels: {}, matches: true },
  { selector: 'a=b', labels: { a: 'b' }, matches: true },
  { selector: 'a==b', labels: { a: 'c' }, matches: false },
  { selector: 'a=', labels: { a: '' }, matches: true },
  { selector: 'a=', labels: {}, matches: false },
  { selector: 'a!=b', labels: {}, matches: true },
  { selector: 'a!=b', labels: { a: 'b' }, matches: false },
  { selector: 'a in (x, y)', labels: { a: 'y' }, matches: true },
  { selector: 'a in (x,y)', labels: {}, matches: false },
  { selector: 'a notin (x)', labels: {}, matches: true },
  { selector: 'a notin ()', labels: { a: '' }, matches: false },
  { selector: 'a in (,x)', labels: { a: '' }, matches: true },
  { selector: 'in in (in,notin)', labels: { in: 'notin' }, matches: true },
  { selector: 'a', labels: { a: 'x' }, matches: true },
  { selector: '!a', labels: { b: 'x' }, matches: true },
  { selector: 'a,!a', labels: { a: 'x' }, matches: false },
  { selector: 'a>1', labels: { a: '2' }, matches: true },
  { selector: 'a<1', labels: { a: '2' }, matches: false },
  { selector: 'a>1', labels: { a: 'many' }, matches: false },
  { selector: 'constructor', labels: {}, matches: false },
])('"$selector" matches $labels: $matches', ({ selector, labels, matches }) => {
  expect(parseLabelSelector(selector).matches(labels)).toBe(matches);
});

test.each([
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['app in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
  ['app in (a', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['app in (a b)', "unable to parse requirement: found 'b', expected: ',' or ')'"],
  ['app in a', "unable to parse requirement: found 'a' expected: '('"],
  ['a=b c', "found 'c', expected: ',' or 'end of string'"],
  ['a=b,', "found '', expected: identifier after ','"],
  [',a', "found ',', expected: !, identifier, or 'end of string'"],
  ['!', "unable to parse requirement: found '', expected: identifier"],
  ['a=(', "unable to parse requirement: found '(', expected: identifier"],
  ['a constructor', "unable to parse requirement: found 'constructor', expected: in, notin, =, ==, !=, gt, lt"],
  [
    'a>x',
    "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
  ],
])('"%s" is refused: %s', (selector, message) => {
  expect(() => parseLabelSelector(selector)).toThrow(new Error(message));
});

test('a key that is no label key is refused with its rule', () => {
  expect(() => parseLabelSelector('@=x')).toThrow(
    /^unable to parse requirement: <nil>: Invalid value: "@": name part must consist of/,
  );
  expect(() => parseLabelSelector('a=b@')).toThrow(
    /^unable to parse requirement: values\[0\]\[a\]: Invalid value: "b@": a valid label must be/,
  );
});

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/);
const requirement = fc.oneof(
  fc.tuple(word, fc.constantFrom('=', '==', '!='), word).map((parts) => parts.join('')),
  fc
    .tuple(word, fc.constantFrom(' in ', ' notin '), fc.array(word, { minLength: 1, maxLength: 3 }))
    .map(([key, operator, values]) => `${key}${operator}(${values.join(',')})`),
  word,
  word.map((key) => `!${key}`),
);

test('a selector as text is read as an equal selector', () => {
  fc.assert(
    fc.property(fc.array(requirement, { maxLength: 4 }), fc.dictionary(word, word), (parts, labels) => {
      const selector = parseLabelSelector(parts.join(','));
      const again = parseLabelSelector(selector.toString());
      expect(again.toString()).toBe(selector.toString());
      expect(again.matches(labels)).toBe(selector.matches(labels));
    }),
  );
});

test('any text either parses or is refused with a message', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab =!(),><1\t@') }), (text) => {
      try {
        parseLabelSelector(text).matches({ a: 'b' });
      } catch (error) {
        expect(String(error)).toMatch(/^SelectorSyntaxError: .*(found|Invalid value)/);
      }
    }),
  );
});

test('an absent selector object matches nothing, an empty one everything', () => {
  expect(labelSelectorOf(undefined).matches({})).toBe(false);
  expect(labelSelectorOf({}).matches({ a: 'b' })).toBe(true);
  expect(labelSelectorOfLabels({ a: 'b' }).matches({ a: 'b', c: 'd' })).toBe(true);
});

test('labels and expressions of a selector object must all hold', () => {
  const selector = labelSelectorOf({
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'NotIn', values: ['back'] },
      { key: 'ready', operator: 'Exists' },
    ],
  });
  expect(selector.toString()).toBe('app=web,ready,tier notin (back)');
  expect(selector.matches({ app: 'web', ready: '' })).toBe(true);
  expect(selector.matches({ app: 'web', ready: '', tier: 'back' })).toBe(false);
});

test('an unknown operator of a selector object is refused', () => {
  expect(() => labelSelectorOf({ matchExpressions: [{ key: 'a', operator: 'Near' }] })).toThrow(
    '"Near" is not a valid label selector operator',
  );
});

test.each<{ selector: string; fields: Record<string, string>; matches: boolean }>([
  { selector: 'metadata.name=a,status.phase!=Running', fields: { 'metadata.name': 'a' }, matches: true },
  { selector: 'metadata.name==b', fields: { 'metadata.name': 'a' }, matches: false },
  { selector: 'a=x\\,y\\=z', fields: { a: 'x,y=z' }, matches: true },
  { selector: 'spec.nodeName=', fields: {}, matches: true },
])('field selector "$selector" matches $fields: $matches', ({ selector, fields, matches }) => {
  const parsed = parseFieldSelector(selector);
  expect(parsed.matches(fields)).toBe(matches);
  expect(parseFieldSelector(parsed.toString()).matches(fields)).toBe(matches);
});

test.each([
  ['a', "invalid selector: 'a'; can't understand 'a'"],
  ['a=b\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
])('field selector "%s" is refused: %s', (selector, message) => {
  expect(() => parseFieldSelector(selector)).toThrow(new Error(message));
});
