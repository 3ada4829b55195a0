import fc from 'fast-check';
import type { CronJob, CronJobSpec, Job, NewObject, Pod } from '../../../../src/simulator/api';
import { cronJobController } from '../../../../src/simulator/controllers/cron-job/controller';
import { garbageCollectorController } from '../../../../src/simulator/controllers/garbage-collector/controller';
import { jobController } from '../../../../src/simulator/controllers/job/controller';
import { isJobFinished } from '../../../../src/simulator/controllers/job/job-state';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';

const MINUTE = 60_000;

function serverWith(spec: Partial<CronJobSpec>, fateOf: (pod: Pod) => PodFate): ControlledServer {
  const server = new ControlledServer([cronJobController, garbageCollectorController, jobController], fateOf);
  server.client.create('batch/cronjobs', {
    metadata: { name: 'tick', namespace: 'demo' },
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: {
        metadata: { labels: { app: 'tick' } },
        spec: {
          template: {
            metadata: { labels: { app: 'tick' } },
            spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1' }] },
          },
        },
      },
      ...spec,
    },
  } as unknown as NewObject<'batch/cronjobs'>);
  return server;
}

function cronJobOf({ client }: ControlledServer): CronJob {
  const cronJob = client.get('batch/cronjobs', 'demo', 'tick');
  if (cronJob === undefined) throw new Error('the CronJob is missing');
  return cronJob;
}

const jobsOf = ({ client }: ControlledServer): readonly Job[] => client.list('batch/jobs', 'demo');
const active = (server: ControlledServer): Job[] => jobsOf(server).filter((job) => !isJobFinished(job));
const succeeds = (afterMs: number) => (): PodFate => ({ end: 'succeeded', afterMs });
const never = (): PodFate => ({ end: 'ready' });

test('starts a Job at its time, and notes when it was and when it went well', () => {
  const server = serverWith({ timeZone: 'Asia/Tokyo' }, succeeds(3000));
  server.advance(4 * MINUTE);
  expect(jobsOf(server)).toEqual([]);
  server.advance(MINUTE + 1000);
  const [job] = jobsOf(server);
  expect(job?.metadata).toMatchObject({
    name: 'tick-29453765',
    labels: { app: 'tick' },
    annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T09:05:00+09:00' },
    ownerReferences: [{ kind: 'CronJob', name: 'tick', controller: true }],
  });
  expect(cronJobOf(server).status).toEqual({
    active: [expect.objectContaining({ kind: 'Job', name: 'tick-29453765', uid: job?.metadata.uid })],
    lastScheduleTime: '2026-01-01T00:05:00Z',
  });
  server.advance(MINUTE);
  expect(cronJobOf(server).status).toEqual({
    lastScheduleTime: '2026-01-01T00:05:00Z',
    lastSuccessfulTime: '2026-01-01T00:05:04Z',
  });
  expect(server.eventsOf('CronJob')).toEqual([
    'Normal SawCompletedJob Saw completed job: tick-29453765, condition: Complete',
    'Normal SuccessfulCreate Created job tick-29453765',
  ]);
});

test('keeps three successful Jobs and one that failed', () => {
  let pods = 0;
  const fates = new Map<string, PodFate>();
  const alternating = ({ metadata: { uid } }: Pod): PodFate => {
    const fate = fates.get(uid) ?? { end: (pods += 1) % 2 === 0 ? 'failed' : 'succeeded' };
    fates.set(uid, fate);
    return fate;
  };
  const spec = cronJobOf(serverWith({}, never)).spec;
  const jobTemplate = { ...spec.jobTemplate, spec: { ...spec.jobTemplate.spec, backoffLimit: 0 } };
  const server = serverWith({ jobTemplate }, alternating);
  server.advance(62 * MINUTE);
  const ends = jobsOf(server).map(({ status }) => status.conditions?.at(-1)?.type);
  expect(ends.sort()).toEqual(['Complete', 'Complete', 'Complete', 'Failed']);
  expect(server.eventsOf('CronJob')).toContain('Normal SuccessfulDelete Deleted job tick-29453765');
});

