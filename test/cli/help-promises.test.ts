import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands';
import { readArguments } from '../../src/cli/options';
import { filesIn } from '../support/temporary-folder';
import { ROOT } from '../support/source-files';
import { runCli } from './run-cli';
import { newFolder, writeTeamProgram } from './team-program';

const BIN = join(ROOT, 'bin', 'workshop.js');

/** The lines below 'Examples:' of a command's help, as words behind `workshop`. */
const examples = commands.flatMap(({ details }) =>
  [...details.matchAll(/^ {2}workshop (.+)$/gm)].map(([, words = '']) => ({ example: words })),
);

test.each(examples)('the example `workshop $example` is a command', ({ example }) => {
  const [name, ...words] = example.split(' ');
  const command = commands.find((candidate) => candidate.name === name);
  expect(() => readArguments(words, command as never)).not.toThrow();
});

test.each(commands.filter(({ options }) => 'output' in options).map(({ name }) => name))(
  '-o json of %s is one document on stdout also when the command fails',
  async (name) => {
    const { code, out, err } = await runCli([name, '--unknown', '-o', 'json']);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toMatchObject({ error: { kind: 'usage' } });
  },
);

describe('workshop synth', () => {
  test('writes to dist if no folder is given', () => {
    const folder = newFolder();
    const app = writeTeamProgram(join(folder, 'lib'), { from: join(ROOT, 'lib', 'index.js') });
    const { status, stdout } = spawnSync(process.execPath, [BIN, 'synth', '--app', app], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout.toString()).toMatch(/^dist: /);
    expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['live', 'live.index.json', 'trial', 'trial.index.json']);
  });

  test('with --stack leaves the files of other stacks as they are', async () => {
    const [folder, out] = [newFolder(), join(newFolder(), 'manifests')];
    const synth = (...words: string[]) =>
      runCli(['synth', '--app', join(folder, 'program.js'), '--out', out, ...words]);
    writeTeamProgram(folder, { hasSecond: true });
    await synth();
    const before = filesIn(out);
    writeTeamProgram(folder, { hasSecond: true, replicas: 4 });
    jest.resetModules();
    expect(await synth('--stack', 'shop', '--env', 'trial')).toMatchObject({ code: 0 });
    const changed = Object.entries(filesIn(out)).filter(([path, text]) => before[path] !== text);
    expect(changed.map(([path]) => path)).toEqual(['trial/shop/shop-deployment.yaml']);
    expect(Object.keys(filesIn(out)).sort()).toEqual(Object.keys(before).sort());
  });

  test('with --check and --env compares that environment alone', async () => {
    const [folder, out] = [newFolder(), join(newFolder(), 'manifests')];
    const app = writeTeamProgram(folder);
    await runCli(['synth', '--app', app, '--out', out]);
    rmSync(join(out, 'live'), { recursive: true });
    const check = (name: string) => runCli(['synth', '--app', app, '--out', out, '--check', '--env', name]);
    expect((await check('trial')).code).toBe(0);
    expect((await check('live')).code).toBe(1);
  });

  test('with --check answers 1 to a program that is not valid, and prints its findings', async () => {
    const out = newFolder();
    const app = writeTeamProgram(newFolder(), { expects: 'unknown-host' });
    const { code, err } = await runCli(['synth', '--app', app, '--out', out, '--check']);
    expect(code).toBe(1);
    expect(err).toContain('[expected-finding]');
  });
});

test('workshop releases writes - where an environment does not run the stack', async () => {
  const folder = newFolder();
  const app = writeTeamProgram(folder, { hasSecond: true });
  const program = join(folder, 'one-cart.js');
  writeFileSync(
    program,
    `const { program } = require(${JSON.stringify(app)});
     const [trial, live] = program.environments;
     exports.program = { ...program, environments: [trial, { ...live, stacks: { shop: {} } }] };`,
  );
  const { out } = await runCli(['releases', '--app', program]);
  expect(out).toMatch(/^shop {4}HEAD {3}HEAD\ncart {4}HEAD {3}-\n/m);
});

test('workshop layout replaces a sub-folder that exists', async () => {
  const out = newFolder();
  const layout = () => runCli(['layout', '--style', 'tags', '--out', out]);
  expect((await layout()).code).toBe(0);
  const before = filesIn(out);
  const [first = ''] = readdirSync(out);
  writeFileSync(join(out, first, 'left-over.yaml'), '');
  expect((await layout()).code).toBe(0);
  expect(filesIn(out)).toEqual(before);
});

test('a reader that has read enough does not make the command complain', () => {
  const out = join(newFolder(), 'manifests');
  const script = `"${process.execPath}" "${BIN}" synth --out "${out}" -o json | head -n 1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '{\n', stderr: '' });
  expect(existsSync(join(out, 'dev.index.json'))).toBe(true);
});
