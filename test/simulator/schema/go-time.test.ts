import fc from 'fast-check';
import { formatGoTime, parseGoTime } from '../../../src/simulator/schema';

const LAYOUT = '"2006-01-02T15:04:05Z07:00"';

test.each([
  ['2024-02-30T00:00:00Z', 'parsing time "2024-02-30T00:00:00Z": day out of range'],
  ['2024-13-01T00:00:00Z', 'parsing time "2024-13-01T00:00:00Z": month out of range'],
  ['2024-01-01T24:00:00Z', 'parsing time "2024-01-01T24:00:00Z": hour out of range'],
  ['2024-01-01', `parsing time "2024-01-01" as ${LAYOUT}: cannot parse "" as "T"`],
  ['2024-01-01T00:00:00', `parsing time "2024-01-01T00:00:00" as ${LAYOUT}: cannot parse "" as "Z07:00"`],
  ['2024-01-01T00:00:00Zx', 'parsing time "2024-01-01T00:00:00Zx": extra text: "x"'],
])('%s is refused in the words of Go: %s', (text, message) => {
  expect(() => parseGoTime(text, false)).toThrow(message);
});

test.each([
  ['2024-05-01T12:00:00+02:00', false, '2024-05-01T10:00:00Z'],
  ['2024-05-01T12:00:00.987Z', false, '2024-05-01T12:00:00Z'],
  ['2024-05-01T12:00:00.000001Z', true, '2024-05-01T12:00:00.000001Z'],
])('%s is answered in UTC', (text, micro, wanted) => {
  expect(formatGoTime(parseGoTime(text, micro), micro)).toBe(wanted);
});

test('micro times have exactly six decimals', () => {
  expect(() => parseGoTime('2024-05-01T12:00:00Z', true)).toThrow('cannot parse "Z" as ".000000"');
});

test('what was written is read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999 }), (seconds, micros) => {
      const time = { seconds, nanos: micros * 1000 };
      expect(parseGoTime(formatGoTime(time, true), true)).toEqual(time);
    }),
  );
});
