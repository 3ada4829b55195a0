import { createServer } from 'node:net';
import { existsSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createCluster } from '../../src/simulator';
import {
  type Edge,
  makeClusterCertificates,
  type Origin,
  readKubeconfig,
  serve,
  Session,
  type SnapshotOrigin,
  writeKubeconfig,
} from '../../src/simulator/edge';
import { runCli, type Outcome } from './run-cli';
import { newFolder } from './team-program';

const certificates = makeClusterCertificates(Date.now());
const ORIGIN: SnapshotOrigin = { seed: 1, nodes: 2, profile: 'plain', start: Date.UTC(2026, 0, 1) };
const create = ({ seed, nodes, start }: SnapshotOrigin) => createCluster({ seed, nodes, start });

let edge: Edge;
let session: Session;
let kubeconfig: string;

async function begin(options: SnapshotOrigin, kept: Pick<Origin, 'journalBytesMax'> = {}): Promise<void> {
  session = new Session(create(options), { options, create, ...kept });
  edge = await serve({ cluster: session, certificates, port: 0 });
  edge.pacing.pause();
  kubeconfig = join(newFolder(), 'kubeconfig');
  writeKubeconfig(kubeconfig, edge.url, certificates);
}

beforeEach(() => begin(ORIGIN));
afterEach(() => edge.close());

const cluster = (line: string): Promise<Outcome> => runCli(['cluster', '--kubeconfig', kubeconfig, ...line.split(' ')]);

async function said(line: string): Promise<string> {
  const { code, out, err } = await cluster(line);
  expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
  return out;
}

test('time is told, moved, stopped and let go', async () => {
  expect(await said('status')).toMatch(/^2026-01-01T00:00:00Z, time stands still\n$/);
  expect(await said('advance 5h')).toMatch(/^2026-01-01T05:00:00Z, time stands still\n$/);
  expect(await said('resume')).toMatch(/^2026-01-01T05:00:0\dZ, 1 s of the cluster in one of yours\n$/);
  expect(await said('speed 0.5')).toContain('0.5 s of the cluster in one of yours');
  expect(await said('pause')).toContain('time stands still');
});

test('a jump ends where it is once nobody waits for it any more', async () => {
  const access = readKubeconfig(kubeconfig);
  if (access === undefined) throw new Error('there is no kubeconfig');
  const body = JSON.stringify({ duration: '200000h' });
  const asked = request(new URL('/workshop/v1/advance', access.url), {
    method: 'POST',
    ca: access.authority,
    cert: access.admin.certificate,
    key: access.admin.key,
  });
  asked.on('error', () => undefined);
  asked.end(body);
  const begin = session.cluster.nowMs;
  while (session.cluster.nowMs === begin) await setTimeout(5);
  asked.destroy();
  // The next one has its turn, and all that has passed since is what was asked for then.
  await said('advance 1s');
  const thereMs = session.cluster.nowMs;
  expect(thereMs - begin).toBeLessThan(200_000 * 3_600_000);
  await said('advance 1s');
  expect(session.cluster.nowMs).toBe(thereMs + 1000);
});

