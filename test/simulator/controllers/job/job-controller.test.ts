import type { Job, JobSpec, NewObject, Pod } from '../../../../src/simulator/api';
import { garbageCollectorController } from '../../../../src/simulator/controllers/garbage-collector/controller';
import { jobController } from '../../../../src/simulator/controllers/job/controller';
import { TRACKING_FINALIZER } from '../../../../src/simulator/controllers/job/job-pods';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';

const draft = (spec: Partial<JobSpec> = {}, name = 'work'): NewObject<'batch/jobs'> =>
  ({
    metadata: { name, namespace: 'demo' },
    spec: {
      template: {
        metadata: { labels: { app: name } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1' }] },
      },
      ...spec,
    },
  }) as NewObject<'batch/jobs'>;

function serverWith(
  spec: Partial<JobSpec>,
  fateOf: (pod: Pod) => PodFate = () => ({ end: 'ready' }),
): ControlledServer {
  const server = new ControlledServer([jobController, garbageCollectorController], fateOf);
  server.client.create('batch/jobs', draft(spec));
  server.advance(3000);
  return server;
}

function jobOf({ client }: ControlledServer, name = 'work'): Job {
  const job = client.get('batch/jobs', 'demo', name);
  if (job === undefined) throw new Error(`Job ${name} is missing`);
  return job;
}

const conditions = (server: ControlledServer): string[] =>
  (jobOf(server).status.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason ?? ''}`);

const change = (server: ControlledServer, spec: Partial<JobSpec>): void => {
  const job = jobOf(server);
  server.client.update('batch/jobs', { ...job, spec: { ...job.spec, ...spec } });
};

const tracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(TRACKING_FINALIZER) === true;

test('runs a Pod to its end and is complete', () => {
  const server = serverWith({}, () => ({ end: 'succeeded' }));
  expect(jobOf(server).status).toMatchObject({ succeeded: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
  expect(jobOf(server).status.active).toBeUndefined();
  expect(conditions(server)).toEqual([
    'SuccessCriteriaMet=True CompletionsReached',
    'Complete=True CompletionsReached',
  ]);
  expect(server.pods.map(tracked)).toEqual([false]);
  expect(server.eventsOf('Job')).toEqual([
    'Normal Completed Job completed',
    expect.stringMatching(/^Normal SuccessfulCreate Created pod: work-[a-z0-9]{5}$/),
  ]);
});

test('counts what runs and what is ready', () => {
  const server = serverWith({ parallelism: 3, completions: 5 });
  expect(jobOf(server).status).toMatchObject({ active: 3, ready: 3, terminating: 0 });
  expect(server.pods.every(tracked)).toBe(true);
});

test('tries again after 10 s, 20 s and so on, and gives up beyond its limit', () => {
  const server = serverWith({ backoffLimit: 2 }, () => ({ end: 'failed' }));
  const startedMs = server.pods.map(({ metadata }) => Date.parse(metadata.creationTimestamp));
  expect(startedMs).toHaveLength(1);
  server.advance(5000);
  expect(server.pods).toHaveLength(1);
  server.advance(4000);
  expect(server.pods).toHaveLength(2);
  server.advance(15_000);
  expect(server.pods).toHaveLength(2);
  server.advance(10_000);
  expect(server.pods).toHaveLength(3);
  expect(jobOf(server).status.failed).toBe(3);
  expect(conditions(server)).toEqual(['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded']);
  expect(server.eventsOf('Job')[3]).toBe('Warning BackoffLimitExceeded Job has reached the specified backoff limit');
});

test('waits with the end until its Pods are gone', () => {
  const server = serverWith({ activeDeadlineSeconds: 10 }, () => ({ end: 'ready', stopMs: 20_000 }));
  server.advance(10_000);
  expect(conditions(server)).toEqual(['FailureTarget=True DeadlineExceeded']);
  expect(jobOf(server).status).toMatchObject({ failed: 1, terminating: 1, ready: 0 });
  server.advance(20_000);
  expect(conditions(server)).toEqual(['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded']);
  expect(jobOf(server).status.terminating).toBe(0);
  expect(server.pods).toEqual([]);
});

test('stops while it is suspended, and starts its time anew', () => {
  const server = serverWith({ parallelism: 2, completions: 2 });
  const startTime = jobOf(server).status.startTime;
  change(server, { suspend: true });
  server.advance(5000);
  expect(server.pods).toEqual([]);
  expect(conditions(server)).toEqual(['Suspended=True JobSuspended']);
  expect(jobOf(server).status).toMatchObject({ ready: 0, terminating: 0 });
  expect(jobOf(server).status.failed).toBeUndefined();
  expect(jobOf(server).status.startTime).toBeUndefined();
  change(server, { suspend: false });
  server.advance(5000);
  expect(server.pods).toHaveLength(2);
  expect(conditions(server)).toEqual(['Suspended=False JobResumed']);
  expect(jobOf(server).status.startTime).not.toBe(startTime);
  expect(server.eventsOf('Job').filter((event) => /Suspended|Resumed/.test(event))).toEqual([
    'Normal Resumed Job resumed',
    'Normal Suspended Job suspended',
  ]);
});

test('a Job that begins suspended has no start', () => {
  const server = serverWith({ suspend: true });
  expect(jobOf(server).status).toEqual({
    conditions: [expect.objectContaining({ type: 'Suspended', status: 'True', message: 'Job suspended' })],
    ready: 0,
    terminating: 0,
    uncountedTerminatedPods: {},
  });
});

test('gives each Pod of an Indexed Job its index', () => {
  const server = serverWith({ completionMode: 'Indexed', completions: 3, parallelism: 2 });
  const pods = server.pods.map(({ metadata, spec }) => ({
    name: metadata.name.replace(/[a-z0-9]{5}$/, '*'),
    label: metadata.labels?.['batch.kubernetes.io/job-completion-index'],
    annotation: metadata.annotations?.['batch.kubernetes.io/job-completion-index'],
    hostname: spec.hostname,
    variable: spec.containers[0]?.env?.[0]?.valueFrom?.fieldRef?.fieldPath,
  }));
  const path = "metadata.labels['batch.kubernetes.io/job-completion-index']";
  expect(pods).toEqual([
    { name: 'work-0-*', label: '0', annotation: '0', hostname: 'work-0', variable: path },
    { name: 'work-1-*', label: '1', annotation: '1', hostname: 'work-1', variable: path },
  ]);
});

test('runs every index of an Indexed Job once', () => {
  const server = serverWith({ completionMode: 'Indexed', completions: 4, parallelism: 2 }, () => ({
    end: 'succeeded',
  }));
  server.advance(10_000);
  expect(jobOf(server).status).toMatchObject({ succeeded: 4, completedIndexes: '0-3' });
  expect(server.pods).toHaveLength(4);
});

test('an index that fails too often does not stop the others', () => {
  const isOne = ({ metadata }: Pod): boolean => metadata.name.startsWith('work-1-');
  const server = serverWith(
    { completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 1 },
    (pod) => ({ end: isOne(pod) ? 'failed' : 'succeeded' }),
  );
  server.advance(30_000);
  expect(jobOf(server).status).toMatchObject({ succeeded: 2, failed: 2, completedIndexes: '0,2', failedIndexes: '1' });
  expect(conditions(server)).toEqual(['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes']);
  const failures = server.pods
    .filter(isOne)
    .map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-index-failure-count']);
  expect(failures.sort()).toEqual(['0', '1']);
});

test('stops what still runs once its success policy is met', () => {
  const server = serverWith(
    {
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 3,
      successPolicy: { rules: [{ succeededIndexes: '0' }] },
    },
    ({ metadata }) => ({ end: metadata.name.startsWith('work-0-') ? 'succeeded' : 'ready' }),
  );
  server.advance(5000);
  expect(conditions(server)).toEqual(['SuccessCriteriaMet=True SuccessPolicy', 'Complete=True SuccessPolicy']);
  expect(jobOf(server).status).toMatchObject({ succeeded: 1, completedIndexes: '0' });
  expect(jobOf(server).status.failed).toBeUndefined();
  expect(server.pods).toHaveLength(1);
});

test('replaces a Pod that is deleted, and counts it as failed', () => {
  const server = serverWith({});
  const [pod] = server.pods;
  server.client.delete('pods', 'demo', pod?.metadata.name ?? '');
  server.advance(30_000);
  expect(server.pods).toHaveLength(1);
  expect(server.pods[0]?.metadata.name).not.toBe(pod?.metadata.name);
  expect(jobOf(server).status).toMatchObject({ active: 1, failed: 1 });
});

test('deleting a Job takes its Pods along, finalizers or not', () => {
  const server = serverWith({ parallelism: 2, completions: 2 });
  server.client.delete('batch/jobs', 'demo', 'work', { propagationPolicy: 'Background' });
  server.advance(60_000);
  expect(server.pods).toEqual([]);
});

test('orphans are let go when their Job goes without them', () => {
  const server = serverWith({});
  server.client.delete('batch/jobs', 'demo', 'work', { propagationPolicy: 'Orphan' });
  server.advance(60_000);
  expect(server.pods.map(tracked)).toEqual([false]);
});

test('leaves a Job alone that another controller manages', () => {
  const server = serverWith({ managedBy: 'example.com/boss' });
  expect(server.pods).toEqual([]);
  expect(jobOf(server).status).toEqual({});
});

test('adopts Pods that it selects, and lets go those that it does not', () => {
  const server = serverWith({
    manualSelector: true,
    selector: { matchLabels: { app: 'work' } },
    parallelism: 2,
    completions: 2,
  });
  const [pod] = server.pods;
  if (pod === undefined) throw new Error('no Pod');
  server.client.update('pods', { ...pod, metadata: { ...pod.metadata, labels: { app: 'other' } } });
  server.advance(5000);
  const free = server.client.get('pods', 'demo', pod.metadata.name);
  expect([free?.metadata.ownerReferences, free !== undefined && tracked(free)]).toEqual([undefined, false]);
  expect(server.pods).toHaveLength(3);
  if (free === undefined) throw new Error('the Pod is gone');
  server.client.update('pods', { ...free, metadata: { ...free.metadata, labels: { app: 'work' } } });
  server.advance(5000);
  expect(server.pods).toHaveLength(2);
  expect(server.pods.every(({ metadata }) => metadata.ownerReferences?.[0]?.name === 'work')).toBe(true);
});

test('a Job that is quiet is not written again', () => {
  const server = serverWith({ parallelism: 2, completions: 5 });
  server.advance(10_000);
  const { resourceVersion } = jobOf(server).metadata;
  server.advance(600_000);
  expect(jobOf(server).metadata.resourceVersion).toBe(resourceVersion);
});
