import type { CronSchedule } from '../../api';
import { offsetMs } from './time-zone';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Years in which a time is looked for. Source: github.com/robfig/cron/v3 spec.go `Next`. */
const YEARS_MAX = 5;

type FixedTimes = Extract<CronSchedule, { readonly type: 'times' }>;

/** What clocks show, as if it were UTC. */
const wallClock = (timeZone: string, timeMs: number): Date => new Date(timeMs + offsetMs(timeZone, timeMs));

/** Days are given by both fields; when neither is `*`, one of them is enough. */
function isDay(schedule: FixedTimes, wall: Date): boolean {
  if (!schedule.months.has(wall.getUTCMonth() + 1)) return false;
  const isDayOfMonth = schedule.daysOfMonth.has(wall.getUTCDate());
  const isDayOfWeek = schedule.daysOfWeek.has(wall.getUTCDay());
  return schedule.isAnyDayOfMonth || schedule.isAnyDayOfWeek
    ? isDayOfMonth && isDayOfWeek
    : isDayOfMonth || isDayOfWeek;
}

/** When the next day begins: clocks show midnight, or what comes after it when they skip that. */
function nextDayMs(timeZone: string, timeMs: number): number {
  const wallMs = wallClock(timeZone, timeMs).getTime();
  const guessMs = timeMs + DAY_MS - (((wallMs % DAY_MS) + DAY_MS) % DAY_MS);
  // Clocks may have changed on the way.
  const exactMs = guessMs + offsetMs(timeZone, timeMs) - offsetMs(timeZone, guessMs);
  const isLaterDay = exactMs > timeMs && wallClock(timeZone, exactMs).getUTCDate() !== new Date(wallMs).getUTCDate();
  return isLaterDay ? exactMs : guessMs;
}

/**
 * The first time after `afterMs` at which a schedule fires, milliseconds since 1970; undefined when there is none within
 * five years. Clocks are those of the zone that the schedule names, else of `timeZone`. Times that clocks skip in spring
 * do not come, those that they repeat in autumn come twice.
 *
 * Source: github.com/robfig/cron/v3 spec.go `Next` and constantdelay.go `Next`, as Kubernetes 1.36 uses them.
 */
export function nextTimeMs(schedule: CronSchedule, afterMs: number, timeZone = 'UTC'): number | undefined {
  if (schedule.type === 'every') return Math.floor(afterMs / 1000) * 1000 + schedule.delayMs;
  const zone = schedule.timeZone ?? timeZone;
  const limitMs = Date.UTC(wallClock(zone, afterMs).getUTCFullYear() + YEARS_MAX + 1, 0, 1);
  let timeMs = (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS;
  while (timeMs < limitMs) {
    const wall = wallClock(zone, timeMs);
    const minute = wall.getUTCMinutes();
    if (!isDay(schedule, wall)) timeMs = nextDayMs(zone, timeMs);
    else if (!schedule.hours.has(wall.getUTCHours())) timeMs += HOUR_MS - minute * MINUTE_MS;
    else if (!schedule.minutes.has(minute)) timeMs += MINUTE_MS;
    else return timeMs;
  }
  return undefined;
}
