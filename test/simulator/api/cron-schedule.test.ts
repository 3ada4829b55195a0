import * as fc from 'fast-check';
import { CronError, isTimeZone, parseCronSchedule } from '../../../src/simulator/api';

function refusal(schedule: string): string {
  try {
    parseCronSchedule(schedule);
  } catch (error) {
    if (error instanceof CronError) return error.message;
    throw error;
  }
  return 'accepted';
}

test.each([
  ['', 'empty spec string'],
  ['0 */5 * *', 'expected exactly 5 fields, found 4: [0 */5 * *]'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-2 * * * *', 'beginning of range (5) beyond end of range (2): 5-2'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['*/2/3 * * * *', 'too many slashes: */2/3'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ['@sometimes', 'unrecognized descriptor: @sometimes'],
  ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
  ['TZ=Nowhere * * * * *', 'provided bad location Nowhere: unknown time zone Nowhere'],
])('%p is refused: %s', (schedule, message) => {
  expect(refusal(schedule)).toBe(message);
});

test.each([
  { schedule: '*/15 8-10 1,15 jan-mar mon', minutes: [0, 15, 30, 45], hours: [8, 9, 10] },
  { schedule: '5/20 * * * *', minutes: [5, 25, 45], hours: Array.from({ length: 24 }, (_, hour) => hour) },
  { schedule: '@daily', minutes: [0], hours: [0] },
  { schedule: 'TZ=Europe/Berlin 30 4 * * *', minutes: [30], hours: [4] },
])('$schedule means minutes $minutes of hours $hours', ({ schedule, minutes, hours }) => {
  const parsed = parseCronSchedule(schedule);
  if (parsed.type !== 'times') throw new Error(`${schedule} has fixed times`);
  expect([[...parsed.minutes], [...parsed.hours]]).toEqual([minutes, hours]);
});

test('a day that is a star does not count when the other kind of day is given', () => {
  expect(parseCronSchedule('0 0 * * 1')).toMatchObject({ isAnyDayOfMonth: true, isAnyDayOfWeek: false });
  expect(parseCronSchedule('0 0 */2 * 1')).toMatchObject({ isAnyDayOfMonth: false, isAnyDayOfWeek: false });
});

test.each([
  ['@every 1h30m', 5_400_000],
  ['@every 1500ms', 1000],
  ['@every 1ns', 1000],
])('%s is a delay of %i ms, at least a second and in whole seconds', (schedule, delayMs) => {
  expect(parseCronSchedule(schedule)).toEqual({ type: 'every', delayMs });
});

test('a number in range is read as itself in every field', () => {
  const fieldsArb = fc.tuple(
    fc.nat(59),
    fc.nat(23),
    fc.integer({ min: 1, max: 31 }),
    fc.integer({ min: 1, max: 12 }),
    fc.nat(6),
  );
  fc.assert(
    fc.property(fieldsArb, (fields) => {
      expect(parseCronSchedule(fields.join(' '))).toMatchObject({
        minutes: new Set([fields[0]]),
        hours: new Set([fields[1]]),
        daysOfMonth: new Set([fields[2]]),
        months: new Set([fields[3]]),
        daysOfWeek: new Set([fields[4]]),
      });
    }),
  );
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Mars/Olympus', false],
  ['', false],
])('%p is a time zone: %p', (name, isKnown) => {
  expect(isTimeZone(name)).toBe(isKnown);
});
