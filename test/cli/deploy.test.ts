import '../support/client-library';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { confirm } from '../../src/cli/deployment/confirmation';
import { Given } from '../../src/cli/options';
import { ServedCluster } from '../support/simulated-cluster';
import { type Outcome, runCli } from './run-cli';
import { newFolder, writeTeamProgram } from './team-program';

jest.setTimeout(120_000);

let served: ServedCluster;
let folder: string;
let app: string;
beforeEach(async () => {
  served = await ServedCluster.start({ nodes: 2, profile: 'desktop' });
  served.pacing.setSpeed(20);
  folder = newFolder();
  app = writeTeamProgram(join(folder, 'program'));
});
afterEach(() => served.stop());

/** Runs a command for the environment 'trial' of a team's program. */
function workshop(command: string, ...words: readonly string[]): Promise<Outcome> {
  const manifests = command === 'destroy' ? [] : ['--out', join(folder, 'dist')];
  return runCli([command, '--env', 'trial', '--app', app, ...manifests, '--kubeconfig', served.kubeconfig, ...words]);
}

/** A program beside the team's, with something else about its environments. */
function changedProgram(name: string, change: string): string {
  const file = join(folder, 'program', `${name}.js`);
  writeFileSync(
    file,
    `const { program } = require('./program.js');
exports.program = { ...program, environments: program.environments.map((each) => ({ ...each, ${change} })) };
`,
  );
  return file;
}

const lines = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('an environment is compared, applied, looked at and destroyed', async () => {
  const first = await workshop('diff', '--exit-code');
  expect(first).toMatchObject({ code: 1, err: expect.stringContaining('written') });
  expect(first.out).toMatch(/^environment trial, context workshop \(https:\/\/127\.0\.0\.1:\d+\), from /);
  expect(first.out).toMatch(/create Deployment trial-shop\/shop\n@@ -0,0/);
  expect(first.out).toMatch(/\d+ to create\n$/);

  const applied = await workshop('apply', '--yes');
  expect({ code: applied.code, err: applied.err }).toEqual({ code: 0, err: '' });
  expect(applied.out).toMatch(/created {4}Namespace trial-shop\n/);
  expect(applied.out).toMatch(/ready {6}Deployment trial-shop\/shop\n/);
  expect(applied.out).toMatch(/\n\d+ created, [\d.]+ s\n$/);

  expect(await workshop('diff', '--exit-code')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/\n\d+ the same\n$/),
  });
  const status = await workshop('status');
  expect(status).toMatchObject({
    code: 0,
    out: expect.stringMatching(/\nshop {2}(\d+) of \1 objects ready\nready: \d+ objects\n$/),
  });

  const destroyed = await workshop('destroy', '--yes');
  expect(destroyed).toMatchObject({
    code: 0,
    out: expect.stringMatching(/deleted {4}Namespace trial-shop\n\d+ deleted\n$/),
  });
  const gone = await workshop('status');
  expect(gone).toMatchObject({
    code: 1,
    out: expect.stringMatching(/ {2}missing {2}Deployment trial-shop\/shop: it does not exist/),
  });
});

test('with -o json everything that happens is a line, failures too', async () => {
  const { code, out } = await workshop('apply', '--yes', '-o', 'json');
  expect(code).toBe(0);
  const events = lines(out);
  expect(events[0]).toMatchObject({ type: 'target', environment: 'trial', context: 'workshop' });
  expect(events).toContainEqual(
    expect.objectContaining({
      type: 'object',
      outcome: 'created',
      kind: 'Deployment',
      namespace: 'trial-shop',
      name: 'shop',
      stack: 'shop',
    }),
  );
  expect(events.at(-1)).toMatchObject({ type: 'summary', isDone: true, unpruned: 0 });
  const failed = await workshop('apply', '--yes', '-o', 'json', '--context', 'nowhere');
  expect(failed.code).toBe(2);
  expect(lines(failed.out)).toEqual([
    { type: 'error', error: { kind: 'ClusterError', message: expect.stringContaining("no context 'nowhere'") } },
  ]);
  const status = await workshop('status', '-o', 'json');
  expect(JSON.parse(status.out)).toMatchObject({
    environment: 'trial',
    isReady: true,
    target: { context: 'workshop' },
  });
  const diff = await workshop('diff', '-o', 'json');
  expect(JSON.parse(diff.out)).toMatchObject({ counts: { create: 0, change: 0, delete: 0 }, differences: [] });
});

