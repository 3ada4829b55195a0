import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyManifests, readManifests } from '../../src/simulator';
import { describeWithKubectl } from '../support/real-kubectl';
import { type Said, ServedCluster } from '../support/simulated-cluster';
import { ROOT } from '../support/source-files';

const BIN = join(ROOT, 'bin', 'workshop.js');

const SETTINGS = (data: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: ${data}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: main, image: "example.com/web:1", ports: [{containerPort: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

jest.setTimeout(60_000);

describeWithKubectl('kubectl after manifests were applied in process', ({ path }) => {
  let served: ServedCluster;
  const kubectl = (words: readonly string[], stdin: string): Promise<Said> => served.run(path, words, stdin);

  beforeAll(async () => {
    served = await ServedCluster.start();
    const { manifests } = readManifests([{ file: 'web.yaml', text: SETTINGS('{a: "<1> & 2", b: "x"}') }]);
    const outcomes = applyManifests(served.cluster.handle, manifests).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['created', 'created', 'created']);
  });
  afterAll(() => served.stop());

  test('has nothing to do for the same manifests', async () => {
    const same = await kubectl(['apply', '-f', '-'], SETTINGS('{a: "<1> & 2", b: "x"}'));
    expect(same).toEqual({
      code: 0,
      err: '',
      out: 'configmap/settings unchanged\ndeployment.apps/web unchanged\nservice/web unchanged\n',
    });
  });

  test('sees no difference', async () => {
    expect(await kubectl(['diff', '-f', '-'], SETTINGS('{a: "<1> & 2", b: "x"}'))).toEqual({
      code: 0,
      out: '',
      err: '',
    });
  });

  test('takes a field away that is no longer in the manifest, without a warning', async () => {
    expect(await kubectl(['apply', '-f', '-'], SETTINGS('{a: "3"}'))).toMatchObject({ code: 0, err: '' });
    const { out } = await kubectl(['get', 'configmap', 'settings', '-o', 'jsonpath={.data}'], '');
    expect(JSON.parse(out)).toEqual({ a: '3' });
  });

  test('applies on the server without conflicts', async () => {
    expect(await kubectl(['apply', '--server-side', '-f', '-'], SETTINGS('{a: "4"}'))).toMatchObject({
      code: 0,
      err: '',
    });
  });
});

describeWithKubectl('workshop simulate', ({ path }) => {
  let folder: string;
  let simulation: ChildProcess;
  let said = '';

  /** Runs a program in the folder of the simulation, as its user would. */
  const run = (program: string, words: readonly string[]): Promise<Said> =>
    new Promise((resolve) => {
      const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: join(folder, '.workshop', 'kubeconfig') };
      const child = spawn(program, words, { cwd: folder, env });
      const [out, err]: [string[], string[]] = [[], []];
      child.stdout.on('data', (piece: Buffer) => out.push(piece.toString()));
      child.stderr.on('data', (piece: Buffer) => err.push(piece.toString()));
      child.on('exit', (code) => resolve({ code: code ?? 1, out: out.join(''), err: err.join('') }));
    });
  const good = async (program: string, ...words: readonly string[]): Promise<string> => {
    const { code, out, err } = await run(program, words);
    expect({ words, code, err }).toEqual({ words, code: 0, err: '' });
    return out;
  };
  const kubectl = (line: string): Promise<string> => good(path, ...line.split(' '));
  const cluster = (line: string): Promise<string> => good(process.execPath, BIN, 'cluster', ...line.split(' '));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'workshop-stacks-'));
    const words = ['simulate', '--stack', 'dockercoins,kuard-deployment', '--port', '0', '--start-before', '1d'];
    simulation = spawn(process.execPath, [BIN, ...words], { cwd: folder });
    await new Promise<void>((ready, fail) => {
      simulation.stdout?.on('data', (piece: Buffer) => {
        said += piece.toString();
        if (said.includes('Ctrl-C')) ready();
      });
      simulation.on('exit', () => fail(new Error(`ended after saying: ${said}`)));
    });
    simulation.removeAllListeners('exit');
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => simulation.on('exit', resolve));
    simulation.kill('SIGINT');
    expect(await ended).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  });

  test('has loaded the development environment into a cluster of three nodes', async () => {
    expect(said).toContain('2 of 2 stacks ready');
    expect(existsSync(join(folder, 'dist', 'dev', 'dockercoins'))).toBe(true);
    expect((await kubectl('get nodes --no-headers')).match(/ Ready /g)).toHaveLength(3);
    expect(await kubectl('get pods -n dev-dockercoins --no-headers')).not.toMatch(/0\/1/);
    expect(await kubectl('rollout status -n dev-dockercoins deployment/worker')).toContain('successfully rolled out');
  });

  test('tells where the applications answer, and they do', async () => {
    const address = /^ *node port {2,}dev-dockercoins\/webui {2,}(http:\S+)/m;
    const url = address.exec(said)?.[1] ?? '';
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(address.exec(await good(process.execPath, BIN, 'urls'))?.[1]).toBe(url);
    expect((await fetch(url)).status).toBe(200);
  });

  test('a command on a node reaches a Pod, and ends with its own exit code', async () => {
    const address = await kubectl('get pods -n dev-kuard-deployment -o jsonpath={.items[0].status.podIP}');
    expect(await cluster(`ssh node2 -- curl -s http://${address}:8080/healthy`)).toBe('ok');
    expect(await run(process.execPath, [BIN, 'cluster', 'outside', '--', 'echo gone >&2; exit 9'])).toEqual({
      code: 9,
      out: '',
      err: 'gone\n',
    });
  });

  test('leaves nothing to apply', async () => {
    const applied = await kubectl('apply -R -f dist/dev/dockercoins');
    expect(
      applied
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(' unchanged')),
    ).toEqual([]);
  });

  test('a failed node is NotReady after a while, and its Pods move', async () => {
    expect(await cluster('node fail node3')).toBe('node node3 answers no more\n');
    await cluster('advance 10m');
    expect(await kubectl('get node node3 --no-headers')).toMatch(/^node3 +NotReady /);
    const pods = await kubectl('get pods -n dev-dockercoins -l app=worker --no-headers -o wide');
    expect(pods).toMatch(/ Running .* node2 /);
    await cluster('node recover node3');
    await cluster('advance 1m');
    expect(await kubectl('get node node3 --no-headers')).toMatch(/^node3 +Ready /);
  });

  test('time that stands still stands still for kubectl', async () => {
    await cluster('pause');
    await kubectl('create deployment still --image=example.com/still:1');
    expect(await kubectl('get deployment still --no-headers')).toMatch(/^still +0\/1 +0 +0 /);
    await cluster('advance 30s');
    expect(await kubectl('get deployment still --no-headers')).toMatch(/^still +1\/1 +1 +1 /);
    await cluster('resume');
  });

  test('a snapshot takes back what was done since', async () => {
    await cluster('snapshot save before.json');
    await kubectl('create configmap later');
    await cluster('snapshot load before.json');
    expect((await run(path, ['get', 'configmap', 'later'])).err).toContain('configmaps "later" not found');
    expect(await kubectl('get pods -n dev-dockercoins --no-headers')).toMatch(/worker-\S+ +1\/1 +Running/);
  });
});
