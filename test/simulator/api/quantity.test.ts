import fc from 'fast-check';
import {
  ageSince,
  canonicalQuantity,
  compareQuantities,
  humanDuration,
  parseQuantity,
} from '../../../src/simulator/api';

test.each([
  ['0', '0'],
  ['0Gi', '0'],
  ['1', '1'],
  ['1.5', '1500m'],
  ['0.5', '500m'],
  ['1000m', '1'],
  ['100m', '100m'],
  ['1.5Gi', '1536Mi'],
  ['1024Mi', '1Gi'],
  ['1025Mi', '1025Mi'],
  ['64Mi', '64Mi'],
  ['512Ki', '512Ki'],
  ['1000Ki', '1000Ki'],
  ['1000', '1k'],
  ['1024', '1024'],
  ['5000000', '5M'],
  ['1e3', '1e3'],
  ['1E', '1E'],
  ['12e6', '12e6'],
  ['0.1m', '100u'],
  ['1n', '1n'],
  ['0.5n', '1n'],
  ['0.5Mi', '512Ki'],
  ['-1.5', '-1500m'],
  ['0.1Ki', '102400m'],
  ['100Ei', '9223372036854775807'],
  ['128974848', '128974848'],
])('%s is answered as %s', (text, canonical) => {
  expect(canonicalQuantity(text)).toBe(canonical);
});

const FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

test.each([
  ['', FORMAT],
  ['lots', FORMAT],
  ['1 Gi', FORMAT],
  ['1mm', "unable to parse quantity's suffix"],
  ['1e', "unable to parse quantity's suffix"],
])('"%s" is refused: %s', (text, message) => {
  expect(() => parseQuantity(text)).toThrow(new Error(message));
});

test('a huge exponent takes neither time nor memory', () => {
  expect(compareQuantities('1e999999999', '1Ei')).toBeGreaterThan(0);
  expect(canonicalQuantity('1e-999999999')).toBe('1e-9');
});

test.each([
  { text: '100m', value: 1, milli: 100 },
  { text: '1500m', value: 2, milli: 1500 },
  { text: '1Gi', value: 2 ** 30, milli: 1000 * 2 ** 30 },
  { text: '1u', value: 1, milli: 1 },
])('$text is $value in whole numbers and $milli thousandths, rounded up', ({ text, value, milli }) => {
  expect(parseQuantity(text).value()).toBe(value);
  expect(parseQuantity(text).milliValue()).toBe(milli);
});

const quantity = fc
  .tuple(
    fc.integer({ min: -999_999, max: 999_999 }),
    fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-2'),
  )
  .map(([number, suffix]) => `${number}${suffix}`);

test('the canonical form is the same amount, and canonical itself', () => {
  fc.assert(
    fc.property(quantity, (text) => {
      const canonical = canonicalQuantity(text);
      expect(compareQuantities(text, canonical)).toBe(0);
      expect(canonicalQuantity(canonical)).toBe(canonical);
    }),
  );
});

test('the order is total, and adding keeps it', () => {
  fc.assert(
    fc.property(quantity, quantity, quantity, (a, b, c) => {
      expect(compareQuantities(a, b)).toBe(-compareQuantities(b, a) + 0);
      const sum = (x: string) => parseQuantity(x).add(parseQuantity(c));
      expect(sum(a).compare(sum(b))).toBe(compareQuantities(a, b));
      expect(sum(a).subtract(parseQuantity(c)).compare(parseQuantity(a))).toBe(0);
    }),
  );
});

test('a sum has the format of its first part that is not zero', () => {
  expect(parseQuantity('1Gi').add(parseQuantity('1024M')).toString()).toBe('2048576Ki');
  expect(parseQuantity('0').add(parseQuantity('512Mi')).toString()).toBe('512Mi');
  expect(parseQuantity('100m').add(parseQuantity('900m')).toString()).toBe('1');
});

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [-3 * SECOND, '<invalid>'],
  [-1500, '0s'],
  [0, '0s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [2 * MINUTE + 30 * SECOND, '2m30s'],
  [10 * MINUTE + 30 * SECOND, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR, '3h'],
  [3 * HOUR + 5 * MINUTE, '3h5m'],
  [8 * HOUR + 5 * MINUTE, '8h'],
  [47 * HOUR, '47h'],
  [2 * DAY, '2d'],
  [2 * DAY + 3 * HOUR, '2d3h'],
  [8 * DAY + 3 * HOUR, '8d'],
  [729 * DAY, '729d'],
  [730 * DAY, '2y'],
  [731 * DAY, '2y1d'],
  [8 * 365 * DAY + DAY, '8y'],
])('%d ms are shown as %s', (durationMs, shown) => {
  expect(humanDuration(durationMs)).toBe(shown);
});

test('an age without a timestamp is unknown', () => {
  expect(ageSince(undefined, 0)).toBe('<unknown>');
  expect(ageSince('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:01:00Z'))).toBe('60s');
});