test.each([
  { concurrencyPolicy: 'Allow', want: 3 },
  { concurrencyPolicy: 'Forbid', want: 1 },
  { concurrencyPolicy: 'Replace', want: 1 },
])('with $concurrencyPolicy $want of three Jobs that never end run', ({ concurrencyPolicy, want }) => {
  const server = serverWith({ concurrencyPolicy }, never);
  server.advance(16 * MINUTE);
  expect(active(server)).toHaveLength(want);
  expect(cronJobOf(server).status.active).toHaveLength(want);
  const isLast = active(server).some(({ metadata }) => metadata.name === 'tick-29453775');
  expect(isLast).toBe(concurrencyPolicy !== 'Forbid');
});

test('starts what Forbid held back as soon as it may', () => {
  const server = serverWith({ concurrencyPolicy: 'Forbid' }, succeeds(7 * MINUTE));
  server.advance(13 * MINUTE);
  expect(jobsOf(server).map(({ metadata }) => metadata.name)).toEqual(['tick-29453765', 'tick-29453770']);
});

test('rests while it is suspended, and then starts the last that it missed', () => {
  const server = serverWith({ suspend: true }, succeeds(1000));
  server.advance(33 * MINUTE);
  expect(jobsOf(server)).toEqual([]);
  const cronJob = cronJobOf(server);
  server.client.update('batch/cronjobs', { ...cronJob, spec: { ...cronJob.spec, suspend: false } });
  server.advance(MINUTE);
  expect(jobsOf(server).map(({ metadata }) => metadata.name)).toEqual(['tick-29453790']);
});

test('a new schedule does not reach into the past', () => {
  const server = serverWith({ schedule: '0 0 1 1 *' }, succeeds(1000));
  server.advance(90 * MINUTE + 30_000);
  const cronJob = cronJobOf(server);
  server.client.update('batch/cronjobs', { ...cronJob, spec: { ...cronJob.spec, schedule: '0 * * * *' } });
  server.advance(20 * MINUTE);
  expect(jobsOf(server)).toEqual([]);
  server.advance(10 * MINUTE);
  expect(jobsOf(server).map(({ metadata }) => metadata.name)).toEqual(['tick-29453880']);
});

test('what it does is routine', () => {
  const server = serverWith({}, succeeds(1000));
  server.advance(1000);
  expect(server.loop.foregroundPending).toBe(0);
  const seen = new Set<boolean>();
  server.client.watch('batch/jobs', () => seen.add(server.loop.isRoutine));
  server.advance(30 * MINUTE);
  expect([...seen]).toEqual([true]);
});

test('with Forbid there are never two active Jobs, whatever its Jobs do', () => {
  const fateArb = fc.record({
    end: fc.constantFrom('succeeded', 'failed', 'ready'),
    afterMs: fc.integer({ min: 1, max: 20 * MINUTE }),
  });
  fc.assert(
    fc.property(
      fc.array(fateArb, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 15 }),
      fc.array(fc.integer({ min: 1, max: 10 * MINUTE }), { maxLength: 6 }),
      (fates, minutes, deletions) => {
        const known = new Map<string, PodFate>();
        const server = serverWith(
          { concurrencyPolicy: 'Forbid', schedule: `*/${minutes} * * * *` },
          ({ metadata: { uid } }) => {
            const fate = known.get(uid) ?? (fates[known.size % fates.length] as PodFate);
            known.set(uid, fate);
            return fate;
          },
        );
        let most = 0;
        server.client.watch('batch/jobs', () => {
          most = Math.max(
            most,
            active(server).filter(({ metadata }) => metadata.deletionTimestamp === undefined).length,
          );
        });
        for (const waitMs of deletions) {
          server.advance(waitMs);
          const [job] = jobsOf(server);
          if (job !== undefined) server.client.delete('batch/jobs', 'demo', job.metadata.name);
        }
        server.advance(60 * MINUTE);
        expect(most).toBeLessThanOrEqual(1);
        expect(known.size).toBeGreaterThan(0);
      },
    ),
    { numRuns: 40 },
  );
});
