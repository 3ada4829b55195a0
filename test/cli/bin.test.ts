import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCli } from './run-cli';
import { newFolder, writeTeamProgram } from './team-program';

const ROOT = join(__dirname, '..', '..');
const BIN = join(ROOT, 'bin', 'workshop.js');

const workshop = (...words: string[]) => spawnSync(process.execPath, [BIN, ...words], { encoding: 'utf8' });

/** A program for the compiled package. */
const compiledTeamProgram = (folder: string, replicas?: number): string =>
  writeTeamProgram(folder, { from: join(ROOT, 'lib', 'index.js'), replicas });

test('the command passes on output and exit code', () => {
  expect(workshop('--version')).toMatchObject({ status: 0, stderr: '' });
  expect(workshop('sinth')).toMatchObject({ status: 2, stdout: '' });
});

test.each([['--help'], ['--version'], ['synth --help'], ['sinth']])('%s loads nothing heavy', (words) => {
  const script = `
    require('./lib/cli/main.js').main(${JSON.stringify(words.split(' '))}).then(() => {
      const heavy = /node_modules.(cdk8s|constructs|yaml)|lib.workshop.(stacks|constructs)/;
      console.error(JSON.stringify(Object.keys(require.cache).filter((path) => heavy.test(path))));
    });`;
  const { stderr } = spawnSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' });
  expect(stderr.trim().split('\n').at(-1)).toBe('[]');
});

test('JSON on stdout is one whole document, also through a pipe and when the command fails', () => {
  const out = join(newFolder(), 'manifests');
  const good = workshop('synth', '--env', 'workshop', '--stack', 'kuard-pods', '--out', out, '-o', 'json');
  expect(good).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(good.stdout)).toMatchObject({ environments: 1, stacks: 1, out });
  const bad = workshop('synth', '--evn', 'dev', '-o', 'json');
  expect(bad).toMatchObject({ status: 2, stderr: '' });
  expect(JSON.parse(bad.stdout)).toEqual({
    error: { kind: 'usage', message: "synth: unknown option '--evn'; did you mean '--env'?" },
  });
});

test('without lib, and without what builds it, the command says what to run', () => {
  const folder = newFolder();
  cpSync(dirname(BIN), join(folder, 'bin'), { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin', 'workshop.js')], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: 'workshop: not built yet: run `npm ci`\n' });
});

test('a clone without lib is built once, and what the build says stays out of the result', () => {
  const folder = newFolder();
  for (const path of ['src', 'node_modules/typescript']) mkdirSync(join(folder, path), { recursive: true });
  cpSync(dirname(BIN), join(folder, 'bin'), { recursive: true });
  writeFileSync(
    join(folder, 'build.js'),
    `console.log('building');
    require('node:fs').mkdirSync('lib/cli', { recursive: true });
    require('node:fs').writeFileSync('lib/cli/main.js', 'exports.main = async () => { console.log("built"); return 0; };');`,
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { build: 'node build.js' } }));
  const run = () => spawnSync(process.execPath, [join(folder, 'bin', 'workshop.js')], { encoding: 'utf8' });
  const first = run();
  expect(first).toMatchObject({ status: 0, stdout: 'built\n' });
  expect(first.stderr).toContain('building');
  expect(run()).toMatchObject({ status: 0, stdout: 'built\n', stderr: '' });
});

test('an ECMAScript module may hold the program as well', () => {
  const folder = newFolder();
  compiledTeamProgram(folder);
  const app = join(folder, 'program.mjs');
  writeFileSync(app, `import { program as ours } from './program.js';\nexport const program = ours;\n`);
  const out = join(folder, 'manifests');
  expect(workshop('synth', '--app', app, '--out', out)).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(join(out, 'trial', 'shop', 'shop-deployment.yaml'))).toBe(true);
});

describe('--watch', () => {
  /** Resolves when the process has said `words` on `stream`, as often as `times` says. */
  function said(child: ChildProcess, words: string, times: number): Promise<void> {
    return new Promise((done, fail) => {
      let heard = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        if (heard.split(words).length > times) done();
      });
      child.on('exit', () => fail(new Error(`ended after saying: ${heard}`)));
    });
  }

  test('follows changes, keeps the output when they are wrong, and ends with 0 on Ctrl-C', async () => {
    const folder = newFolder();
    const app = compiledTeamProgram(join(folder, 'lib'), 2);
    const out = join(folder, 'manifests');
    const deployment = join(out, 'trial', 'shop', 'shop-deployment.yaml');
    const child = spawn(process.execPath, [BIN, 'synth', '--watch', '--app', app, '--out', out]);
    try {
      const rounds = [1, 2, 3].map((times) => said(child, 'watching for changes', times));
      await rounds[0];
      expect(readFileSync(deployment, 'utf8')).toContain('replicas: 2');
      compiledTeamProgram(join(folder, 'lib'), 3);
      await rounds[1];
      expect(readFileSync(deployment, 'utf8')).toContain('replicas: 3');
      const before = statSync(deployment).mtimeMs;
      writeFileSync(app, 'this is no program');
      await rounds[2];
      expect(statSync(deployment).mtimeMs).toBe(before);
    } finally {
      child.kill('SIGINT');
    }
    expect(await new Promise((ended) => child.on('exit', (code) => ended(code)))).toBe(0);
  }, 30_000);

  test('ends at once when the command itself is wrong', () => {
    const app = compiledTeamProgram(newFolder());
    const { status, stderr } = workshop('synth', '--watch', '--app', app, '--env', 'trail', '--out', newFolder());
    expect(status).toBe(2);
    expect(stderr).toContain("unknown environment 'trail'; did you mean 'trial'?");
  }, 30_000);
});

test('environments that are checked side by side get the results that each gets alone', async () => {
  const words = ['check', '--stack', 'kuard-deployment', '--nodes', '2', '--node-size', '2,4Gi', '-o', 'json'];
  const { status, stdout } = workshop(...words);
  // Beside sources there is one thread only.
  const { code, out } = await runCli(words);
  expect(status).toBe(code);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(out));
});
