import * as fc from 'fast-check';
import type { Pod, StatefulSet } from '../../../../src/simulator/api';
import { isPodFinished, isPodReady, isPodTerminating } from '../../../../src/simulator/client';
import { statefulSetController } from '../../../../src/simulator/controllers/stateful-set/controller';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';
import { sampleSet, templateOf } from './sample-stateful-set';

/** Something that a user or chance does. */
type Step =
  | { readonly do: 'scale'; readonly replicas: number }
  | { readonly do: 'image'; readonly image: string }
  | { readonly do: 'partition'; readonly partition: number }
  | { readonly do: 'delete'; readonly index: number }
  | { readonly do: 'wait'; readonly milliseconds: number };

const stepArb: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('scale' as const), replicas: fc.nat(5) }),
  fc.record({ do: fc.constant('image' as const), image: fc.constantFrom('web:1', 'web:2', 'web:3', 'web:bad') }),
  fc.record({ do: fc.constant('partition' as const), partition: fc.nat(4) }),
  fc.record({ do: fc.constant('delete' as const), index: fc.nat(5) }),
  fc.record({ do: fc.constant('wait' as const), milliseconds: fc.integer({ min: 1, max: 2000 }) }),
);

interface Scenario {
  readonly policy: 'OrderedReady' | 'Parallel';
  readonly start: number;
  readonly replicas: number;
  /** By ordinal: how long a Pod takes to come up and to end, and whether its first try fails. */
  readonly habits: readonly { readonly afterMs: number; readonly stopMs: number; readonly failsFirst: boolean }[];
  readonly steps: readonly Step[];
}

const habitArb = fc.record({
  afterMs: fc.integer({ min: 1, max: 400 }),
  stopMs: fc.integer({ min: 1, max: 400 }),
  failsFirst: fc.boolean(),
});

const scenarioArb = (policy: fc.Arbitrary<Scenario['policy']>): fc.Arbitrary<Scenario> =>
  fc.record({
    policy,
    start: fc.constantFrom(0, 3),
    replicas: fc.nat(5),
    habits: fc.array(habitArb, { minLength: 6, maxLength: 6 }),
    steps: fc.array(stepArb, { maxLength: 12 }),
  });

const ordinalOf = ({ metadata }: Pod): number => Number(metadata.name.slice('web-'.length));

/** A run of a scenario, which notes what must never happen. */
class Run {
  readonly violations: string[] = [];
  readonly server: ControlledServer;
  private readonly failed = new Set<number>();
  private readonly deletedByUser = new Set<string>();

  constructor(private readonly scenario: Scenario) {
    const { policy, start, replicas, habits } = scenario;
    this.server = new ControlledServer([statefulSetController], (pod) => this.fateOf(pod, habits));
    this.server.client.create(
      'apps/statefulsets',
      sampleSet({ podManagementPolicy: policy, replicas, ordinals: { start } }),
    );
    this.server.client.watch('pods', ({ type, object, previous }) => {
      if (type === 'ADDED') this.checkCreation(object);
      else if (isPodTerminating(object) && (previous === undefined || !isPodTerminating(previous))) {
        this.checkDeletion(object);
      }
    });
    for (const step of scenario.steps) this.carryOut(step);
  }

  get set(): StatefulSet {
    const set = this.server.client.get('apps/statefulsets', 'demo', 'web');
    if (set === undefined) throw new Error('web is missing');
    return set;
  }

  private fateOf(pod: Pod, habits: Scenario['habits']): PodFate {
    const ordinal = ordinalOf(pod) - this.scenario.start;
    const { afterMs = 100, stopMs = 50, failsFirst = false } = habits[ordinal] ?? {};
    if (pod.spec.containers[0]?.image === 'web:bad') return { end: 'unready', stopMs };
    if (failsFirst && !this.failed.has(ordinal)) {
      this.failed.add(ordinal);
      return { end: 'failed', afterMs };
    }
    return { end: 'ready', afterMs, stopMs };
  }

