import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { profiles } from '../../src/simulator';
import { useTemporaryFolder } from '../support/temporary-folder';
import { type Outcome, runCli } from './run-cli';

const folder = useTemporaryFolder();

/** Runs `workshop simulate --empty` until it has said that it answers, then ends it as Ctrl-C does. */
async function simulated(words: readonly string[]): Promise<Outcome> {
  let said = '';
  const outcome = await runCli(['simulate', '--empty', ...words], {
    out: (text) => {
      said += text;
      setImmediate(() => process.emit('SIGINT'));
    },
  });
  return { ...outcome, out: said };
}

test('says where it answers and how kubectl finds it, until Ctrl-C', async () => {
  const kubeconfig = join(folder(), 'kubeconfig');
  const { code, out, err } = await simulated(['--port', '0', '--nodes', '1', '--kubeconfig', kubeconfig]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^Kubernetes 1\.36 answers on https:\/\/127\.0\.0\.1:\d+: 1 node, ready after \d+ ms\n/);
  expect(out).toContain(`export KUBECONFIG=${kubeconfig}\n`);
  const url = /https:\S+(?=:)/.exec(out)?.[0];
  expect(readFileSync(kubeconfig, 'utf8')).toContain(`server: ${url}\n`);
  expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
});

test('keeps nothing but the kubeconfig that was asked for', async () => {
  await simulated(['--port', '0', '--kubeconfig', join(folder(), 'kubeconfig')]);
  expect(readdirSync(folder())).toEqual(['kubeconfig']);
});

test.each([
  { words: ['--nodes', '-1'], err: "'--nodes' must be a whole number from 0 to 30000, got '-1'" },
  { words: ['--nodes', '2.5'], err: "'--nodes' must be a whole number from 0 to 30000, got '2.5'" },
  { words: ['--port', '65536'], err: "'--port' must be a whole number from 0 to 65535, got '65536'" },
  { words: ['--port', 'http'], err: "'--port' must be a whole number from 0 to 65535, got 'http'" },
  { words: ['--speed', '0'], err: "'--speed' must be a number from 0.001 to 100000, got '0'" },
  { words: ['--seed', 'x'], err: "'--seed' must be a whole number from 0 to 4294967295, got 'x'" },
  {
    words: ['--start-before', 'yesterday'],
    err: "'--start-before' must be a duration such as 90s, 10m, 1h30m or 2d, got 'yesterday'",
  },
  {
    words: ['--profile', 'minicube'],
    err: "'--profile' must be one of plain, aws, workshop, minikube, desktop, tacc, got 'minicube'; did you mean 'minikube'?",
  },
  { words: ['--env', 'dev'], err: "'--empty' loads nothing: leave out '--env'" },
  { words: ['--stack', 'parse'], err: "'--empty' loads nothing: leave out '--stack'" },
])('refuses $words', async ({ words, err }) => {
  const [option, value] = words as [string, string];
  expect(await runCli(['simulate', '--empty', `${option}=${value}`])).toEqual({
    code: 2,
    out: '',
    err: `workshop: ${err}\n`,
  });
});

test('a profile has no more nodes than its addresses', async () => {
  const { code, err } = await runCli(['simulate', '--empty', '--profile', 'minikube', '--nodes', '100']);
  expect({ code, err }).toEqual({
    code: 2,
    err: "workshop: '--nodes' must be a whole number from 0 to 99, got '100'\n",
  });
});

test('the help knows every profile and what it is', async () => {
  const { out } = await runCli(['simulate', '--help']);
  for (const { name, summary } of Object.values(profiles)) expect(out).toContain(`  ${name}: ${summary}\n`);
});

test("never replaces somebody else's kubeconfig", async () => {
  const kubeconfig = join(folder(), 'config');
  writeFileSync(kubeconfig, 'apiVersion: v1\nkind: Config\n');
  const { code, err } = await runCli(['simulate', '--empty', '--port', '0', '--kubeconfig', kubeconfig]);
  expect(code).toBe(2);
  expect(err).toBe(
    `workshop: '${kubeconfig}' exists and was not written by 'workshop simulate': name another file with --kubeconfig\n`,
  );
  expect(readFileSync(kubeconfig, 'utf8')).toBe('apiVersion: v1\nkind: Config\n');
});

test('says when the port is taken, and writes no kubeconfig', async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', () => listening()));
  const { port } = other.address() as AddressInfo;
  try {
    const kubeconfig = join(folder(), 'kubeconfig');
    const { code, err } = await runCli(['simulate', '--empty', `--port=${port}`, '--kubeconfig', kubeconfig]);
    expect(code).toBe(2);
    expect(err).toBe(`workshop: port ${port} is taken: name another one with --port, or 0 for any free one\n`);
    expect(readdirSync(folder())).toEqual([]);
  } finally {
    await new Promise((closed) => other.close(closed));
  }
});

test('says when the kubeconfig cannot be written, and stops', async () => {
  writeFileSync(join(folder(), 'file'), '');
  const kubeconfig = join(folder(), 'file', 'kubeconfig');
  expect(await runCli(['simulate', '--empty', '--port', '0', '--kubeconfig', kubeconfig])).toEqual({
    code: 2,
    out: '',
    err: `workshop: cannot use '${join(folder(), 'file')}': a file stands where a folder should be\n`,
  });
});

test.each([['simulate', '--empty', '--port', '0'], ['cluster', 'pause'], ['urls']])(
  '%s says that a folder is no kubeconfig, and stops',
  async (...words) => {
    expect(await runCli([...words, '--kubeconfig', folder()])).toEqual({
      code: 2,
      out: '',
      err: `workshop: cannot use '${folder()}': a folder stands where a file should be\n`,
    });
  },
);
