import { createHash } from 'node:crypto';
import type * as SimulatorModule from '../../src/simulator';
import type { Cluster } from '../../src/simulator';
import { act } from './act';
import { mend, tearDown } from './ending';
import { profileOf } from './profile';
import { allRules } from './rules';
import type { Scenario } from './scenario';
import { RESOURCES, serviceOf, workloadOf } from './workloads';
import { NAMESPACE, World } from './world';

/** What scenarios need of the simulator; handed in, so that it can be one with a broken rule. */
export type Simulator = Pick<typeof SimulatorModule, 'createCluster' | 'profiles'>;

/** Checksum of all changes of a cluster and of when they happened, from now on. */
function historyOf(cluster: Cluster): () => string {
  const hash = createHash('sha256');
  cluster.onChange(({ type, storage, namespace, name, object, revision }) => {
    hash.update(JSON.stringify([cluster.nowMs, revision, type, storage, namespace, name, object]));
  });
  return () => hash.digest('hex');
}

/** Virtual time before an eviction: what budgets report must be of now. */
const BEFORE_EVICTION_MS = 1000;

/** Virtual time after which a namespace can be used. */
const NAMESPACE_MS = 500;

function play({ workloads, steps, ending }: Scenario, cluster: Cluster): void {
  const world = new World(cluster);
  world.watch(allRules(world));
  world.asUser(() => cluster.client.create('namespaces', { metadata: { name: NAMESPACE } }));
  cluster.advance(NAMESPACE_MS);
  for (const plan of workloads) {
    world.asUser(() => cluster.client.create(RESOURCES[plan.kind], workloadOf(plan) as never));
    world.asUser(() => cluster.client.create('services', serviceOf(plan.name) as never));
  }
  for (const { action, thenMs } of steps) {
    if (action.type === 'evict') cluster.advance(BEFORE_EVICTION_MS);
    world.asUser(() => act(world, action));
    cluster.advance(thenMs);
    world.pause();
  }
  mend(world);
  world.pause();
  world.rest();
  tearDown(world, ending);
  world.rest();
}

/**
 * Plays a scenario from the beginning to the empty namespace at its end. Throws a Violation when a rule is broken.
 * Returns the checksum of the history when it is asked for.
 */
export function playScenario(simulator: Simulator, scenario: Scenario, withHistory = false): string {
  const { clusterSeed, nodes, isTight } = scenario;
  const profile = profileOf(simulator.profiles.plain, nodes, isTight);
  const cluster = simulator.createCluster({ seed: clusterSeed, nodes, profile });
  const history = withHistory ? historyOf(cluster) : () => '';
  play(scenario, cluster);
  return history();
}
