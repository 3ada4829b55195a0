import '../../support/client-library';
import { join } from 'node:path';
import { SeededRandom } from '../../../src/simulator/engine';
import { FaultyProxy } from '../../support/faulty-proxy';
import { REGIONS, World } from '../../support/regions';
import { runCli } from '../run-cli';
import { newFolder } from '../team-program';

/** Runs with chances of their own; ROLLOUT_FAULTS=50 for many, ROLLOUT_FAULT_SEED=n plays one again. */
const RUNS = Number(process.env['ROLLOUT_FAULTS'] ?? 1);
const ONE = process.env['ROLLOUT_FAULT_SEED'];
const seeds = ONE === undefined ? Array.from({ length: RUNS }, (_, index) => index + 1) : [Number(ONE)];

/** Versions that arrive through faults: without the full number the second alone, which finds the first one there. */
const THROUGH_FAULTS = process.env['ROLLOUT_FAULTS'] === undefined && ONE === undefined ? ['v2'] : ['v1', 'v2'];

/** A quarter of all requests goes wrong: servers restart, are busy, break connections, take no tokens. */
const RATE = 0.25;

jest.setTimeout(300_000);

/** What is in the regions, with the version of each object. */
const state = (world: World): string[] =>
  REGIONS.flatMap((name) =>
    (['configmaps', 'services', 'apps/deployments'] as const).flatMap((storage) =>
      world.clusters[name].cluster.client
        .list(storage, `${name}-shop`)
        .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
        .map(({ metadata }) => `${storage} ${name}/${metadata.name} ${metadata.resourceVersion}`),
    ),
  );

const OBJECTS = REGIONS.flatMap((name) => [
  `configmaps ${name}/workshop-stacks-${name}`,
  `services ${name}/shop`,
  `apps/deployments ${name}/shop`,
]);

test.each(seeds)('rollout %i through faults and interruptions reaches every region once', async (seed) => {
  const world = await World.start(join(newFolder(), 'program'));
  const chance = new SeededRandom(seed).fork('interruptions');
  const proxies: FaultyProxy[] = [];
  let said = '';
  const rollout = (interruptAfter: number, ...words: readonly string[]): ReturnType<typeof runCli> => {
    let left = interruptAfter;
    said = '';
    const kubeconfigs = REGIONS.map((name, index) => `${name}=${proxies[index]?.kubeconfig ?? ''}`);
    const given = ['--app', world.app, '--kubeconfig', [...kubeconfigs, world.kubeconfig].join(',')];
    const gate = ['--soak', '300ms', '--grace', '20s', '--timeout', '60s'];
    return runCli(['rollout-plan', 'shop', '--apply', '--yes', ...given, ...gate, ...words], {
      out: (text) => {
        said += text;
        left -= 1;
        if (left === 0) process.emit('SIGINT');
      },
    });
  };
  try {
    for (const name of REGIONS) {
      const { kubeconfig, folder } = world.clusters[name];
      proxies.push(await FaultyProxy.start(seed + proxies.length, kubeconfig, folder));
    }
    for (const [version, image] of [
      ['v1', 'blue'],
      ['v2', 'green'],
    ] as const) {
      world.promote('Release', version);
      const isThroughFaults = THROUGH_FAULTS.includes(version);
      for (const proxy of proxies) proxy.rate = isThroughFaults ? RATE : 0;
      const codes: number[] = [];
      for (let run = 0; codes.at(-1) !== 0 && run < 6; run += 1) {
        const { code, err } = await rollout(isThroughFaults && run < 2 ? 5 + (chance.next() % 20) : Infinity);
        codes.push(code);
        // Interrupted, or done; a region never fails for want of patience.
        if (code !== 0 && code !== 130) throw new Error(`seed ${seed} ends with ${code}: ${err}${said}`);
      }
      expect(codes.at(-1)).toBe(0);
      expect(REGIONS.map((name) => world.runs(name))).toEqual([image, image, image]);
      expect(REGIONS.map((name) => world.note(name, 'phase'))).toEqual(['done', 'done', 'done']);
      for (const proxy of proxies) proxy.rate = 0;
      const before = state(world);
      expect(before.map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual(OBJECTS);
      expect(await rollout(Infinity)).toMatchObject({ code: 0 });
      expect(state(world)).toEqual(before);
    }
    const met = proxies.flatMap((proxy) => [...proxy.met.values()]).reduce((sum, count) => sum + count, 0);
    expect(met).toBeGreaterThan(10);
  } finally {
    for (const proxy of proxies) await proxy.stop();
    await world.stop();
  }
});
