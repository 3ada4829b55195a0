import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnosis, examinations, LESSON_PORTS } from '../../src/cli/doctor/examinations';
import { type Machine, thisMachine } from '../../src/cli/doctor/machine';
import { filesBelow, ROOT } from '../support/source-files';
import { runCli } from './run-cli';

const KUBECTL = JSON.stringify({ clientVersion: { gitVersion: 'v1.34.1' } }, undefined, 2);

/** A machine that has everything. */
const complete: Machine = {
  nodeVersion: '20.19.0',
  env: { HOME: '/home/ann' },
  folder: '/project',
  isBuilt: true,
  run: (program) => ({ kubectl: KUBECTL, chromium: 'Chromium 140.0.1\n' })[program],
  read: (path) => (path === '/home/ann/.kube/config' ? 'kind: Config\ncurrent-context: kind-dev\n' : undefined),
  exists: () => false,
  isFree: () => Promise.resolve(true),
};

const diagnose = (machine: Partial<Machine>): Promise<Diagnosis[]> =>
  Promise.all(examinations.map((examine) => examine({ ...complete, ...machine })));

test('a machine that has everything is told so', async () => {
  expect((await diagnose({})).map(({ state, what, found }) => `${state} ${what}: ${found}`)).toEqual([
    'good Node.js: 20.19.0',
    'good this package: compiled',
    'good kubectl: 1.34.1',
    'good port 6443: free',
    'good ports of lessons: 1337, 8001, 8080, 8443, 8888, 48858 free',
    'good Chromium: Chromium 140.0.1',
    'good kubeconfig: /home/ann/.kube/config, context kind-dev',
  ]);
});

test.each<[string, Partial<Machine>, RegExp]>([
  ['an old Node.js', { nodeVersion: '18.20.1' }, /^missing Node.js: 18.20.1: install Node.js 20 or newer/],
  ['a package that is not compiled', { isBuilt: false }, /^missing this package: not compiled: run `npm ci`/],
  [
    'no kubectl and no browser',
    { run: () => undefined },
    /^optional kubectl: no program 'kubectl': install it .*kubernetes.io/,
  ],
  [
    'a kubectl of its own name that is too old',
    { env: { KUBECTL: '/opt/kubectl' }, run: (name) => (name === '/opt/kubectl' ? '"gitVersion": "v1.19.0"' : 'x') },
    /^optional kubectl: 1.19.0: take kubectl 1.27 to 1.37/,
  ],
  [
    'a port that is taken',
    { isFree: (port) => Promise.resolve(port !== 6443) },
    /^optional port 6443: taken: .*--port 0$/,
  ],
  [
    'ports that exercises want',
    { isFree: (port) => Promise.resolve(port !== 8080 && port !== 8443) },
    /^optional ports of lessons: 8080, 8443 taken: exercises forward them/,
  ],
  [
    'no kubeconfig, but a simulated cluster',
    { read: () => undefined, exists: () => true },
    /^optional kubeconfig: none at \/home\/ann\/.kube\/config: .*export KUBECONFIG=.workshop\/kubeconfig$/,
  ],
  [
    'a kubeconfig without a context',
    { env: { KUBECONFIG: 'a:/b' }, read: (path) => (path === '/project/a' ? 'kind: Config\n' : undefined) },
    /^optional kubeconfig: \/project\/a names no current context: kubectl config use-context NAME$/,
  ],
])('%s', async (_case, machine, expected) => {
  const bad = (await diagnose(machine)).filter(({ state }) => state !== 'good');
  expect(bad.map(({ state, what, found, cure }) => `${state} ${what}: ${found}: ${cure ?? ''}`)[0]).toMatch(expected);
});

test('ports of lessons are those that exercises forward, and that of kubectl proxy', () => {
  const texts = filesBelow('src/lessons/workshops')
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(ROOT, path), 'utf8'));
  const forwarded = texts.flatMap((text) =>
    [...text.matchAll(/port-forward [^\n'`]*?\b(\d{2,5}):\d+/g)].map(([, port]) => Number(port)),
  );
  expect([...new Set([...forwarded, 8001])].sort((left, right) => left - right)).toEqual(LESSON_PORTS);
});

test('the command tells about this machine, as text and as JSON, and its exit code says whether it can work', async () => {
  const { code, out } = await runCli(['doctor', '-o', 'json']);
  const { isGood, diagnoses } = JSON.parse(out) as { isGood: boolean; diagnoses: readonly Diagnosis[] };
  expect(code).toBe(isGood ? 0 : 1);
  expect(diagnoses[0]).toMatchObject({ what: 'Node.js', found: thisMachine().nodeVersion });
  const text = await runCli(['doctor']);
  for (const { what, found } of diagnoses)
    expect(text.out).toMatch(new RegExp(`${what} +${found.slice(0, 8).replace(/[()+]/g, '.')}`));
});
