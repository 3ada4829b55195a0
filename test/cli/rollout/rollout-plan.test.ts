import '../../support/client-library';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Terminal } from '../../../src/cli/terminal';
import { REGIONS, type RegionName, World } from '../../support/regions';
import { sideBySide } from '../../support/side-by-side';
import { type Outcome, runCli } from '../run-cli';
import { newFolder } from '../team-program';

jest.setTimeout(180_000);

const APPLY = ['--apply', '--yes'];

/** The clusters of one test, and what it does with them. */
interface Scene {
  readonly world: World;
  /** Runs the command with the contexts of all clusters, and with little time. */
  readonly rollout: (words: readonly string[], terminal?: Partial<Terminal>) => Promise<Outcome>;
  /** What every region runs, lowest traffic first. */
  readonly running: () => (string | undefined)[];
  readonly versionsOf: (name: RegionName) => string[];
}

/** A test with clusters of its own, beside which others may run: a rollout waits most of its time. */
const scene = (play: (scene: Scene) => Promise<void>) => async (): Promise<void> => {
  const world = await World.start(join(newFolder(), 'program'));
  try {
    await play({
      world,
      rollout: (words, terminal = {}) =>
        runCli(
          [
            'rollout-plan',
            'shop',
            ...words,
            '--app',
            world.app,
            '--kubeconfig',
            world.kubeconfig,
            '--grace',
            '1s',
          ].concat(words.includes('--soak') ? [] : ['--soak', '0s']),
          terminal,
        ),
      running: () => REGIONS.map((name) => world.runs(name)),
      versionsOf: (name) =>
        (['configmaps', 'services', 'apps/deployments'] as const).flatMap((storage) =>
          world.clusters[name].cluster.client
            .list(storage, `${name}-shop`)
            .map(({ metadata }) => `${storage} ${metadata.name} ${metadata.resourceVersion}`),
        ),
    });
  } finally {
    await world.stop();
  }
};

const testBeside = sideBySide();

const lines = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

testBeside(
  'a version reaches region after region, and a second run changes nothing',
  scene(async ({ world, rollout, running, versionsOf }) => {
    world.promote('Release', 'v1');
    const plan = await rollout([]);
    expect(plan).toEqual({
      code: 0,
      err: '',
      out: `shop v1: 3 regions, lowest traffic first
   REGION       ENVIRONMENT  TRAFFIC  CONTEXT  HAS  READY  NEXT
1  the asia     asia         10 %     asia     -    -      apply v1, watch for 0s
2  the europe   europe       30 %     europe   -    -      apply v1, watch for 0s
3  the america  america      60 %     america  -    -      apply v1, watch for 0s
not part of it: staging (Staging: HEAD, has -)
active versions: v1
carry it out with: workshop rollout-plan shop --apply
`,
    });
    expect(running()).toEqual([undefined, undefined, undefined]);
    const applied = await rollout(APPLY);
    expect(applied).toMatchObject({ code: 0, err: '' });
    expect(applied.out).toMatch(
      /begun {6}asia: [^]*passed {5}asia: [^]*begun {6}europe: [^]*passed {5}europe: [^]*begun {6}america: [^]*passed {5}america: /,
    );
    expect(running()).toEqual(['blue', 'blue', 'blue']);

    const before = REGIONS.flatMap(versionsOf);
    const again = await rollout(APPLY);
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/\nnothing to do: shop v1 has arrived\n$/) });
    expect(REGIONS.flatMap(versionsOf)).toEqual(before);
    expect((await rollout([])).out).toMatch(/nothing: it is done\n[^]*\nnothing to do\n$/);
  }),
);

testBeside(
  'a region that never becomes ready stops it, goes back, and the rollout goes on when the cause is gone',
  scene(async ({ world, rollout, running }) => {
    world.promote('Release', 'v1');
    await rollout(APPLY);
    world.promote('Release', 'v4');
    const failed = await rollout([...APPLY, '--timeout', '3s']);
    expect(failed.code).toBe(1);
    expect(failed.out).toMatch(/\nstopped {4}asia: Deployment asia-shop\/shop: 1 of 2 Pods are updated\n/);
    expect(failed.out).toMatch(/ErrImagePull[^]*\nnot touched: europe, america\ngo on with: .* shop --apply\n/);
    expect(failed.out).toMatch(/\ngo back to v1 with: workshop rollout-plan shop --rollback --env asia\nnot done: /);
    expect(running()).toEqual(['no-such-tag', 'blue', 'blue']);
    expect(world.note('asia', 'phase')).toBe('failed');

    const back = await rollout(['--rollback', '--yes']);
    expect(back).toMatchObject({
      code: 0,
      out: expect.stringMatching(/back {7}asia: has v1 again\n[^]*taken back: asia\n$/),
    });
    expect(running()).toEqual(['blue', 'blue', 'blue']);
    expect(world.note('asia', 'reason')).toMatch(/^went back from v4: Deployment asia-shop\/shop: 1 of 2/);
    expect(await rollout(['--rollback', '--yes'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/nothing to take/),
    });

    world.promote('Release', 'v2');
    expect(await rollout(APPLY)).toMatchObject({ code: 0 });
    expect(running()).toEqual(['green', 'green', 'green']);
  }),
);

