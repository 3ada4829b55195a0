import type { JobCondition, JobSpec, JobStatus, Pod } from '../../../../src/simulator/api';
import { decideCompletion, decideOutcome } from '../../../../src/simulator/controllers/job/decide-outcome';
import { observed, sampleJob, samplePod } from './sample-jobs';

const failedPods = (count: number): Pod[] =>
  Array.from({ length: count }, (_, index) => samplePod(`f${index}`, { phase: 'Failed' }));
const restarted = (restartCount: number): Pod =>
  samplePod('r', { status: { phase: 'Running', containerStatuses: [{ restartCount } as never] } });
const onFailure = { template: { metadata: {}, spec: { restartPolicy: 'OnFailure', containers: [] } } };
const indexed = (completions: number): Partial<JobSpec> => ({ completionMode: 'Indexed', completions, parallelism: 2 });
const condition = (type: string): JobCondition => ({ type, status: 'True', reason: 'Told', message: 'before' });
const perIndex = { backoffLimitPerIndex: 0, backoffLimit: 2147483647 };

interface Case {
  readonly title: string;
  readonly spec?: Partial<JobSpec>;
  readonly status?: JobStatus;
  readonly pods?: readonly Pod[];
  readonly want?: string;
}

test.each<Case>([
  { title: 'goes on while nothing has failed' },
  { title: 'goes on at its back-off limit', spec: { backoffLimit: 2 }, pods: failedPods(2) },
  {
    title: 'fails beyond its back-off limit',
    spec: { backoffLimit: 2 },
    pods: failedPods(3),
    want: 'BackoffLimitExceeded: Job has reached the specified backoff limit',
  },
  {
    title: 'adds up what was counted, what is being counted and what is new',
    spec: { backoffLimit: 2 },
    status: { failed: 1, uncountedTerminatedPods: { failed: ['uid-gone'] } },
    pods: failedPods(1),
    want: 'BackoffLimitExceeded: Job has reached the specified backoff limit',
  },
  {
    title: 'counts no Pod twice',
    spec: { backoffLimit: 0 },
    pods: [samplePod('a', { phase: 'Failed', isTracked: false })],
  },
  {
    title: 'fails by restarts of its containers',
    spec: { ...onFailure, backoffLimit: 3 },
    pods: [restarted(3)],
    want: 'BackoffLimitExceeded: Job has reached the specified backoff limit',
  },
  { title: 'bears fewer restarts', spec: { ...onFailure, backoffLimit: 3 }, pods: [restarted(2)] },
  {
    title: 'bears no restart when its limit is 0',
    spec: { ...onFailure, backoffLimit: 0 },
    pods: [restarted(1)],
    want: 'BackoffLimitExceeded: Job has reached the specified backoff limit',
  },
  { title: 'counts no restarts when Pods fail for good', spec: { backoffLimit: 0 }, pods: [restarted(5)] },
  {
    title: 'fails at its deadline',
    spec: { activeDeadlineSeconds: 60 },
    want: 'DeadlineExceeded: Job was active longer than specified deadline',
  },
  { title: 'goes on before its deadline', spec: { activeDeadlineSeconds: 61 } },
  { title: 'has no deadline while suspended', spec: { activeDeadlineSeconds: 1, suspend: true } },
  {
    title: 'fails by its failure policy at once',
    spec: { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [3] } }] } },
    pods: [samplePod('a', { phase: 'Failed', exitCode: 3 })],
    want: 'PodFailurePolicy: Container main for pod demo/a failed with exit code 3 matching FailJob rule at index 0',
  },
  {
    title: 'forgives failures that its policy ignores',
    spec: {
      backoffLimit: 0,
      podFailurePolicy: { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [3] } }] },
    },
    pods: [samplePod('a', { phase: 'Failed', exitCode: 3 })],
  },
  {
    title: 'fails when too many indexes have',
    spec: { ...indexed(5), ...perIndex, maxFailedIndexes: 1 },
    pods: [samplePod('a', { index: 0, phase: 'Failed' }), samplePod('b', { index: 1, phase: 'Failed' })],
    want: 'MaxFailedIndexesExceeded: Job has exceeded the specified maximal number of failed indexes',
  },
  {
    title: 'fails when all indexes are over and one has failed',
    spec: { ...indexed(2), ...perIndex },
    status: { completedIndexes: '0' },
    pods: [samplePod('b', { index: 1, phase: 'Failed' })],
    want: 'FailedIndexes: Job has failed indexes',
  },
  {
    title: 'goes on while other indexes may succeed',
    spec: { ...indexed(3), ...perIndex },
    status: { completedIndexes: '0' },
    pods: [samplePod('b', { index: 1, phase: 'Failed' })],
  },
  {
    title: 'succeeds by its success policy',
    spec: { ...indexed(5), successPolicy: { rules: [{ succeededIndexes: '2' }] } },
    pods: [samplePod('a', { index: 2, phase: 'Succeeded' }), samplePod('b', { index: 3 })],
    want: 'success by SuccessPolicy: Matched rules at index 0',
  },
  { title: 'keeps a failure', status: { conditions: [condition('FailureTarget')] }, want: 'Told: before' },
  {
    title: 'keeps a success whatever fails now',
    spec: { backoffLimit: 0 },
    status: { conditions: [condition('SuccessCriteriaMet')] },
    pods: failedPods(3),
    want: 'success by Told: before',
  },
])('a Job $title', ({ spec = {}, status = {}, pods = [], want }) => {
  const outcome = decideOutcome(observed(sampleJob(spec, status), pods));
  const text = outcome && `${outcome.isSuccess ? 'success by ' : ''}${outcome.reason}: ${outcome.message}`;
  expect(text).toBe(want);
});

describe('a Job is complete', () => {
  const done = (count: number): Pod[] =>
    Array.from({ length: count }, (_, index) => samplePod(`s${index}`, { phase: 'Succeeded' }));
  const anyNumber = { completions: undefined, parallelism: 3 } as unknown as Partial<JobSpec>;
  test.each([
    { spec: { completions: 2 }, pods: done(1), active: 0, want: false },
    { spec: { completions: 2 }, pods: done(2), active: 0, want: true },
    { spec: { completions: 2 }, pods: done(2), active: 1, want: false },
    { spec: { completions: 0 }, pods: [], active: 0, want: true },
    { spec: anyNumber, pods: done(1), active: 2, want: false },
    { spec: anyNumber, pods: done(1), active: 0, want: true },
    { spec: anyNumber, pods: [], active: 0, want: false },
  ])('with $spec, $pods.length successes and $active active: $want', ({ spec, pods, active, want }) => {
    const outcome = decideCompletion(observed(sampleJob(spec), pods), active);
    expect(outcome?.reason).toBe(want ? 'CompletionsReached' : undefined);
  });
});
