import fc from 'fast-check';
import type { Pod } from '../../../src/simulator/api';
import { NodeWorld, type PodDraft } from './node-world';

const NODES = ['node-1', 'node-2'] as const;
const PROGRAMS = [
  { image: 'web:1' },
  { image: 'busybox:1.36', command: ['sh', '-c', 'sleep 2; exit 1'] },
  { image: 'busybox:1.36', command: ['sh', '-c', 'sleep 3'] },
  { image: 'busybox:1.36', command: ['sleep', 'infinity'] },
  { image: 'redis:no-such-tag' },
  { image: 'web:1', readinessProbe: { tcpSocket: { port: 80 }, initialDelaySeconds: 4 } },
] as const;
const PREPARATIONS = [
  { name: 'good', image: 'busybox:1.36', command: ['true'] },
  { name: 'bad', image: 'busybox:1.36', command: ['false'] },
  { name: 'side', image: 'web:1', restartPolicy: 'Always' },
] as const;

interface Step {
  readonly type: 'create' | 'delete' | 'fail' | 'recover' | 'advance';
  readonly pod: number;
  readonly node: (typeof NODES)[number];
  readonly draft: PodDraft;
  readonly ms: number;
}

const draftArb: fc.Arbitrary<PodDraft> = fc.record({
  containers: fc.array(fc.constantFrom(...PROGRAMS), { minLength: 1, maxLength: 2 }),
  initContainers: fc.subarray([...PREPARATIONS]),
  spec: fc.record({
    restartPolicy: fc.constantFrom('Always', 'OnFailure', 'Never'),
    terminationGracePeriodSeconds: fc.constantFrom(1, 5, 30),
  }),
});

const stepsArb: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    type: fc.constantFrom('create', 'create', 'create', 'delete', 'advance', 'advance', 'fail', 'recover'),
    pod: fc.nat(5),
    node: fc.constantFrom(...NODES),
    draft: draftArb,
    ms: fc.constantFrom(50, 700, 5000, 60_000),
  }) as fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 30 },
);

function play(steps: readonly Step[], seed = 1): NodeWorld {
  const world = new NodeWorld({ nodes: NODES.length, seed });
  for (const { type, pod, node, draft, ms } of steps) {
    const name = `pod-${pod}`;
    if (type === 'create' && world.find(name) === undefined) world.create({ ...draft, name, node });
    if (type === 'delete' && world.find(name) !== undefined) world.client.delete('pods', 'demo', name);
    if (type === 'fail') world.agents.fail(node);
    if (type === 'recover') world.agents.recover(node);
    world.advance(ms);
  }
  return world;
}

const statusesOf = ({ status }: Pod) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
const isFinal = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

/** Calls `check` with each state of a Pod and the one before it. */
function eachChange({ history }: NodeWorld, check: (before: Pod, after: Pod) => void): void {
  const last = new Map<string, Pod>();
  for (const { pod } of history) {
    const before = last.get(pod.metadata.uid);
    if (before !== undefined) check(before, pod);
    last.set(pod.metadata.uid, pod);
  }
}

const RUNS = { numRuns: 40 };

test('restarts are only ever added', () => {
  fc.assert(
    fc.property(stepsArb, (steps) => {
      eachChange(play(steps), (before, after) => {
        for (const { name, restartCount } of statusesOf(before)) {
          const now = statusesOf(after).find((status) => status.name === name)?.restartCount ?? 0;
          expect(now).toBeGreaterThanOrEqual(restartCount);
        }
      });
    }),
    RUNS,
  );
});

test('a Pod is Ready only while all of its containers are', () => {
  fc.assert(
    fc.property(stepsArb, (steps) => {
      for (const { pod } of play(steps).history) {
        const ready = pod.status.conditions?.find(({ type }) => type === 'Ready');
        if (ready?.status !== 'True') continue;
        expect(pod.status.containerStatuses?.map((status) => status.ready)).not.toContain(false);
        expect(pod.status.phase).toBe('Running');
      }
    }),
    RUNS,
  );
});

test('a final phase is final, and no container runs in it', () => {
  fc.assert(
    fc.property(stepsArb, (steps) => {
      eachChange(play(steps), (before, after) => {
        if (isFinal(before)) expect(after.status.phase).toBe(before.status.phase);
        if (isFinal(after)) expect(statusesOf(after).some(({ state }) => state.running !== undefined)).toBe(false);
      });
    }),
    RUNS,
  );
});

test('what runs has an address of its own', () => {
  fc.assert(
    fc.property(stepsArb, (steps) => {
      const world = play(steps);
      const addresses = world.client
        .list('pods', 'demo')
        .filter(({ status }) => statusesOf({ status } as Pod).some(({ state }) => state.running !== undefined))
        .map(({ status }) => status.podIP);
      expect(addresses).not.toContain(undefined);
      expect(new Set(addresses).size).toBe(addresses.length);
    }),
    RUNS,
  );
});

test('a deleted Pod is gone within its grace and two seconds, on a node that is on', () => {
  fc.assert(
    fc.property(stepsArb, (steps) => {
      const world = play(steps.filter(({ type }) => type !== 'fail'));
      const pods = world.client.list('pods', 'demo');
      for (const { metadata } of pods) world.client.delete('pods', 'demo', metadata.name);
      const graceMs = Math.max(0, ...pods.map(({ spec }) => (spec.terminationGracePeriodSeconds ?? 0) * 1000));
      // Each sidecar may take two seconds more than the grace.
      world.advance(graceMs + 2000 + 2000);
      expect(world.client.list('pods', 'demo').map(({ metadata }) => metadata.name)).toEqual([]);
      expect(NODES.map((node) => world.agents.nodeUsageOf(node)?.cpuCores)).toEqual([0.08, 0.08]);
    }),
    RUNS,
  );
});

test('the same seed gives the same history', () => {
  fc.assert(
    fc.property(stepsArb, fc.nat(1000), (steps, seed) => {
      const texts = [play(steps, seed), play(steps, seed)].map(({ history }) => JSON.stringify(history));
      expect(texts[0]).toBe(texts[1]);
    }),
    { numRuns: 20 },
  );
});

test('when all is left alone, only routine remains', () => {
  fc.assert(
    fc.property(stepsArb, (steps) => {
      const world = play(steps);
      world.advance(300_000);
      const count = world.history.length;
      world.advance(300_000);
      expect(world.history.slice(count).filter(({ isRoutine }) => !isRoutine)).toEqual([]);
      expect(world.loop.foregroundPending).toBe(0);
    }),
    RUNS,
  );
});