testBeside(
  'with --apply --rollback a region that fails goes back by itself',
  scene(async ({ world, rollout, running }) => {
    world.promote('Release', 'v1');
    await rollout(APPLY);
    world.promote('Release', 'v4');
    const { code, out } = await rollout([...APPLY, '--rollback', '--timeout', '3s']);
    expect(code).toBe(1);
    expect(out).toMatch(/stopped {4}asia: [^]*back {7}asia: has v1 again\n/);
    expect(out).not.toContain('go back to');
    expect(running()).toEqual(['blue', 'blue', 'blue']);
  }),
);

testBeside(
  'a check that fails in the soak time stops it, and says what the check said',
  scene(async ({ world, rollout, running }) => {
    world.promote('Release', 'v1');
    const mark = join(world.folder, 'ill');
    const check = `test ! -e ${mark} || { echo "$WORKSHOP_REGION is ill with $WORKSHOP_VERSION"; exit 4; }`;
    const { code, out } = await rollout([...APPLY, '--soak', '1m', '--check', check], {
      out: (text) => text.startsWith('soaking') && writeFileSync(mark, ''),
    });
    expect({ code, out }).toMatchObject({ code: 1 });
    expect(world.note('asia', 'reason')).toMatch(/^check 'test .*' ends with 4: the asia is ill with v1$/);
    expect(running()).toEqual(['blue', undefined, undefined]);

    rmSync(mark);
    const next = await rollout([...APPLY, '--check', check]);
    expect(next).toMatchObject({ code: 0, out: expect.stringContaining('(before: check ') });
  }),
);

testBeside(
  'what becomes unready in the soak time stops it before its end',
  scene(async ({ world, rollout, running }) => {
    world.promote('Release', 'v1');
    const { client } = world.clusters.asia.cluster;
    let isSpoiled = false;
    const began = Date.now();
    const { code, out } = await rollout([...APPLY, '--soak', '5m'], {
      out: (text) => {
        if (isSpoiled || !text.startsWith('soaking')) return;
        isSpoiled = true;
        const deployment = client.get('apps/deployments', 'asia-shop', 'shop');
        if (deployment !== undefined)
          client.update('apps/deployments', { ...deployment, spec: { ...deployment.spec, replicas: 200 } }); // its node takes 110
      },
    });
    expect({ code, out }).toMatchObject({ code: 1 });
    expect(Date.now() - began).toBeLessThan(60_000);
    expect(world.note('asia', 'phase')).toBe('failed');
    expect(world.note('asia', 'reason')).toMatch(/^Deployment asia-shop\/shop: /);
    expect(running()).toEqual(['blue', undefined, undefined]);
  }),
);

testBeside(
  'a fourth version is refused while three are active, whoever brought them there',
  scene(async ({ world, rollout, running }) => {
    world.promote('Release', 'v1');
    await rollout(APPLY);
    world.promote('Release', 'v2');
    await rollout([...APPLY, '--env', 'asia']);
    world.promote('Staging', 'v3');
    const words = ['apply', '--env', 'staging', '--app', world.app, '--kubeconfig', world.kubeconfig];
    const out = join(world.folder, 'dist');
    expect(await runCli([...words, '--context', 'staging', '--out', out, '--yes'])).toMatchObject({ code: 0 });
    world.promote('Staging', 'v1');
    world.promote('Release', 'v4');
    const refused = await rollout(APPLY);
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(
      /refused: 4 versions of shop would be active: v1 \(america, europe\), v2 \(asia\), v3 \(staging\), v4; at most 3 may be/,
    );
    expect(running()).toEqual(['green', 'blue', 'blue']);
  }),
);