describe('KUBECONFIG', () => {
  const before = process.env['KUBECONFIG'];
  afterEach(() => {
    if (before === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = before;
  });

  test('names the cluster, as it does for kubectl; files of other clusters in it are passed over', async () => {
    const other = join(newFolder(), 'config');
    writeFileSync(other, 'apiVersion: v1\nkind: Config\n');
    process.env['KUBECONFIG'] = ['/nowhere/config', other, kubeconfig].join(':');
    expect(await runCli(['cluster', 'pause'])).toMatchObject({ code: 0, err: '' });
    expect(edge.pacing.isPaused).toBe(true);
  });
});

test('a cluster that is ahead of the clock of kubectl says so', async () => {
  await edge.close();
  await begin({ ...ORIGIN, start: Date.now() });
  expect(await said('advance 10m')).toMatch(/; that is (9|10) min ahead of your clock, .*--start-before/);
});

test('the API server is restarted, with other flags', async () => {
  const stranger = { method: 'GET', path: '/version', query: new Map(), headers: {}, body: new Uint8Array() };
  const ended = 'the API server was restarted: watches and connections through it have ended\n';
  expect(await said('restart apiserver --anonymous-auth=false')).toBe(ended);
  expect(session.handle(stranger)).toMatchObject({ status: 401 });
  expect(await said('restart apiserver --anonymous-auth true')).toBe(ended);
  expect(session.handle(stranger)).toMatchObject({ status: 200 });
  expect(await cluster('restart etcd')).toMatchObject({ code: 2, err: /'restart' must be apiserver, got 'etcd'/ });
  expect(await cluster('restart')).toMatchObject({ code: 2 });
});

test('nodes are added, cut off, brought back and taken away', async () => {
  expect(await said('node add')).toBe('node node-3 joined\n');
  expect(await said('node add big')).toBe('node big joined\n');
  expect(await said('node fail node-1')).toBe('node node-1 answers no more\n');
  expect(await said('node recover node-1')).toBe('node node-1 answers again\n');
  expect(await said('node remove big')).toBe('node big left\n');
  expect(session.cluster.client.list('nodes').map(({ metadata }) => metadata.name)).toEqual([
    'node-1',
    'node-2',
    'node-3',
  ]);
});

test('an image is pushed', async () => {
  expect(await said('push example.com/app:2.0')).toBe('example.com/app:2.0 can be pulled\n');
});

test('faults of the network are added, listed and removed, and stay in snapshots', async () => {
  expect(await said('fault list')).toBe('nothing is wrong with the network\n');
  expect(await said('fault add --from label/app=worker,node/node-1 --to service/shop/redis --delay 200ms')).toBe(
    'fault-1  from node/node-1,label/app=worker  to service/shop/redis  takes 200 ms more\n',
  );
  await said('fault add --to pod/web-0 --from outside --drop --probability 0.5');
  expect(session.cluster.network.faults.list()).toEqual([
    {
      id: 'fault-1',
      from: { node: 'node-1', selector: { matchLabels: { app: 'worker' } } },
      to: { service: 'shop/redis' },
      effect: { delayMs: 200 },
    },
    { id: 'fault-2', from: { isOutside: true }, to: { pod: 'default/web-0' }, effect: 'drop', probability: 0.5 },
  ]);
  expect(await said('fault remove fault-1')).toBe('fault-1 is over\n');
  const file = join(newFolder(), 'snapshot.json');
  await said(`snapshot save ${file}`);
  await said('fault remove fault-2');
  await said('fault add --drop');
  expect(await said('fault list')).toBe('fault-3  from everybody  to everybody  is lost\n');
  await said(`snapshot load ${file}`);
  expect(await said('fault list')).toBe(
    'fault-2  from outside  to pod/default/web-0  is lost, with a probability of 0.5\n',
  );
});

test('the timeline is a table, and says when nothing was decided', async () => {
  expect(await said('timeline --since 1s')).toBe('nothing was decided\n');
  session.cluster.client.create('apps/deployments', {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'x:1' }] } },
    },
  } as never);
  await said('advance 10s');
  expect(await said('timeline')).toMatch(/^2026-01-01 00:00:\d\d\.\d{3} {2}\S+ +\S+ default\/web\S* +\S/m);
});

test('where more came from outside than is kept there is no snapshot, and it is said why', async () => {
  await edge.close();
  await begin(ORIGIN, { journalBytesMax: 1000 });
  for (let number = 0; number < 4; number += 1) await said(`node add new-${number}`);
  const { code, err } = await cluster(`snapshot save ${join(newFolder(), 'snapshot.json')}`);
  expect(code).not.toBe(0);
  expect(err).toContain('there is no snapshot of this cluster any more: more came from outside');
});

test('a snapshot brings the state back', async () => {
  const file = join(newFolder(), 'snapshot.json');
  await said('node add kept');
  expect(await said(`snapshot save ${file}`)).toBe(`${file}: 1 inputs up to 2026-01-01T00:00:00Z\n`);
  await said('node add forgotten');
  await said('advance 1h');
  expect(await said(`snapshot load ${file}`)).toBe('1 inputs played again: it is 2026-01-01T00:00:00Z\n');
  expect(session.cluster.client.list('nodes').map(({ metadata }) => metadata.name)).toContain('kept');
  expect(session.cluster.client.get('nodes', '', 'forgotten')).toBeUndefined();
});

test('-o json is what the cluster answers', async () => {
  // Until it was paused it may have moved.
  const { nowMs } = session.cluster;
  expect(JSON.parse(await said('advance 1m -o json'))).toMatchObject({
    nowMs: nowMs + 60_000,
    speed: 1,
    isPaused: true,
  });
});

