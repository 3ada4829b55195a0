import type { WantedObject } from '../../src/deploy';
import { SeededRandom } from '../../src/simulator/engine';
import { Deployer, SET_NAME, wantedOf } from '../support/deploying';
import { FaultyProxy } from '../support/faulty-proxy';
import { ServedCluster } from '../support/simulated-cluster';
import { configMap, deployment, namespace, service, widget, widgetDefinition } from './manifests';

/** Runs with chances of their own; DEPLOY_FAULTS=500 for many, from DEPLOY_FAULTS_FROM on; DEPLOY_FAULT_SEED=n plays one. */
const RUNS = Number(process.env['DEPLOY_FAULTS'] ?? 2);
const FIRST = Number(process.env['DEPLOY_FAULTS_FROM'] ?? 1);
const ONE = process.env['DEPLOY_FAULT_SEED'];
const seeds = ONE === undefined ? Array.from({ length: RUNS }, (_, index) => index + FIRST) : [Number(ONE)];

/** A quarter of all requests goes wrong. */
const RATE = 0.25;

jest.setTimeout(240_000);

/** What an environment has; later versions of it differ in values, and in what there is. */
function environment(version: number): WantedObject[] {
  const stack = (name: string): WantedObject[] =>
    wantedOf(
      [
        namespace(name),
        configMap(name, 'settings', { version: String(version) }),
        ...Array.from({ length: 4 }, (_, index) => configMap(name, `map-${version}-${index}`)),
        service(name, 'web'),
        deployment(name, 'web', { replicas: version }),
      ],
      name,
    );
  return [...stack('shop'), ...stack('cart'), ...wantedOf([widgetDefinition(), widget('shop', 'one', version)])];
}

/** Applies through faults, interrupted now and then, until it is done. */
async function applyThrough(
  deployer: Deployer,
  objects: readonly WantedObject[],
  chance: SeededRandom,
): Promise<number> {
  for (let run = 1; run <= 5; run += 1) {
    const controller = new AbortController();
    // Every second first run is interrupted somewhere.
    let eventsLeft = run === 1 && chance.next() % 2 === 0 ? chance.next() % 30 : Infinity;
    const listener = (): void => {
      eventsLeft -= 1;
      if (eventsLeft < 0) controller.abort();
    };
    try {
      const { isDone, events } = await deployer.apply(
        objects,
        { listener, timeoutMs: 30_000 },
        { signal: controller.signal },
      );
      if (isDone) return run;
      throw new Error(
        `not done: ${JSON.stringify(events.filter((each) => each.type === 'object' && each.message !== undefined))}`,
      );
    } catch (error) {
      if ((error as { problem?: string }).problem !== 'interrupted') throw error;
    }
  }
  throw new Error('interrupted again and again');
}

const STACKS = ['shop', 'cart'] as const;

/** What is in the namespaces of the environment, with the field that its version decides. */
function state({ cluster: { client } }: ServedCluster): string[] {
  const ofStack = (name: string): string[] => [
    ...client
      .list('configmaps', name)
      .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
      .map(({ metadata, data }) => `ConfigMap ${name}/${metadata.name} ${data?.['version'] ?? ''}`),
    ...client
      .list('apps/deployments', name)
      .map(({ metadata, spec }) => `Deployment ${name}/${metadata.name} ${spec.replicas}`),
    ...client.list('services', name).map(({ metadata }) => `Service ${name}/${metadata.name} `),
    ...(client.get('namespaces', '', name) === undefined ? [] : [`Namespace ${name} `]),
  ];
  return STACKS.flatMap(ofStack).sort();
}

function expected(version: number): string[] {
  const stack = (name: string): string[] => [
    `ConfigMap ${name}/${SET_NAME} `,
    `ConfigMap ${name}/settings ${version}`,
    ...Array.from({ length: 4 }, (_, index) => `ConfigMap ${name}/map-${version}-${index} `),
    `Deployment ${name}/web ${version}`,
    `Service ${name}/web `,
    `Namespace ${name} `,
  ];
  return STACKS.flatMap(stack).sort();
}

const versionsOf = ({ cluster: { client } }: ServedCluster): string[] =>
  STACKS.flatMap((name) =>
    (['configmaps', 'services', 'apps/deployments'] as const).flatMap((storage) =>
      client.list(storage, name).map(({ metadata }) => `${storage} ${metadata.name} ${metadata.resourceVersion}`),
    ),
  );

test.concurrent.each(seeds)('run %i through faults loses nothing and makes nothing twice', async (seed) => {
  const served = await ServedCluster.start({ seed, nodes: 2, profile: 'desktop' });
  // Faster than Pods need would only make the cluster itself busy.
  served.pacing.setSpeed(20);
  const proxy = await FaultyProxy.start(seed, served.kubeconfig, served.folder);
  const deployer = new Deployer(proxy.kubeconfig);
  const chance = new SeededRandom(seed).fork('interruptions');
  try {
    for (const version of [1, 2]) {
      proxy.rate = RATE;
      await applyThrough(deployer, environment(version), chance);
      expect(state(served)).toEqual(expected(version));
      proxy.rate = 0;
      const before = versionsOf(served);
      const again = await deployer.apply(environment(version));
      expect(again.outcomes.filter((text) => !text.startsWith('unchanged'))).toEqual([]);
      expect(versionsOf(served)).toEqual(before);
    }
    proxy.rate = RATE;
    const { isDone } = await deployer.destroy();
    expect({ isDone, reasons: deployer.reasons }).toEqual({ isDone: true, reasons: [] });
    expect(state(served)).toEqual([]);
    // Nothing is left of the locks either.
    expect(served.cluster.client.list('coordination.k8s.io/leases', 'shop')).toEqual([]);
    expect([...proxy.met.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
  } finally {
    deployer.close();
    await proxy.stop();
    await served.stop();
  }
});