  private carryOut(step: Step): void {
    const { server } = this;
    switch (step.do) {
      case 'scale':
        return server.patch('apps/statefulsets', 'web', { replicas: step.replicas });
      case 'image':
        return server.patch('apps/statefulsets', 'web', { template: templateOf(step.image) });
      case 'partition': {
        const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: step.partition } };
        return server.patch('apps/statefulsets', 'web', { updateStrategy });
      }
      case 'delete': {
        const pod = server.pods[step.index];
        if (pod === undefined) return;
        this.deletedByUser.add(pod.metadata.uid);
        return server.client.delete('pods', 'demo', pod.metadata.name);
      }
      case 'wait':
        return server.advance(step.milliseconds);
    }
  }

  private get partition(): number {
    return this.scenario.start + (this.set.spec.updateStrategy.rollingUpdate?.partition ?? 0);
  }

  private isWanted(ordinal: number): boolean {
    const { start } = this.scenario;
    return ordinal >= start && ordinal < start + (this.set.spec.replicas ?? 1);
  }

  private isUp(ordinal: number): boolean {
    const pod = this.server.client.get('pods', 'demo', `web-${ordinal}`);
    return pod !== undefined && isPodReady(pod) && !isPodTerminating(pod);
  }

  private checkCreation(pod: Pod): void {
    const ordinal = ordinalOf(pod);
    if (!this.isWanted(ordinal)) this.violations.push(`nobody wants web-${ordinal}`);
    const hosts = this.server.pods.map(({ spec }) => spec.hostname);
    if (new Set(hosts).size !== hosts.length) this.violations.push(`two Pods are web-${ordinal}`);
    const { currentRevision } = this.set.status;
    const isCurrent =
      currentRevision === undefined || pod.metadata.labels?.['controller-revision-hash'] === currentRevision;
    if (ordinal < this.partition && !isCurrent) this.violations.push(`web-${ordinal} is new below the partition`);
    if (this.scenario.policy === 'Parallel') return;
    for (let before = this.scenario.start; before < ordinal; before += 1) {
      if (!this.isUp(before)) this.violations.push(`web-${ordinal} came before web-${before} was ready`);
    }
  }

  private checkDeletion(pod: Pod): void {
    if (this.deletedByUser.has(pod.metadata.uid) || isPodFinished(pod)) return;
    const ordinal = ordinalOf(pod);
    if (this.isWanted(ordinal)) {
      if (ordinal < this.partition) this.violations.push(`web-${ordinal} is below the partition`);
      for (let above = ordinal + 1; this.isWanted(above); above += 1) {
        if (!this.isUp(above)) this.violations.push(`web-${ordinal} was updated before web-${above} was up`);
      }
    } else if (this.scenario.policy === 'OrderedReady' && ordinal >= this.scenario.start) {
      const above = this.server.pods.filter((other) => ordinalOf(other) > ordinal);
      if (above.length > 0) this.violations.push(`web-${ordinal} went before those above it`);
    }
  }
}

const RUNS = { numRuns: 200 };

describe('whatever happens to a StatefulSet', () => {
  test('its identities are unique, its Pods come in order, and a rollout stays above the partition', () => {
    fc.assert(
      fc.property(scenarioArb(fc.constantFrom('OrderedReady', 'Parallel')), (scenario) => {
        expect(new Run(scenario).violations).toEqual([]);
      }),
      RUNS,
    );
  });

  test('it gets what it wants once nothing is in its way', () => {
    fc.assert(
      fc.property(scenarioArb(fc.constantFrom('OrderedReady', 'Parallel')), (scenario) => {
        const run = new Run(scenario);
        const { server } = run;
        server.patch('apps/statefulsets', 'web', {
          template: templateOf('web:9'),
          replicas: 3,
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        });
        server.advance(1000);
        // A broken Pod stops everything, and only a user may say that it is to go.
        for (const { metadata, spec } of server.pods) {
          if (spec.containers[0]?.image === 'web:bad') server.client.delete('pods', 'demo', metadata.name);
          server.advance(5000);
        }
        server.advance(60_000);
        const { start } = scenario;
        expect(server.pods.map((pod) => `${pod.metadata.name} ${pod.spec.containers[0]?.image ?? ''}`)).toEqual(
          [0, 1, 2].map((index) => `web-${start + index} web:9`),
        );
        const { status, metadata } = run.set;
        expect(status).toMatchObject({ replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3 });
        expect(status.currentRevision).toBe(status.updateRevision);
        expect(status.observedGeneration).toBe(metadata.generation);
      }),
      RUNS,
    );
  });
});