test.each([
  { line: 'reboot', err: "cluster: unknown action 'reboot'" },
  { line: 'paus', err: "cluster: unknown action 'paus'; did you mean 'pause'?" },
  { line: 'advance', err: 'cluster advance: needs DURATION' },
  { line: 'advance soon', err: 'a duration must be milliseconds or text such as 90s, 10m, 1h30m or 2d' },
  { line: 'pause 5m', err: "cluster pause: unexpected argument '5m'" },
  { line: 'speed fast', err: "the speed must be a number, got 'fast'" },
  { line: 'speed 0', err: "'speed' must be a number from 0.001 to 100000" },
  { line: 'node', err: 'cluster node: needs add|fail|recover|remove' },
  { line: 'node fial node-1', err: "'node' must be add, fail, recover or remove, got 'fial'; did you mean 'fail'?" },
  { line: 'node fail', err: "'node fail' needs the name of a node" },
  { line: 'node fail node-9', err: 'node-9' },
  { line: 'node add node-1', err: 'node-1' },
  { line: 'push', err: 'cluster push: needs IMAGE:TAG' },
  { line: 'snapshot keep x', err: "'snapshot' must be save or load, got 'keep'" },
  { line: 'snapshot load missing.json', err: 'missing.json' },
  { line: 'pause --since 5m', err: "'--since' belongs to 'timeline'" },
  { line: 'pause --drop', err: "'--drop' belongs to 'fault'" },
  { line: 'pause -- ls', err: "cluster pause: takes no command behind '--'" },
  { line: 'ssh', err: 'cluster ssh: needs NODE' },
  { line: 'ssh node-1 ls', err: "cluster ssh: unexpected argument 'ls'" },
  { line: 'ssh node-9 -- ls', err: 'nodes "node-9" not found' },
  { line: 'fault', err: 'cluster fault: needs add|list|remove' },
  { line: 'fault ad', err: "'fault' must be add, list or remove, got 'ad'; did you mean 'add'?" },
  { line: 'fault add', err: "'fault add' needs either '--drop' or '--delay DURATION'" },
  { line: 'fault add --drop --delay 1s', err: "'fault add' needs either '--drop' or '--delay DURATION'" },
  { line: 'fault add --delay long', err: "'--delay' must be a duration such as 200ms or 3s, got 'long'" },
  { line: 'fault add --drop --from pods/a', err: "'--from' must be one of pod/[NAMESPACE/]NAME, " },
  { line: 'fault add --drop --to label/app', err: "'--to' must be one of pod/[NAMESPACE/]NAME, " },
  { line: 'fault add --drop --probability 2', err: "'--probability' must be a number from 0 to 1, got '2'" },
  { line: 'fault add x --drop', err: "'fault add' takes no name, got 'x'" },
  { line: 'fault remove', err: "'fault remove' needs the name of a fault" },
  { line: 'fault remove fault-9', err: "there is no fault 'fault-9'" },
  { line: 'fault list --drop', err: "'--drop' belongs to 'fault add'" },
])('`cluster $line` is wrong usage and says why', async ({ line, err }) => {
  const outcome = await cluster(line);
  expect(outcome).toMatchObject({ code: 2, out: '' });
  expect(outcome.err).toMatch(/^workshop: .+\n$/);
  expect(outcome.err).toContain(err);
});

describe('without a cluster', () => {
  test('a missing kubeconfig says how to start one', async () => {
    expect(await runCli(['cluster', 'pause', '--kubeconfig', '/nowhere/kubeconfig'])).toEqual({
      code: 2,
      out: '',
      err: "workshop: no cluster: there is no '/nowhere/kubeconfig'; start one with 'workshop simulate', or name its kubeconfig with --kubeconfig\n",
    });
  });

  test('a kubeconfig of another cluster is left alone', async () => {
    const file = join(newFolder(), 'config');
    writeFileSync(file, 'apiVersion: v1\nkind: Config\n');
    const { code, err } = await runCli(['cluster', 'pause', '--kubeconfig', file]);
    expect({ code, err }).toEqual({
      code: 2,
      err: `workshop: '${file}' was not written by 'workshop simulate': it names another cluster\n`,
    });
  });

  test('one that has ended is told', async () => {
    await edge.close();
    const { code, err } = await cluster('status');
    expect(code).toBe(2);
    expect(err).toBe(
      `workshop: no cluster answers on ${edge.url}; start one with 'workshop simulate', or name its kubeconfig with --kubeconfig\n`,
    );
  });

  test('another program on its port is told', async () => {
    await edge.close();
    const other = createServer((socket) =>
      socket.on('error', () => undefined).end('who is there?', () => socket.destroy()),
    );
    await new Promise<void>((listening) => other.listen(edge.port, '127.0.0.1', () => listening()));
    try {
      const { code, err } = await cluster('status');
      expect(code).toBe(2);
      expect(err).toContain(`no cluster answers on ${edge.url}`);
    } finally {
      await new Promise((closed) => other.close(closed));
    }
  });

  test('another cluster on its port is told, because it has other certificates', async () => {
    const other = await serve({
      cluster: createCluster({ nodes: 0 }),
      certificates: makeClusterCertificates(Date.now()),
      port: 0,
    });
    const file = join(newFolder(), 'kubeconfig');
    writeKubeconfig(file, other.url, certificates);
    try {
      const { code, err } = await runCli(['cluster', 'status', '--kubeconfig', file]);
      expect(code).toBe(2);
      expect(err).toContain(`no cluster answers on ${other.url}`);
      expect(existsSync(file)).toBe(true);
    } finally {
      await other.close();
    }
  });
});
