import type { JobSpec, JobStatus, Pod } from '../../../../src/simulator/api';
import type { Outcome } from '../../../../src/simulator/controllers/job/decide-outcome';
import {
  countReleased,
  decideEnd,
  decideTracking,
  endEvents,
} from '../../../../src/simulator/controllers/job/decide-tracking';
import { NOW_MS, observed, sampleJob, samplePod, secondsAgo } from './sample-jobs';

const SUCCESS: Outcome = { isSuccess: true, reason: 'CompletionsReached', message: 'Reached' };
const FAILURE: Outcome = { isSuccess: false, reason: 'BackoffLimitExceeded', message: 'Limit' };
const names = (pods: readonly Pod[]): string[] => pods.map(({ metadata }) => metadata.name);

interface Case {
  readonly title: string;
  readonly spec?: Partial<JobSpec>;
  readonly status?: JobStatus;
  readonly pods: readonly Pod[];
  readonly outcome?: Outcome;
  readonly want: { readonly released: string[]; readonly succeeded?: string[]; readonly failed?: string[] };
}

test.each<Case>([
  { title: 'running Pods wait', pods: [samplePod('a')], want: { released: [] } },
  {
    title: 'Pods that ended are noted and let go',
    pods: [samplePod('a', { phase: 'Succeeded' }), samplePod('b', { phase: 'Failed' })],
    want: { released: ['a', 'b'], succeeded: ['uid-a'], failed: ['uid-b'] },
  },
  {
    title: 'Pods that are counted are left alone',
    pods: [samplePod('a', { phase: 'Succeeded', isTracked: false })],
    want: { released: [] },
  },
  {
    title: 'Pods that are noted are not noted again',
    status: { uncountedTerminatedPods: { succeeded: ['uid-a'] } },
    pods: [samplePod('a', { phase: 'Succeeded' })],
    want: { released: ['a'], succeeded: ['uid-a'] },
  },
  {
    title: 'a Pod on its way out counts as failed',
    pods: [samplePod('a', { isTerminating: true })],
    want: { released: ['a'], failed: ['uid-a'] },
  },
  {
    title: 'a Pod on its way out waits, if the Job says so',
    spec: { podReplacementPolicy: 'Failed' },
    pods: [samplePod('a', { isTerminating: true })],
    want: { released: [] },
  },
  {
    title: 'when the Job fails every Pod that is left has failed',
    pods: [samplePod('a')],
    outcome: FAILURE,
    want: { released: ['a'], failed: ['uid-a'] },
  },
  {
    title: 'when the Job succeeds early Pods that are left do not count',
    pods: [samplePod('a')],
    outcome: SUCCESS,
    want: { released: ['a'] },
  },
  {
    title: 'failures that a policy ignores are let go uncounted',
    spec: { podFailurePolicy: { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [9] } }] } },
    pods: [samplePod('a', { phase: 'Failed', exitCode: 9 })],
    want: { released: ['a'] },
  },
  {
    title: 'a Pod that is to be replaced in its index is kept',
    spec: { completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1 },
    pods: [samplePod('a', { index: 0, phase: 'Failed' })],
    want: { released: [] },
  },
  {
    title: 'and let go when its replacement is there',
    spec: { completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1 },
    pods: [samplePod('a', { index: 0, phase: 'Failed' }), samplePod('b', { index: 0, failures: 1 })],
    want: { released: ['a'], failed: ['uid-a'] },
  },
])('$title', ({ spec = {}, status = {}, pods, outcome, want }) => {
  const job = sampleJob(spec, status);
  const tracking = decideTracking(observed(job, pods), outcome, job.status);
  const { succeeded, failed } = tracking.status.uncountedTerminatedPods ?? {};
  expect({ released: names(tracking.released), succeeded, failed }).toEqual({
    succeeded: undefined,
    failed: undefined,
    ...want,
  });
});

test('Indexed Jobs keep indexes instead of UIDs', () => {
  const job = sampleJob({ completionMode: 'Indexed', completions: 5 }, { completedIndexes: '0' });
  const pods = [samplePod('c', { index: 2, phase: 'Succeeded' }), samplePod('b', { index: 1, phase: 'Succeeded' })];
  const { status, released } = decideTracking(observed(job, pods), undefined, job.status);
  expect(status).toMatchObject({ succeeded: 3, completedIndexes: '0-2', uncountedTerminatedPods: {} });
  expect(names(released)).toEqual(['b', 'c']);
});

test('at most 500 Pods are counted in a round', () => {
  const pods = Array.from({ length: 600 }, (_, index) => samplePod(`p${index}`, { phase: 'Succeeded' }));
  const job = sampleJob({ completions: 600, parallelism: 600 });
  const { released, isPartial } = decideTracking(observed(job, pods), SUCCESS, job.status);
  expect([released.length, isPartial]).toEqual([500, true]);
});

test('what has lost its finalizer is counted', () => {
  const status = { succeeded: 1, uncountedTerminatedPods: { succeeded: ['a', 'b'], failed: ['c'] } };
  expect(countReleased(status, new Set(['b']))).toEqual({
    succeeded: 2,
    failed: 1,
    uncountedTerminatedPods: { succeeded: ['b'] },
  });
});

describe('a Job is over', () => {
  test.each([
    { title: 'not while Pods are uncounted', status: { uncountedTerminatedPods: { failed: ['a'] } } },
    { title: 'not while Pods are on their way out', status: { terminating: 1 } },
  ])('$title', ({ status }) => {
    expect(decideEnd(status, FAILURE, NOW_MS)).toBeUndefined();
  });

  test('with the time of its completion if it succeeded', () => {
    const completed = decideEnd({ succeeded: 1, terminating: 0 }, SUCCESS, NOW_MS);
    expect(completed?.completionTime).toBe(secondsAgo(0));
    expect(completed?.conditions?.map(({ type }) => type)).toEqual(['Complete']);
    const failed = decideEnd({ failed: 1, terminating: 0 }, FAILURE, NOW_MS);
    expect(failed?.completionTime).toBeUndefined();
    expect(failed?.conditions?.map(({ type }) => type)).toEqual(['Failed']);
  });

  test.each([
    { outcome: SUCCESS, succeeded: 1, want: ['Normal Completed Job completed'] },
    { outcome: FAILURE, succeeded: 0, want: ['Warning BackoffLimitExceeded Limit'] },
    {
      outcome: SUCCESS,
      succeeded: 2,
      want: [
        'Warning TooManySucceededPods Too many succeeded pods running after completion count reached',
        'Normal Completed Job completed',
      ],
    },
  ])('$want is heard', ({ outcome, succeeded, want }) => {
    expect(endEvents(sampleJob(), { succeeded }, outcome).map((event) => event.join(' '))).toEqual(want);
  });
});
