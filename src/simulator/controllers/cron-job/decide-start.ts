import { CronError, isTimeZone, parseCronSchedule, type CronJob, type CronJobStatus } from '../../api';
import { missedTimes, nextLookMs, ScheduleError, type MissedTimes, type Timetable } from './missed-times';
import { nextTimeMs } from './next-time';
import type { CronEvent } from './review-jobs';

/** What a CronJob does now. */
export interface StartDecision {
  readonly events: readonly CronEvent[];
  /** Time for which a Job is to be started, milliseconds since 1970. @default - none is started */
  readonly startMs?: number;
  /** Whether what still runs has to make room for it. */
  readonly replacesActive: boolean;
  /** When to look again, milliseconds since 1970. @default - not before something changes */
  readonly nextMs?: number;
}

const REST: StartDecision = { events: [], replacesActive: false };

const warning = (reason: string, message: string): CronEvent => ({ type: 'Warning', reason, message });

/** Name of the Job for a time: one per minute, so that none is started twice. */
export const jobNameAt = ({ metadata }: CronJob, timeMs: number): string =>
  `${metadata.name}-${Math.floor(timeMs / 60_000)}`;

/**
 * When a CronJob fires.
 *
 * @throws CronError for a schedule that cannot be read.
 */
export function timetableOf({ spec }: CronJob): Timetable {
  const schedule = parseCronSchedule(spec.schedule);
  const timeZone = spec.timeZone !== undefined && isTimeZone(spec.timeZone) ? spec.timeZone : 'UTC';
  return (afterMs) => nextTimeMs(schedule, afterMs, timeZone);
}

/** From when on times count: the last one that was, or the CronJob's creation. */
const sinceMs = ({ metadata }: CronJob, { lastScheduleTime }: CronJobStatus): number =>
  Date.parse(lastScheduleTime ?? metadata.creationTimestamp);

/** When to look next at a CronJob whose status is `status`; undefined when its schedule never fires again. */
export const nextLookAtMs = (
  cronJob: CronJob,
  status: CronJobStatus,
  timetable: Timetable,
  nowMs: number,
): number | undefined => nextLookMs(timetable, sinceMs(cronJob, status), nowMs);

/** A time as Go's `RFC1123Z` writes it. */
const mailTime = (timeMs: number): string => new Date(timeMs).toUTCString().replace('GMT', '+0000');

/** What keeps a CronJob from looking at its schedule at all. */
function hindrance({ metadata, spec }: CronJob): StartDecision | undefined {
  if (metadata.deletionTimestamp !== undefined) return REST;
  const { timeZone } = spec;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    const message = `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`;
    return { ...REST, events: [warning('UnknownTimeZone', message)] };
  }
  return spec.suspend === true ? REST : undefined;
}

/**
 * Decides whether a CronJob starts a Job now: for the last time that it has missed, if any. `status` is the one that the
 * round has come to so far.
 *
 * Pure. Source: Kubernetes 1.36, pkg/controller/cronjob/cronjob_controllerv2.go `syncCronJob`.
 */
export function decideStart(cronJob: CronJob, status: CronJobStatus, nowMs: number): StartDecision {
  const hindered = hindrance(cronJob);
  if (hindered !== undefined) return hindered;
  const { schedule } = cronJob.spec;
  const events = schedule.includes('TZ') ? [warning('UnsupportedSchedule', unsupportedText(schedule))] : [];
  const rest = (reason: string, message: string): StartDecision => ({
    ...REST,
    events: [...events, warning(reason, message)],
  });
  let timetable: Timetable;
  try {
    timetable = timetableOf(cronJob);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    return rest('UnparseableSchedule', `unparseable schedule: ${JSON.stringify(schedule)} : ${error.message}`);
  }
  try {
    const missed = missedTimes(timetable, windowStartMs(cronJob, status, nowMs), nowMs);
    const decision = decideAmong(cronJob, status, missed, nowMs);
    const nextMs = decision.startMs === undefined ? nextLookAtMs(cronJob, status, timetable, nowMs) : undefined;
    return { ...decision, events: [...events, ...decision.events], ...(nextMs === undefined ? {} : { nextMs }) };
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return rest('InvalidSchedule', `invalid schedule: ${schedule} : ${error.message}`);
  }
}

const unsupportedText = (schedule: string): string =>
  `CRON_TZ or TZ used in schedule ${JSON.stringify(schedule)} is not officially supported, see ` +
  'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';

/** What lies further back than the starting deadline is not started any more. */
function windowStartMs(cronJob: CronJob, status: CronJobStatus, nowMs: number): number {
  const deadlineSeconds = cronJob.spec.startingDeadlineSeconds;
  const earliestMs = sinceMs(cronJob, status);
  return deadlineSeconds === undefined ? earliestMs : Math.max(earliestMs, nowMs - deadlineSeconds * 1000);
}

const TOO_MANY = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';

function decideAmong(
  cronJob: CronJob,
  status: CronJobStatus,
  { mostRecentMs, missed }: MissedTimes,
  nowMs: number,
): StartDecision {
  if (mostRecentMs === undefined || mostRecentMs > nowMs) return REST;
  const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec;
  const events = missed === 'many' ? [warning('TooManyMissedTimes', TOO_MANY)] : [];
  if (startingDeadlineSeconds !== undefined && mostRecentMs + startingDeadlineSeconds * 1000 < nowMs) {
    const message = `Missed scheduled time to start a job: ${mailTime(mostRecentMs)}`;
    return { ...REST, events: [...events, warning('MissSchedule', message)] };
  }
  const name = jobNameAt(cronJob, mostRecentMs);
  const isStarted =
    status.active?.some((each) => each.name === name) === true ||
    (status.lastScheduleTime !== undefined && Date.parse(status.lastScheduleTime) === mostRecentMs);
  if (isStarted) return { ...REST, events };
  const isRunning = (status.active ?? []).length > 0;
  if (concurrencyPolicy === 'Forbid' && isRunning) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    return { ...REST, events: [...events, { type: 'Normal', reason: 'JobAlreadyActive', message }] };
  }
  return { events, startMs: mostRecentMs, replacesActive: concurrencyPolicy === 'Replace' && isRunning };
}