// Ctrl-C is heard by everything that runs in this process.
test(
  'Ctrl-C in the soak time ends it, and the next run goes on where it was',
  scene(async ({ world, rollout, running }) => {
    world.promote('Release', 'v1');
    let isFirst = true;
    const interrupted = await rollout([...APPLY, '--soak', '1h'], {
      out: (text) => {
        if (!isFirst || !text.startsWith('soaking')) return;
        isFirst = false;
        setTimeout(() => process.emit('SIGINT'), 100);
      },
    });
    expect(interrupted).toMatchObject({ code: 130, err: expect.stringContaining('goes on from here') });
    const since = world.note('asia', 'since');
    expect(world.note('asia', 'phase')).toBe('soaking');
    expect((await rollout([])).out).toMatch(/1 {2}the asia .* v1 +yes +watch for 0s\n/);
    let resumed = '';
    await rollout([...APPLY, '--soak', '1h'], {
      out: (text) => {
        resumed += text;
        if (text.startsWith('soaking')) setTimeout(() => process.emit('SIGINT'), 50);
      },
    });
    // The time that was watched counts.
    expect(world.note('asia', 'since')).toBe(since);
    expect(resumed).not.toMatch(/^(created|changed)/m);
    expect(await rollout(APPLY)).toMatchObject({ code: 0 });
    expect(running()).toEqual(['blue', 'blue', 'blue']);
  }),
);

testBeside(
  'two rollouts at once do not spoil each other',
  scene(async ({ world, rollout, running, versionsOf }) => {
    world.promote('Release', 'v1');
    const outcomes = await Promise.all([rollout(APPLY), rollout(APPLY)]);
    // One may find the other at work: it says who that is, and what it can do.
    for (const { code, out } of outcomes) {
      if (code === 0) continue;
      expect(out).toMatch(/stopped {4}\w+: another run changes this environment: Lease .* is held by/);
    }
    expect(outcomes.map(({ code }) => code)).toContain(0);
    expect(running()).toEqual(['blue', 'blue', 'blue']);
    const before = REGIONS.flatMap(versionsOf);
    expect(await rollout(APPLY)).toMatchObject({ code: 0, out: expect.stringContaining('nothing to do') });
    expect(REGIONS.flatMap(versionsOf)).toEqual(before);
  }),
);

testBeside(
  'with -o json the plan is one document, and a rollout one line for each thing that happens',
  scene(async ({ world, rollout }) => {
    world.promote('Release', 'v1');
    const plan = await rollout(['-o', 'json']);
    expect(JSON.parse(plan.out)).toMatchObject({
      stack: 'shop',
      version: 'v1',
      regions: [
        { environment: 'asia', region: 'the asia', trafficPercent: 10, context: 'asia', step: 'apply', versions: [] },
        { environment: 'europe' },
        { environment: 'america' },
      ],
      others: [{ environment: 'staging' }],
      active: [{ version: 'v1', environments: [] }],
    });
    const { code, out } = await rollout([...APPLY, '-o', 'json']);
    expect(code).toBe(0);
    const events = lines(out);
    expect(events[0]).toMatchObject({ type: 'plan', version: 'v1' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'region', environment: 'europe', state: 'passed' }));
    expect(events.at(-1)).toMatchObject({ type: 'summary', isDone: true, passed: ['asia', 'europe', 'america'] });
  }),
);

testBeside(
  'nobody is asked where nobody is, and nothing happens without a yes',
  scene(async ({ world, rollout, running }) => {
    world.promote('Release', 'v1');
    expect(await rollout(['--apply'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /roll out shop v1 to asia \(context asia\), europe \(context europe\), america \(context america\): nobody can be asked/,
      ),
    });
    expect(running()).toEqual([undefined, undefined, undefined]);
  }),
);

testBeside(
  'a region whose cluster is away is told in the plan, and nothing begins',
  scene(async ({ world, rollout, running }) => {
    world.promote('Release', 'v1');
    await world.clusters.america.stop();
    const plan = await rollout([]);
    expect(plan.code).toBe(3);
    expect(plan.out).toMatch(
      /3 {2}the america .* \? +- +unknown: https:.* cannot be reached[^\n]*: nothing listens there/,
    );
    const applied = await rollout(APPLY);
    expect(applied).toMatchObject({ code: 2, err: expect.stringMatching(/america: https:.* cannot be reached/) });
    expect(running().slice(0, 2)).toEqual([undefined, undefined]);
  }),
);
