import '../support/client-library';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../cli/run-cli';
import { describeWithKubectl } from '../support/real-kubectl';
import { World } from '../support/regions';

jest.setTimeout(240_000);

describeWithKubectl('what a rollout notes', ({ path }) => {
  let folder: string;
  let world: World;
  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'workshop-stacks-')));
    mkdirSync(join(folder, 'program'));
    world = await World.start(join(folder, 'program'));
  });
  afterEach(async () => {
    await world.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('outlives kubectl apply --prune --applyset, which finds nothing to change', async () => {
    world.promote('Release', 'v1');
    const given = ['--app', world.app, '--kubeconfig', world.kubeconfig, '--env', 'asia', '--soak', '0s'];
    const rollout = ['rollout-plan', 'shop', ...given];
    expect(await runCli([...rollout, '--apply', '--yes'])).toMatchObject({ code: 0 });
    const dist = join(folder, 'dist');
    expect(await runCli(['synth', '--app', world.app, '--out', dist, '--env', 'asia'])).toMatchObject({ code: 0 });

    const line =
      `KUBECTL_APPLYSET=true '${path}' apply -n asia-shop --prune --applyset=configmaps/workshop-stacks-asia ` +
      `--server-side --field-manager=workshop-stacks -f '${dist}/asia/shop' -R`;
    const { code, out, err } = await world.clusters.asia.run('/bin/sh', ['-c', line]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/deployment\.apps\/shop serverside-applied/);
    expect(world.note('asia', 'phase')).toBe('done');
    expect(await runCli([...rollout, '--apply', '--yes'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/nothing to do/),
    });
  });
});
