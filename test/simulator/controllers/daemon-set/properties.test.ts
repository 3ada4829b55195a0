import * as fc from 'fast-check';
import type { DaemonSet, Pod } from '../../../../src/simulator/api';
import { isPodAvailable, isPodTerminating } from '../../../../src/simulator/client';
import { daemonSetController } from '../../../../src/simulator/controllers/daemon-set/controller';
import { newDaemonPod } from '../../../../src/simulator/controllers/daemon-set/daemon-pod';
import { shouldRunOn } from '../../../../src/simulator/controllers/daemon-set/eligibility';
import { rolloutLimits, type RolloutLimits } from '../../../../src/simulator/controllers/daemon-set/limits';
import { ControlledServer, type PodFate } from '../../../support/controlled-server';
import { rolling, sampleDaemonSet, templateOf } from './sample-daemon-set';

/** Something that a user or chance does. */
type Step =
  | { readonly do: 'image'; readonly image: string }
  | { readonly do: 'taint'; readonly node: number; readonly effect: string }
  | { readonly do: 'delete'; readonly index: number }
  | { readonly do: 'addNode' }
  /** A Pod that a user makes for a node, with the labels of the DaemonSet. */
  | { readonly do: 'stray'; readonly node: number }
  | { readonly do: 'wait'; readonly milliseconds: number };

const stepArb: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('image' as const),
      image: fc.constantFrom('agent:1', 'agent:2', 'agent:bad'),
    }),
  },
  fc.record({
    do: fc.constant('taint' as const),
    node: fc.nat(5),
    effect: fc.constantFrom('', 'NoSchedule', 'NoExecute'),
  }),
  fc.record({ do: fc.constant('delete' as const), index: fc.nat(5) }),
  fc.record({ do: fc.constant('addNode' as const) }),
  fc.record({ do: fc.constant('stray' as const), node: fc.nat(5) }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), milliseconds: fc.integer({ min: 1, max: 3000 }) }),
  },
);

interface Scenario {
  readonly nodes: number;
  readonly limits: RolloutLimits;
  /** How long Pods take to come up, in turn. */
  readonly afterMs: readonly number[];
  readonly steps: readonly Step[];
}

const limitsArb: fc.Arbitrary<RolloutLimits> = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map((maxUnavailable) => ({ maxUnavailable, maxSurge: 0 })),
  fc.integer({ min: 1, max: 3 }).map((maxSurge) => ({ maxUnavailable: 0, maxSurge })),
);

const scenarioArb: fc.Arbitrary<Scenario> = fc.record({
  nodes: fc.integer({ min: 1, max: 6 }),
  limits: limitsArb,
  afterMs: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 }),
  steps: fc.array(stepArb, { maxLength: 12 }),
});

/** A run of a scenario, which notes what must never happen. */
class Run {
  readonly violations: string[] = [];
  readonly server: ControlledServer;
  private created = 0;
  private nodes: number;
  private readonly deletedByUser = new Set<string>();
  /** Nodes where a user made Pods: which of them stays is no choice of an update. */
  private readonly strayed = new Set<string>();
  /** New Pods that were made beside an old one that served. */
  private readonly surging = new Set<string>();

  constructor(private readonly scenario: Scenario) {
    const { nodes, limits, steps } = scenario;
    this.nodes = nodes;
    this.server = new ControlledServer([daemonSetController], (pod) => this.fateOf(pod));
    this.server.addNodes(nodes);
    const updateStrategy = rolling(limits.maxUnavailable, limits.maxSurge);
    this.server.client.create('apps/daemonsets', sampleDaemonSet({ updateStrategy }));
    this.server.client.watch('pods', ({ type, object, previous }) => {
      if (type === 'ADDED') this.checkCreation(object);
      else if (isPodTerminating(object) && (previous === undefined || !isPodTerminating(previous))) {
        this.checkDeletion(object);
      }
    });
    for (const step of steps) this.carryOut(step);
  }

  get daemonSet(): DaemonSet {
    const daemonSet = this.server.client.get('apps/daemonsets', 'demo', 'agent');
    if (daemonSet === undefined) throw new Error('agent is missing');
    return daemonSet;
  }

  /** Nodes where the DaemonSet runs. */
  get eligible(): readonly string[] {
    const nodes = this.server.client.list('nodes');
    return nodes.filter((node) => shouldRunOn(node, this.daemonSet).shouldRun).map(({ metadata }) => metadata.name);
  }

  private fateOf({ spec }: Pod): PodFate {
    if (spec.containers[0]?.image === 'agent:bad') return { end: 'unready' };
    const { afterMs } = this.scenario;
    this.created += 1;
    return { end: 'ready', afterMs: afterMs[this.created % afterMs.length] ?? 100 };
  }

