import fc from 'fast-check';
import type { JobSpec, JobStatus, Pod } from '../../../../src/simulator/api';
import type { Backoff } from '../../../../src/simulator/controllers/job/backoff';
import { decidePods, type PodPlan } from '../../../../src/simulator/controllers/job/decide-pods';
import { NOW_MS, observed, sampleJob, samplePod } from './sample-jobs';

const running = (...names: string[]): Pod[] => names.map((name) => samplePod(name));
const anyNumber = { completions: undefined } as unknown as Partial<JobSpec>;
const indexed = (completions: number, parallelism: number): Partial<JobSpec> => ({
  completionMode: 'Indexed',
  completions,
  parallelism,
});
const recently: Backoff = { failures: 1, lastFailureMs: NOW_MS - 4000 };

function described(plan: PodPlan): string {
  switch (plan.type) {
    case 'nothing':
      return 'nothing';
    case 'wait':
      return `wait ${plan.delayMs}`;
    case 'create':
      return `create ${plan.indexes.map((index) => index ?? 'one').join(' ')}`;
    case 'delete':
      return `delete ${plan.pods.map(({ metadata }) => metadata.name).join(' ')}`;
  }
}

interface Case {
  readonly title: string;
  readonly spec?: Partial<JobSpec>;
  readonly status?: JobStatus;
  readonly pods?: readonly Pod[];
  readonly backoff?: Backoff;
  readonly want: string;
}

test.each<Case>([
  { title: 'a new Job starts', want: 'create one' },
  { title: 'as many as may run at a time', spec: { parallelism: 3, completions: 5 }, want: 'create one one one' },
  { title: 'as many as are left to do', spec: { parallelism: 3, completions: 2 }, want: 'create one one' },
  {
    title: 'what has succeeded needs no Pod',
    spec: { parallelism: 3, completions: 5 },
    status: { succeeded: 3 },
    pods: [...running('a'), samplePod('b', { phase: 'Succeeded' })],
    want: 'nothing',
  },
  {
    title: 'without a number of completions it fills up',
    spec: { ...anyNumber, parallelism: 2 },
    pods: running('a'),
    want: 'create one',
  },
  {
    title: 'without a number of completions one success ends it',
    spec: { ...anyNumber, parallelism: 2 },
    pods: [...running('a'), samplePod('b', { phase: 'Succeeded' })],
    want: 'nothing',
  },
  {
    title: 'too many Pods: those that have come less far go',
    spec: { parallelism: 1, completions: 5 },
    pods: [samplePod('ready', { isReady: true }), samplePod('slow'), samplePod('new', { phase: 'Pending', node: '' })],
    want: 'delete new slow',
  },
  { title: 'no parallelism', spec: { parallelism: 0, completions: 5 }, pods: running('a'), want: 'delete a' },
  {
    title: 'suspended: all go',
    spec: { suspend: true, parallelism: 2, completions: 2 },
    pods: running('a', 'b'),
    want: 'delete a b',
  },
  { title: 'suspended: none comes', spec: { suspend: true }, want: 'nothing' },
  { title: 'after a failure it waits', backoff: recently, want: 'wait 6000' },
  { title: 'and then starts', backoff: { failures: 1, lastFailureMs: NOW_MS - 10_000 }, want: 'create one' },
  {
    title: 'a Pod that is deleted counts as a failure of now',
    pods: [samplePod('a', { isTerminating: true, isReady: true })],
    backoff: recently,
    want: 'wait 20000',
  },
  {
    title: 'or when it has ended, if the Job says so',
    spec: { podReplacementPolicy: 'Failed' },
    pods: [samplePod('a', { isTerminating: true })],
    want: 'nothing',
  },
  { title: 'indexes come in order', spec: indexed(5, 3), want: 'create 0 1 2' },
  {
    title: 'indexes that are done or busy are left out',
    spec: indexed(6, 3),
    status: { completedIndexes: '0,2' },
    pods: [samplePod('a', { index: 1 })],
    want: 'create 3 4',
  },
  {
    title: 'of two Pods of an index one goes',
    spec: indexed(3, 2),
    pods: [samplePod('a', { index: 1, isReady: true }), samplePod('b', { index: 1 })],
    want: 'delete b',
  },
  {
    title: 'Pods without a valid index go',
    spec: indexed(2, 2),
    pods: [samplePod('a', { index: 0 }), samplePod('b', { index: 2 }), samplePod('c')],
    want: 'delete b c',
  },
  {
    title: 'each index waits for itself',
    spec: { ...indexed(3, 3), backoffLimitPerIndex: 2 },
    pods: [samplePod('a', { index: 1, phase: 'Failed', endedAgo: 4 })],
    want: 'create 0 2',
  },
  {
    title: 'when all wait the shortest wait counts',
    spec: { ...indexed(2, 2), backoffLimitPerIndex: 3 },
    pods: [
      samplePod('a', { index: 0, phase: 'Failed', endedAgo: 4 }),
      samplePod('b', { index: 1, phase: 'Failed', endedAgo: 4, failures: 1 }),
    ],
    want: 'wait 6000',
  },
  {
    title: 'an index that failed for good gets no Pod',
    spec: { ...indexed(3, 2), backoffLimitPerIndex: 1 },
    status: { failedIndexes: '0' },
    pods: [samplePod('b', { index: 1, phase: 'Failed', failures: 1 })],
    want: 'create 2',
  },
])('$title: $want', ({ spec = {}, status = {}, pods = [], backoff, want }) => {
  expect(described(decidePods(observed(sampleJob(spec, status), pods, backoff)))).toBe(want);
});