test('an environment that people depend on is not touched without being asked for', async () => {
  const { code, err } = await workshop('apply');
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringMatching(
      /workshop: apply \d+ objects of trial to context workshop: nobody can be asked here, so give --yes\n$/,
    ),
  });
  expect(served.cluster.client.get('namespaces', '', 'trial-shop')).toBeUndefined();
  app = changedProgram('derived', "secrets: 'derived'");
  expect(await workshop('apply', '--no-wait')).toMatchObject({ code: 0 });
  expect(await workshop('destroy')).toMatchObject({ code: 2, err: expect.stringContaining('give --yes') });
});

test.each([
  { word: 'yes', answer: 'yes\n', isGoingOn: true },
  { word: 'y', answer: 'y\n', isGoingOn: false },
  { word: 'nothing', answer: '', isGoingOn: false },
])('the answer $word goes on: $isGoingOn', async ({ answer, isGoingOn }) => {
  let asked = '';
  const input = Object.assign(new PassThrough(), { isTTY: true });
  input.end(answer);
  const terminal = { isInteractive: true, err: (text: string) => (asked += text) };
  const work = confirm(new Given(new Map(), []), 'delete everything', { input, terminal: terminal as never });
  if (isGoingOn) await expect(work).resolves.toBeUndefined();
  else await expect(work).rejects.toThrow('nothing was changed');
  expect(asked).toBe("delete everything? Only 'yes' goes on: ");
});

test('Ctrl-C ends a deployment with what was begun, and the next run goes on', async () => {
  const listeners = process.listenerCount('SIGINT');
  let isFirst = true;
  let out = '';
  const words = [
    'apply',
    '--env',
    'trial',
    '--app',
    app,
    '--out',
    join(folder, 'dist'),
    '--kubeconfig',
    served.kubeconfig,
  ];
  const outcome = await runCli([...words, '--yes'], {
    out: (text) => {
      out += text;
      if (isFirst && text.startsWith('created')) {
        isFirst = false;
        process.emit('SIGINT');
      }
    },
  });
  expect(outcome).toMatchObject({ code: 130, err: expect.stringContaining('the same command goes on from here') });
  expect(out).not.toContain('created    Deployment');
  expect(process.listenerCount('SIGINT')).toBe(listeners);
  const next = await workshop('apply', '--yes');
  expect(next).toMatchObject({ code: 0, out: expect.stringMatching(/created {4}Deployment[^]*created, 1 unchanged/) });
});

test('an environment goes to the contexts that it names, and to no other', async () => {
  app = changedProgram('pinned', "contexts: ['staging', 'production']");
  const { code, err, out } = await workshop('apply', '--yes');
  expect(code).toBe(2);
  expect(out).toMatch(/^environment trial, context workshop/);
  expect(err).toMatch(/environment 'trial' goes to context 'staging' or 'production' only, and this is 'workshop' of /);
  app = changedProgram('free', "contexts: ['workshop']");
  expect(await workshop('diff')).toMatchObject({ code: 0 });
});

test('wrong words are said before anything is asked of the cluster', async () => {
  expect(await workshop('apply', '--timeout', 'soon')).toMatchObject({
    code: 2,
    err: expect.stringContaining("'--timeout' must be a duration"),
  });
  expect(await runCli(['apply', '--env', 'trail', '--app', app])).toMatchObject({
    code: 2,
    err: expect.stringContaining("there is no environment 'trail'; there is trial, live"),
  });
  expect(await workshop('apply', '--stack', 'shpo')).toMatchObject({ code: 2 });
});

test('what is not ready in time is told with the reason, and ends with exit code 1', async () => {
  const file = join(folder, 'program', 'program.js');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace("'registry.example.com/' + id + ':1.0.0'", "'nginx:no-such-tag'"),
  );
  const { code, out } = await workshop('apply', '--yes', '--timeout', '3s');
  expect(code).toBe(1);
  expect(out).toMatch(
    /unready {4}Deployment trial-shop\/shop: .*\n +Pod shop-\S+: container \S+ waits, (ErrImagePull|ImagePullBackOff)/,
  );
  expect(out).toMatch(/\nnot done: .*1 unready, [\d.]+ s\n$/);
});
