import type { Job, JobSpec, NewObject } from '../../../../src/simulator/api';
import { garbageCollectorController } from '../../../../src/simulator/controllers/garbage-collector/controller';
import { jobController } from '../../../../src/simulator/controllers/job/controller';
import { ttlAfterFinishedController } from '../../../../src/simulator/controllers/ttl-after-finished/controller';
import { expiryMs } from '../../../../src/simulator/controllers/ttl-after-finished/decide-expiry';
import { ControlledServer } from '../../../support/controlled-server';
import { NOW_MS, sampleJob, secondsAgo } from '../job/sample-jobs';

const ended = (ago: number): Job['status'] => ({
  conditions: [
    { type: 'SuccessCriteriaMet', status: 'True', lastTransitionTime: secondsAgo(500) },
    { type: 'Complete', status: 'True', lastTransitionTime: secondsAgo(ago) },
  ],
});
const leaving = (job: Job): Job => ({ ...job, metadata: { ...job.metadata, deletionTimestamp: secondsAgo(1) } });

test.each([
  { title: 'that runs', job: sampleJob({ ttlSecondsAfterFinished: 10 }), want: undefined },
  { title: 'without a time to live', job: sampleJob({}, ended(5)), want: undefined },
  { title: 'that ended', job: sampleJob({ ttlSecondsAfterFinished: 10 }, ended(5)), want: 5 },
  { title: 'that has no time left', job: sampleJob({ ttlSecondsAfterFinished: 0 }, ended(5)), want: -5 },
  { title: 'on its way out', job: leaving(sampleJob({ ttlSecondsAfterFinished: 10 }, ended(5))), want: undefined },
])('a Job $title goes in $want s', ({ job, want }) => {
  const timeMs = expiryMs(job);
  expect(timeMs === undefined ? undefined : (timeMs - NOW_MS) / 1000).toBe(want);
});

function serverWith(spec: Partial<JobSpec>): ControlledServer {
  const controllers = [garbageCollectorController, jobController, ttlAfterFinishedController];
  const server = new ControlledServer(controllers, () => ({ end: 'succeeded' }));
  server.client.create('batch/jobs', {
    metadata: { name: 'work', namespace: 'demo' },
    spec: {
      template: { metadata: {}, spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1' }] } },
      ...spec,
    },
  } as unknown as NewObject<'batch/jobs'>);
  return server;
}

test('a finished Job goes with its Pods when its time is over, and nobody waits for that', () => {
  const server = serverWith({ ttlSecondsAfterFinished: 60 });
  server.advance(30_000);
  expect(server.pods).toHaveLength(1);
  expect(server.loop.foregroundPending).toBe(0);
  server.advance(40_000);
  expect(server.pods).toEqual([]);
  expect(server.client.get('batch/jobs', 'demo', 'work')).toBeUndefined();
});

test('a time to live that is given later counts from the end', () => {
  const server = serverWith({});
  server.advance(300_000);
  const job = server.client.get('batch/jobs', 'demo', 'work');
  if (job === undefined) throw new Error('the Job is missing');
  server.client.update('batch/jobs', { ...job, spec: { ...job.spec, ttlSecondsAfterFinished: 60 } });
  server.advance(1000);
  expect(server.client.get('batch/jobs', 'demo', 'work')).toBeUndefined();
});
