/** When a schedule fires next after a time; undefined when never. Milliseconds since 1970. */
export type Timetable = (afterMs: number) => number | undefined;

/** Times at which a schedule has fired and nothing was started. */
export interface MissedTimes {
  /** Where looking began. */
  readonly earliestMs: number;
  /** The last of them. @default - none was missed, or none can be told */
  readonly mostRecentMs?: number;
  readonly missed: 'none' | 'few' | 'many';
}

/** Source: Kubernetes 1.36, pkg/controller/cronjob/utils.go `mostRecentScheduleTime`. */
const FEW_MAX = 100;

/** A schedule that is well formed and yet makes no sense, such as the 31st of February. */
export class ScheduleError extends Error {}

/**
 * What a schedule has missed since `earliestMs`. The number is a guess by its first interval.
 *
 * @throws ScheduleError for a schedule that does not advance.
 *
 * Source: Kubernetes 1.36, pkg/controller/cronjob/utils.go `mostRecentScheduleTime`.
 */
export function missedTimes(timetable: Timetable, earliestMs: number, nowMs: number): MissedTimes {
  const firstMs = timetable(earliestMs);
  const secondMs = firstMs === undefined ? undefined : timetable(firstMs);
  if (firstMs !== undefined && nowMs < firstMs) return { earliestMs, missed: 'none' };
  if (firstMs !== undefined && secondMs !== undefined && nowMs < secondMs) {
    return { earliestMs, mostRecentMs: firstMs, missed: 'none' };
  }
  const intervalSeconds = firstMs === undefined || secondMs === undefined ? 0 : Math.round((secondMs - firstMs) / 1000);
  if (firstMs === undefined || intervalSeconds < 1) {
    throw new ScheduleError('time difference between two schedules is less than 1 second');
  }
  const count = Math.floor((nowMs - firstMs) / 1000 / intervalSeconds) + 1;
  const missed = count > FEW_MAX ? 'many' : 'few';
  let mostRecentMs: number | undefined;
  let nextMs = timetable(firstMs + (count - 2) * intervalSeconds * 1000);
  while (nextMs !== undefined && nextMs <= nowMs) {
    mostRecentMs = nextMs;
    nextMs = timetable(nextMs);
  }
  return { earliestMs, ...(mostRecentMs === undefined ? {} : { mostRecentMs }), missed };
}

/** Milliseconds added to the next time, so that it has passed for sure. Source: `nextScheduleDelta`. */
const DELTA_MS = 100;

/**
 * When to look again, milliseconds since 1970; undefined when the schedule never fires again.
 * Source: Kubernetes 1.36, pkg/controller/cronjob/utils.go `nextScheduleTimeDuration`.
 */
export function nextLookMs(timetable: Timetable, earliestMs: number, nowMs: number): number | undefined {
  const nextMs = timetable(lastKnownMs(timetable, earliestMs, nowMs));
  return nextMs === undefined ? undefined : nextMs + DELTA_MS;
}

function lastKnownMs(timetable: Timetable, earliestMs: number, nowMs: number): number {
  try {
    const { mostRecentMs, missed } = missedTimes(timetable, earliestMs, nowMs);
    return mostRecentMs ?? (missed === 'none' ? earliestMs : nowMs);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return nowMs;
  }
}
