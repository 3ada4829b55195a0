import fc from 'fast-check';
import { parseCronSchedule } from '../../../../src/simulator/api';
import { nextTimeMs } from '../../../../src/simulator/controllers/cron-job/next-time';
import { offsetMs, zonedTimestamp } from '../../../../src/simulator/controllers/cron-job/time-zone';

const next = (schedule: string, after: string, timeZone?: string): string | undefined => {
  const timeMs = nextTimeMs(parseCronSchedule(schedule), Date.parse(after), timeZone);
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString().replace(':00.000Z', 'Z');
};

describe('a schedule fires next', () => {
  test.each([
    { schedule: '* * * * *', after: '2026-01-01T00:00:00Z', want: '2026-01-01T00:01Z' },
    { schedule: '* * * * *', after: '2026-01-01T00:00:59.999Z', want: '2026-01-01T00:01Z' },
    { schedule: '0 */5 * * *', after: '2026-01-01T00:00:00Z', want: '2026-01-01T05:00Z' },
    { schedule: '*/15 9-17 * * mon-fri', after: '2026-01-02T17:50:00Z', want: '2026-01-05T09:00Z' },
    { schedule: '0 0 1 * *', after: '2026-01-31T12:00:00Z', want: '2026-02-01T00:00Z' },
    { schedule: '0 0 13 * fri', after: '2026-01-01T00:00:00Z', want: '2026-01-02T00:00Z' },
    { schedule: '0 0 29 2 *', after: '2026-03-01T00:00:00Z', want: '2028-02-29T00:00Z' },
    { schedule: '@hourly', after: '2026-12-31T23:30:00Z', want: '2027-01-01T00:00Z' },
    { schedule: '0 0 31 2 *', after: '2026-01-01T00:00:00Z', want: undefined },
    { schedule: '@every 90m', after: '2026-01-01T00:00:00.500Z', want: '2026-01-01T01:30Z' },
  ])('$schedule after $after: $want', ({ schedule, after, want }) => {
    expect(next(schedule, after)).toBe(want);
  });

  test.each([
    { schedule: '0 9 * * *', after: '2026-01-01T00:00:00Z', zone: 'Asia/Tokyo', want: '2026-01-02T00:00Z' },
    { schedule: '0 0 * * *', after: '2026-01-01T00:00:00Z', zone: 'America/New_York', want: '2026-01-01T05:00Z' },
    { schedule: '0 0 * * *', after: '2026-07-01T00:00:00Z', zone: 'America/New_York', want: '2026-07-01T04:00Z' },
    { schedule: '30 4 * * *', after: '2026-01-01T00:00:00Z', zone: 'Asia/Kathmandu', want: '2026-01-01T22:45Z' },
    { schedule: 'TZ=Asia/Tokyo 0 9 * * *', after: '2026-01-01T00:00:00Z', zone: 'UTC', want: '2026-01-02T00:00Z' },
    { schedule: '0 0 9 3 *', after: '2026-03-08T12:00:00Z', zone: 'America/New_York', want: '2026-03-09T04:00Z' },
    // Clocks skip 2:30 on this day in spring, and show 1:30 twice on that one in autumn.
    { schedule: '30 2 * * *', after: '2026-03-08T00:00:00Z', zone: 'America/New_York', want: '2026-03-09T06:30Z' },
    { schedule: '30 1 * * *', after: '2026-11-01T00:00:00Z', zone: 'America/New_York', want: '2026-11-01T05:30Z' },
    { schedule: '30 1 * * *', after: '2026-11-01T05:30:00Z', zone: 'America/New_York', want: '2026-11-01T06:30Z' },
    // Here clocks skip midnight itself.
    { schedule: '30 1 6 9 *', after: '2026-09-05T12:00:00Z', zone: 'America/Santiago', want: '2026-09-06T04:30Z' },
  ])('$schedule in $zone after $after: $want', ({ schedule, after, zone, want }) => {
    expect(next(schedule, after, zone)).toBe(want);
  });

  const fieldArb = (min: number, max: number): fc.Arbitrary<string> =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min, max }).map(String),
      fc.integer({ min: 2, max: 9 }).map((step) => `*/${step}`),
    );
  const scheduleArb = fc
    .tuple(fieldArb(0, 59), fieldArb(0, 23), fieldArb(1, 28), fieldArb(1, 12), fieldArb(0, 6))
    .map((fields) => fields.join(' '));
  const zoneArb = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');

  test('at a minute that matches, and at none in between', () => {
    fc.assert(
      fc.property(scheduleArb, fc.integer({ min: 0, max: 500_000 }), zoneArb, (text, minutes, zone) => {
        const schedule = parseCronSchedule(text);
        if (schedule.type !== 'times') throw new Error('not reached');
        const matches = (timeMs: number): boolean => {
          const wall = new Date(timeMs + offsetMs(zone, timeMs));
          const isDayOfMonth = schedule.daysOfMonth.has(wall.getUTCDate());
          const isDayOfWeek = schedule.daysOfWeek.has(wall.getUTCDay());
          const isEither = !schedule.isAnyDayOfMonth && !schedule.isAnyDayOfWeek;
          return (
            schedule.minutes.has(wall.getUTCMinutes()) &&
            schedule.hours.has(wall.getUTCHours()) &&
            schedule.months.has(wall.getUTCMonth() + 1) &&
            (isEither ? isDayOfMonth || isDayOfWeek : isDayOfMonth && isDayOfWeek)
          );
        };
        const afterMs = Date.UTC(2026, 0, 1) + minutes * 60_000;
        const found = nextTimeMs(schedule, afterMs, zone) ?? Infinity;
        expect(found === Infinity || matches(found)).toBe(true);
        const lookedMs = Math.min(found - 60_000, afterMs + 86_400_000);
        for (let timeMs = afterMs + 60_000; timeMs <= lookedMs; timeMs += 60_000) {
          if (matches(timeMs)) throw new Error(`${new Date(timeMs).toISOString()} was left out`);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  { zone: 'UTC', want: '2026-01-01T00:00:00Z' },
  { zone: 'America/New_York', want: '2025-12-31T19:00:00-05:00' },
  { zone: 'Asia/Kathmandu', want: '2026-01-01T05:45:00+05:45' },
])('a time in $zone is written $want', ({ zone, want }) => {
  expect(zonedTimestamp(zone, Date.UTC(2026, 0, 1))).toBe(want);
});
