import '../../support/client-library';
import { join } from 'node:path';
import { REGIONS, type RegionName, type Version, World } from '../../support/regions';
import { type Outcome, runCli } from '../run-cli';
import { newFolder } from '../team-program';

jest.setTimeout(120_000);

let world: World;
beforeEach(async () => {
  world = await World.start(join(newFolder(), 'program'));
});
afterEach(() => world.stop());

const live = (...words: readonly string[]): Promise<Outcome> =>
  runCli(['releases', '--live', '--app', world.app, '--kubeconfig', world.kubeconfig, ...words]);

/** Brings a version to an environment, as any deployment does. */
async function bring(name: RegionName, version: Version): Promise<void> {
  world.promote(name === 'staging' ? 'Staging' : 'Release', version);
  const out = join(world.folder, 'dist');
  const words = ['apply', '--env', name, '--context', name, '--yes', '--no-wait', '--out', out];
  expect(await runCli([...words, '--app', world.app, '--kubeconfig', world.kubeconfig])).toMatchObject({ code: 0 });
}

/** Lets what was begun become ready. */
async function settle(): Promise<void> {
  for (const name of ['staging', ...REGIONS] as const) await world.clusters[name].pacing.advance(120_000);
}

test('one table shows which version each region has, where that is in its life, and whether it is ready', async () => {
  for (const name of REGIONS) await bring(name, 'v1');
  await bring('staging', 'v3');
  await bring('asia', 'v2');
  await settle();
  expect(await live()).toEqual({
    code: 0,
    err: '',
    out: `REGION       ENVIRONMENT  STACK  VERSION  STAGE           READY
-            staging      shop   v3       testing         yes
the america  america      shop   v1       being replaced  yes
the asia     asia         shop   v2       rolling out     yes
the europe   europe       shop   v1       being replaced  yes
`,
  });
  for (const name of ['europe', 'america'] as const) await bring(name, 'v2');
  await settle();
  const { out } = await live('-o', 'json', '--env', 'asia,europe,america');
  expect(JSON.parse(out)).toEqual({
    alerts: [],
    releases: (['america', 'asia', 'europe'] as const).map((name) => ({
      environment: name,
      region: `the ${name}`,
      stack: 'shop',
      versions: ['v2'],
      stage: 'current',
      isReady: true,
    })),
  });
});

test('more than three active versions are an alert, whoever brought them', async () => {
  // Nobody asks for a plan here: each region gets what it gets.
  for (const [name, version] of [
    ['staging', 'v1'],
    ['asia', 'v2'],
    ['europe', 'v3'],
    ['america', 'v4'],
  ] as const) {
    await bring(name, version);
  }
  const { code, out, err } = await live();
  expect({ code, err }).toEqual({
    code: 1,
    err: 'alert: 4 versions of shop are active, and at most 3 may be: v1 (staging), v2 (asia), v3 (europe), v4 (america)\n',
  });
  expect(out).toMatch(/the america {2}america .* v4 .* no +Deployment america-shop\/shop: /);
  expect(JSON.parse((await live('-o', 'json')).out).alerts).toHaveLength(1);
});

test('a cluster that does not answer, or that nobody names, is a line with the reason', async () => {
  await bring('europe', 'v1');
  await settle();
  await world.clusters.america.stop();
  const away = await live('--env', 'europe,america');
  expect(away).toMatchObject({ code: 3, err: '' });
  expect(away.out).toMatch(/the europe {3}europe .* yes\n/);
  expect(away.out).toMatch(
    /the america {2}america +- +- +- +- +https:\S+ cannot be reached[^\n]*nothing listens there/,
  );

  const { europe } = world.clusters;
  const words = ['releases', '--live', '--app', world.app, '--env', 'europe,asia'];
  const own = await runCli([...words, '--kubeconfig', `europe=${europe.kubeconfig},${world.clusters.asia.kubeconfig}`]);
  expect(own.code).toBe(3);
  expect(own.out).toMatch(/the europe {2}europe .* v1 .* yes\n/);
  expect(own.out).toMatch(/no context is called 'asia' or 'the asia': name one with --context asia=NAME\n/);
});

test('a context that the environment does not name is refused, and only there', async () => {
  const { out, code } = await live('--context', 'asia=nowhere', '--env', 'asia,europe');
  expect(code).toBe(3);
  expect(out).toMatch(/the asia .* has no context 'nowhere'/);
  expect(out).toMatch(/the europe {2}europe +shop +- +- +-\n/);
});