test('at most 500 Pods are made in a round', () => {
  const plan = decidePods(observed(sampleJob({ parallelism: 2000, completions: 2000 }), []));
  expect(plan.type === 'create' && plan.indexes.length).toBe(500);
});

describe('whatever the Pods are', () => {
  const podArb = fc.record({
    phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed'),
    index: fc.nat(6),
    isTracked: fc.boolean(),
    isTerminating: fc.boolean(),
    isReady: fc.boolean(),
    endedAgo: fc.nat(30),
    failures: fc.nat(2),
  });
  const jobArb = fc.record({
    isIndexed: fc.boolean(),
    isPerIndex: fc.boolean(),
    replaces: fc.constantFrom('Failed', 'TerminatingOrFailed'),
    completions: fc.nat(6),
    parallelism: fc.nat(5),
  });
  const podsArb = fc.array(podArb, { maxLength: 12 });

  const observe = (
    job: typeof jobArb extends fc.Arbitrary<infer Value> ? Value : never,
    samples: readonly object[],
  ) => {
    const { isIndexed, isPerIndex, replaces, ...limits } = job;
    const spec = {
      ...limits,
      podReplacementPolicy: replaces,
      ...(isIndexed ? { completionMode: 'Indexed' } : {}),
      ...(isIndexed && isPerIndex ? { backoffLimitPerIndex: 1, backoffLimit: 2147483647 } : {}),
    };
    return observed(
      sampleJob(spec),
      samples.map((sample, at) => samplePod(`p${at}`, sample)),
    );
  };

  test('there are never more active Pods than may run at a time, nor more than are left to do', () => {
    fc.assert(
      fc.property(jobArb, podsArb, (job, samples) => {
        const observation = observe(job, samples);
        const plan = decidePods(observation);
        if (plan.type !== 'create') return;
        const active = observation.active.length + plan.indexes.length;
        expect(active).toBeLessThanOrEqual(job.parallelism);
        expect(active).toBeLessThanOrEqual(Math.max(0, job.completions - observation.succeeded));
      }),
    );
  });

  test('no index gets a second Pod, and none that is over gets one', () => {
    fc.assert(
      fc.property(jobArb, podsArb, (job, samples) => {
        const observation = observe({ ...job, isIndexed: true }, samples);
        const plan = decidePods(observation);
        if (plan.type !== 'create') return;
        const busy = observation.active.map(
          ({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-completion-index'],
        );
        expect(new Set(plan.indexes).size).toBe(plan.indexes.length);
        for (const index of plan.indexes as number[]) {
          expect(busy).not.toContain(String(index));
          expect(index).toBeLessThan(job.completions);
          expect(observation.indexes?.completed.has(index)).toBe(false);
          expect(observation.indexes?.failed?.has(index)).not.toBe(true);
        }
      }),
    );
  });

  test('what goes does not depend on the order of the Pods', () => {
    fc.assert(
      fc.property(jobArb, podsArb, (job, samples) => {
        const names = (plan: PodPlan): string[] =>
          plan.type === 'delete' ? plan.pods.map(({ metadata }) => metadata.name).sort() : [];
        const observation = observe(job, samples);
        const reversed = { ...observation, active: [...observation.active].reverse() };
        expect(names(decidePods(reversed))).toEqual(names(decidePods(observation)));
      }),
    );
  });
});
