import type { CronJobSpec, CronJobStatus } from '../../../../src/simulator/api';
import { decideStart, jobNameAt } from '../../../../src/simulator/controllers/cron-job/decide-start';
import { missedTimes, ScheduleError } from '../../../../src/simulator/controllers/cron-job/missed-times';
import { jobsBeyondHistory, reviewJobs } from '../../../../src/simulator/controllers/cron-job/review-jobs';
import { sampleChild, sampleCronJob, sampleReference } from './sample-cron-job';

const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`);
const clock = (timeMs: number | undefined): string | undefined =>
  timeMs === undefined ? undefined : new Date(timeMs).toISOString().slice(11, 19);

interface Case {
  readonly title: string;
  readonly spec?: Partial<CronJobSpec>;
  readonly status?: CronJobStatus;
  readonly now: string;
  readonly start?: string;
  readonly next?: string;
  readonly events?: readonly string[];
}

const running = { active: [sampleReference('tick-1')] };
const last = (time: string): CronJobStatus => ({ lastScheduleTime: `2026-01-01T${time}Z` });

test.each<Case>([
  { title: 'before its first time it waits', now: '00:03:00', next: '00:05:00' },
  { title: 'at its time it starts', now: '00:05:00.100', start: '00:05:00' },
  { title: 'what is started is not started again', status: last('00:05:00'), now: '00:06:00', next: '00:10:00' },
  {
    title: 'what still has the name is not started again',
    status: { active: [sampleReference(jobNameAt(sampleCronJob(), at('00:05:00')))] },
    now: '00:05:00.100',
    next: '00:10:00',
  },
  { title: 'of several missed times the last counts', now: '00:52:00', start: '00:50:00' },
  {
    title: 'too many missed times are told',
    spec: { schedule: '* * * * *' },
    now: '02:00:30',
    start: '02:00:00',
    events: [
      'Warning TooManyMissedTimes too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    ],
  },
  {
    title: 'what is too late is not looked at',
    spec: { startingDeadlineSeconds: 60 },
    now: '00:07:00',
    next: '00:10:00',
  },
  { title: 'what is in time is started', spec: { startingDeadlineSeconds: 200 }, now: '00:07:00', start: '00:05:00' },
  { title: 'suspended it rests', spec: { suspend: true }, now: '00:52:00' },
  {
    title: 'what runs forbids another',
    spec: { concurrencyPolicy: 'Forbid' },
    status: { ...last('00:05:00'), ...running },
    now: '00:10:00.100',
    next: '00:15:00',
    events: [
      'Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid',
    ],
  },
  {
    title: 'what runs may be joined',
    spec: { concurrencyPolicy: 'Allow' },
    status: { ...last('00:05:00'), ...running },
    now: '00:10:00.100',
    start: '00:10:00',
  },
  {
    title: 'a zone that nobody knows is told',
    spec: { timeZone: 'Mars/Olympus' },
    now: '00:05:00.100',
    events: ['Warning UnknownTimeZone invalid timeZone: "Mars/Olympus": unknown time zone Mars/Olympus'],
  },
  {
    title: 'a schedule that cannot be read is told',
    spec: { schedule: 'soon' },
    now: '00:05:00.100',
    events: ['Warning UnparseableSchedule unparseable schedule: "soon" : expected exactly 5 fields, found 1: [soon]'],
  },
  {
    title: 'a schedule that never fires is told',
    spec: { schedule: '0 0 31 2 *' },
    now: '00:05:00.100',
    events: [
      'Warning InvalidSchedule invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second',
    ],
  },
])('$title', ({ spec = {}, status = {}, now, start, next, events = [] }) => {
  const decision = decideStart(sampleCronJob(spec, status), status, at(now));
  expect(decision.events.map(({ type, reason, message }) => `${type} ${reason} ${message}`)).toEqual(events);
  expect(clock(decision.startMs)).toBe(start);
  expect(clock(decision.nextMs)).toBe(next);
});

test('a deadline of 0 leaves no time to start', () => {
  const cronJob = sampleCronJob({ schedule: '@every 1h', startingDeadlineSeconds: 0 });
  const { events, startMs } = decideStart(cronJob, {}, at('01:00:00.100'));
  expect([events, startMs]).toEqual([[], undefined]);
});

test('what runs makes room for its replacement', () => {
  const status = { ...last('00:05:00'), ...running };
  const cronJob = sampleCronJob({ concurrencyPolicy: 'Replace' }, status);
  expect(decideStart(cronJob, status, at('00:10:00.100'))).toMatchObject({ replacesActive: true });
  expect(decideStart(cronJob, last('00:05:00'), at('00:10:00.100'))).toMatchObject({ replacesActive: false });
});

test('Jobs are named by the minute', () => {
  expect(jobNameAt(sampleCronJob(), at('00:05:00'))).toBe('tick-29453765');
});

test('a schedule that stands still is an error', () => {
  expect(() => missedTimes(() => undefined, 0, 100)).toThrow(ScheduleError);
});

describe('the Jobs of a CronJob', () => {
  const active = (...names: string[]): CronJobStatus => ({ active: names.map(sampleReference) });

  test.each([
    { title: 'one that runs stays', status: active('a'), jobs: [sampleChild('a')], want: active('a'), events: [] },
    {
      title: 'one that ended goes',
      status: active('a', 'b'),
      jobs: [sampleChild('a', 'Failed'), sampleChild('b')],
      want: active('b'),
      events: ['Normal SawCompletedJob Saw completed job: a, condition: Failed'],
    },
    {
      title: 'one that is gone goes',
      status: active('a'),
      jobs: [],
      want: {},
      events: ['Normal MissingJob Active job went missing: a'],
    },
    {
      title: 'one that nobody started is told',
      status: {},
      jobs: [sampleChild('a')],
      want: {},
      events: ['Warning UnexpectedJob Saw a job that the controller did not create or forgot: a'],
    },
    {
      title: 'a success is remembered',
      status: {},
      jobs: [sampleChild('a', 'Complete')],
      want: { lastSuccessfulTime: '2026-01-01T00:06:00Z' },
      events: [],
    },
    {
      title: 'an older success is not',
      status: { lastSuccessfulTime: '2026-01-02T00:00:00Z' },
      jobs: [sampleChild('a', 'Complete')],
      want: { lastSuccessfulTime: '2026-01-02T00:00:00Z' },
      events: [],
    },
  ])('$title', ({ status, jobs, want, events }) => {
    const review = reviewJobs(status, jobs);
    expect(review.status).toEqual(want);
    expect(review.events.map(({ type, reason, message }) => `${type} ${reason} ${message}`)).toEqual(events);
  });

  test('only so many are kept, the youngest', () => {
    const jobs = [
      sampleChild('c3', 'Complete', '2026-01-01T00:15:00Z'),
      sampleChild('c1', 'Complete', '2026-01-01T00:05:00Z'),
      sampleChild('c2', 'Complete', '2026-01-01T00:10:00Z'),
      sampleChild('f1', 'Failed', '2026-01-01T00:05:00Z'),
      sampleChild('r1'),
    ];
    const names = (spec: Partial<CronJobSpec>): string[] =>
      jobsBeyondHistory(sampleCronJob(spec), jobs).map(({ metadata }) => metadata.name);
    expect(names({ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1 })).toEqual(['c1', 'c2']);
    expect(names({ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 0 })).toEqual(['f1']);
    expect(names({})).toEqual([]);
  });
});
