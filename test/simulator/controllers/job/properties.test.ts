import fc from 'fast-check';
import type { Job, JobSpec, NewObject, Pod } from '../../../../src/simulator/api';
import { isPodActive } from '../../../../src/simulator/client';
import { jobController } from '../../../../src/simulator/controllers/job/controller';
import { isTracked } from '../../../../src/simulator/controllers/job/job-pods';
import { isJobFinished } from '../../../../src/simulator/controllers/job/job-state';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';

/** Something that a user does. */
type Step =
  | { readonly do: 'parallelism'; readonly parallelism: number }
  | { readonly do: 'suspend'; readonly suspend: boolean }
  | { readonly do: 'delete'; readonly index: number }
  | { readonly do: 'wait'; readonly milliseconds: number };

const stepArb: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('parallelism' as const), parallelism: fc.nat(4) }),
  fc.record({ do: fc.constant('suspend' as const), suspend: fc.boolean() }),
  fc.record({ do: fc.constant('delete' as const), index: fc.nat(5) }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), milliseconds: fc.integer({ min: 1, max: 20_000 }) }),
  },
);

const scenarioArb = fc.record({
  mode: fc.constantFrom('NonIndexed', 'Indexed', 'per index'),
  completions: fc.integer({ min: 1, max: 5 }),
  parallelism: fc.integer({ min: 1, max: 4 }),
  backoffLimit: fc.nat(4),
  replaces: fc.constantFrom('Failed', 'TerminatingOrFailed'),
  /** Of the Pods, in turn. */
  fates: fc.array(
    fc.record({
      end: fc.constantFrom('succeeded', 'succeeded', 'failed', 'ready'),
      afterMs: fc.integer({ min: 1, max: 5000 }),
      stopMs: fc.integer({ min: 1, max: 5000 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  steps: fc.array(stepArb, { maxLength: 12 }),
});
type Scenario = typeof scenarioArb extends fc.Arbitrary<infer Value> ? Value : never;

function specOf({ mode, completions, parallelism, backoffLimit, replaces }: Scenario): Partial<JobSpec> {
  return {
    completions,
    parallelism,
    podReplacementPolicy: replaces,
    completionMode: mode === 'NonIndexed' ? 'NonIndexed' : 'Indexed',
    ...(mode === 'per index' ? { backoffLimitPerIndex: backoffLimit } : { backoffLimit }),
    template: {
      metadata: { labels: { app: 'work' } },
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1' }] },
    } as unknown as JobSpec['template'],
  };
}

/** A run of a scenario, which notes what must never happen. */
class Run {
  readonly violations: string[] = [];
  readonly server: ControlledServer;
  private readonly succeeded = new Set<string>();
  private readonly fates = new Map<string, PodFate>();

  constructor(private readonly scenario: Scenario) {
    this.server = new ControlledServer([jobController], (pod) => this.fateOf(pod));
    const { client } = this.server;
    const metadata = { name: 'work', namespace: 'demo' };
    client.create('batch/jobs', { metadata, spec: specOf(scenario) } as NewObject<'batch/jobs'>);
    client.watch('pods', ({ type, object }) => {
      if (type === 'ADDED') this.checkCreation();
      if (object.status.phase === 'Succeeded' && isTracked(object)) this.succeeded.add(object.metadata.uid);
    });
    client.watch('batch/jobs', ({ object, previous }) => {
      if (previous !== undefined) this.checkStatus(previous, object);
    });
    for (const step of scenario.steps) this.carryOut(step);
    this.server.advance(3_600_000);
  }

  get job(): Job {
    const job = this.server.client.get('batch/jobs', 'demo', 'work');
    if (job === undefined) throw new Error('the Job is missing');
    return job;
  }

  /** Number of Pods that succeeded before they were given up. */
  get successes(): number {
    return this.succeeded.size;
  }

  private fateOf({ metadata: { uid } }: Pod): PodFate {
    const { fates } = this.scenario;
    const fate = this.fates.get(uid) ?? (fates[this.fates.size % fates.length] as PodFate);
    this.fates.set(uid, fate);
    return fate;
  }

  private checkCreation(): void {
    const { job } = this;
    if (isJobFinished(job)) this.violations.push('a finished Job starts a Pod');
    const active = this.server.pods.filter(isPodActive).length;
    if (active > (job.spec.parallelism ?? 1)) this.violations.push(`${active} active Pods are too many`);
    if (job.spec.suspend === true) this.violations.push('a suspended Job starts a Pod');
  }

  private checkStatus(before: Job, now: Job): void {
    const [old, status] = [before.status, now.status];
    if ((status.succeeded ?? 0) < (old.succeeded ?? 0)) this.violations.push('a success is forgotten');
    if ((status.failed ?? 0) < (old.failed ?? 0)) this.violations.push('a failure is forgotten');
    if ((status.ready ?? 0) > (status.active ?? 0)) this.violations.push('more Pods are ready than active');
    if (isJobFinished(before) && before.status !== now.status) this.violations.push('a finished Job changes');
  }

  private carryOut(step: Step): void {
    const { client, pods } = this.server;
    const { job } = this;
    switch (step.do) {
      case 'parallelism':
        client.update('batch/jobs', { ...job, spec: { ...job.spec, parallelism: step.parallelism } });
        break;
      case 'suspend':
        client.update('batch/jobs', { ...job, spec: { ...job.spec, suspend: step.suspend } });
        break;
      case 'delete': {
        const pod = pods[step.index];
        if (pod !== undefined) client.delete('pods', 'demo', pod.metadata.name);
        break;
      }
      case 'wait':
        this.server.advance(step.milliseconds);
    }
  }
}

test('whatever happens, a Job keeps to its limits and counts well', () => {
  fc.assert(
    fc.property(scenarioArb, (scenario) => {
      const run = new Run(scenario);
      expect(run.violations).toEqual([]);
      const { status, spec } = run.job;
      expect(status.uncountedTerminatedPods).toEqual({});
      expect(status.active ?? 0).toBe(run.server.pods.filter(isPodActive).length);
      expect(status.succeeded ?? 0).toBeLessThanOrEqual(spec.completions ?? Infinity);
      expect(status.succeeded ?? 0).toBe(run.successes);
      const isComplete = status.conditions?.some(({ type }) => type === 'Complete') === true;
      expect(isComplete).toBe((status.succeeded ?? 0) === spec.completions);
    }),
    { numRuns: 150 },
  );
});

test('equal scenarios have equal histories', () => {
  fc.assert(
    fc.property(scenarioArb, (scenario) => {
      expect(new Run(scenario).job).toEqual(new Run(scenario).job);
    }),
    { numRuns: 20 },
  );
});