  private carryOut(step: Step): void {
    const { server } = this;
    switch (step.do) {
      case 'image':
        return server.patch('apps/daemonsets', 'agent', { template: templateOf(step.image) });
      case 'taint': {
        const node = server.client.get('nodes', '', `node-${step.node}`);
        const taints = step.effect === '' ? [] : [{ key: 'k', effect: step.effect }];
        if (node !== undefined) server.client.update('nodes', { ...node, spec: { ...node.spec, taints } });
        return;
      }
      case 'delete': {
        const pod = server.pods[step.index];
        if (pod === undefined) return;
        this.deletedByUser.add(pod.metadata.uid);
        return server.client.delete('pods', 'demo', pod.metadata.name);
      }
      case 'addNode':
        server.client.create('nodes', { metadata: { name: `node-${this.nodes}` } });
        this.nodes += 1;
        return;
      case 'stray': {
        const node = `node-${step.node}`;
        if (server.client.get('nodes', '', node) === undefined) return;
        this.strayed.add(node);
        const { metadata, spec } = newDaemonPod(this.daemonSet, node, 'none');
        const { ownerReferences: _owner, ...orphaned } = metadata;
        server.client.create('pods', { metadata: orphaned, spec });
        return;
      }
      case 'wait':
        return server.advance(step.milliseconds);
    }
  }

  private podsOn(node: string): readonly Pod[] {
    return this.server.pods.filter((pod) => nodeOf(pod) === node && !isPodTerminating(pod));
  }

  private serves(pod: Pod): boolean {
    return !isPodTerminating(pod) && isPodAvailable(pod, 0, this.server.loop.nowMs);
  }

  private checkCreation(pod: Pod): void {
    const { maxSurge } = this.scenario.limits;
    const node = nodeOf(pod) ?? '';
    if (this.strayed.has(node)) return;
    const present = this.server.pods.filter((each) => nodeOf(each) === node);
    if (maxSurge === 0 && present.length > 1) this.violations.push(`${node} has a Pod that is still ending`);
    const others = this.podsOn(node).filter(({ metadata }) => metadata.uid !== pod.metadata.uid);
    if (others.length > (maxSurge > 0 ? 1 : 0)) this.violations.push(`${others.length + 1} Pods on ${node}`);
    if (!others.some((other) => this.serves(other))) return;
    this.surging.add(pod.metadata.uid);
    const beside = this.server.pods.filter(
      (each) =>
        this.surging.has(each.metadata.uid) &&
        !isPodTerminating(each) &&
        !this.serves(each) &&
        this.podsOn(nodeOf(each) ?? '').length > 1,
    );
    if (beside.length > maxSurge) this.violations.push(`${beside.length} nodes surge`);
  }

  private checkDeletion(pod: Pod): void {
    const node = nodeOf(pod) ?? '';
    // The Pod is marked by now; what counts is whether it served until then.
    const served = isPodAvailable(pod, 0, this.server.loop.nowMs);
    const { eligible } = this;
    if (this.deletedByUser.has(pod.metadata.uid) || this.strayed.has(node)) return;
    if (!served || !eligible.includes(node)) return;
    if (this.podsOn(node).some((other) => this.serves(other))) return;
    const down = eligible.filter((name) => !this.podsOn(name).some((other) => this.serves(other)));
    const { maxUnavailable } = rolloutLimits(this.daemonSet, eligible.length);
    if (down.length > maxUnavailable) this.violations.push(`${down.length} are down, ${maxUnavailable} may be`);
  }
}

const nodeOf = ({ spec }: Pod): string | undefined =>
  spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]
    ?.values?.[0];

const RUNS = { numRuns: 200 };

describe('whatever happens to a DaemonSet', () => {
  test('it takes no more Pods down than maxUnavailable and has no more than one a node beyond maxSurge', () => {
    fc.assert(
      fc.property(scenarioArb, (scenario) => {
        expect(new Run(scenario).violations).toEqual([]);
      }),
      RUNS,
    );
  });

  test('it ends with one new Pod on each eligible node', () => {
    fc.assert(
      fc.property(scenarioArb, (scenario) => {
        const run = new Run(scenario);
        run.server.patch('apps/daemonsets', 'agent', { template: templateOf('agent:9') });
        run.server.advance(60_000);
        const { eligible } = run;
        for (const node of eligible) {
          const pods = run.server.pods.filter((pod) => nodeOf(pod) === node);
          expect(pods.map(({ spec }) => spec.containers[0]?.image)).toEqual(['agent:9']);
        }
        expect(run.daemonSet.status).toMatchObject({
          desiredNumberScheduled: eligible.length,
          currentNumberScheduled: eligible.length,
          numberReady: eligible.length,
          observedGeneration: run.daemonSet.metadata.generation,
        });
      }),
      RUNS,
    );
  });
});
