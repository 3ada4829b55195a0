import { connect, Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { kubectlPaths } from '../support/real-kubectl';
import { ServedCluster, type StartedProgram } from '../support/simulated-cluster';

/** Versions of kubectl: one asks for SPDY, one for WebSocket. KUBECTL_STREAMS names others. */
const VERSIONS = (process.env['KUBECTL_STREAMS'] ?? '1.28,1.36').split(',');

/** Clients that are killed, of each kind together. `STREAM_SESSIONS=200` is the full number. */
const CLIENTS = Number(process.env['STREAM_SESSIONS'] ?? '20');

/** Clients that start at a time: starting kubectl takes more of a small machine than serving it. */
const STARTING = 8;

/** What may be left of a client, in bytes: tables and codes that have grown. */
const LEFT_BYTES_MAX = 40_000;

jest.setTimeout(300_000);

const paths = kubectlPaths(VERSIONS);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use once nothing can be thrown away. */
function usedBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Connections of this process, those of other suites too. */
const openSockets = (): Socket[] =>
  (process as unknown as { _getActiveHandles: () => object[] })
    ._getActiveHandles()
    .filter((each): each is Socket => each instanceof Socket && each.localPort !== undefined);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits in wall time, for half a minute at most, and returns what it was at last. */
async function eventually<T>(value: () => T | Promise<T>, isRight: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const found = await value();
    if (isRight(found) || tries > 300) return found;
    await pause(100);
  }
}

if (typeof paths === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => {
    expect(paths).toMatch(/^Error: /m);
  });
} else {
  const [any = ''] = Object.values(paths);
  let cluster: ServedCluster;
  let others: ReadonlySet<Socket>;

  /** Connections that were not there before the cluster: a suite that ran before in this process may leave some. */
  const sockets = (): number => openSockets().filter((socket) => !others.has(socket)).length;

  beforeAll(async () => {
    others = new Set(openSockets());
    cluster = await ServedCluster.start();
    await cluster.run(any, [
      'run',
      'box',
      '--image=busybox',
      '--command',
      '--',
      'sh',
      '-c',
      'while :; do sleep 5; done',
    ]);
    await cluster.run(any, ['run', 'redis', '--image=redis:5.0.0']);
    await cluster.run(any, ['wait', '--for=condition=Ready', 'pod', '--all', '--timeout=60s']);
  });

  afterAll(() => cluster.stop());

  /** Programs of the box besides its own, and the one that asks. */
  const programs = async (): Promise<number> => {
    const { out } = await cluster.run(any, ['exec', 'box', '--', 'ps', '-o', 'args']);
    return out.split('\n').filter((line) => /^(?:cat|sh$|sleep 1000)/.test(line)).length;
  };

  /** Connections to Redis, besides that of who asks. */
  const connections = async (): Promise<number> => {
    const { out } = await cluster.run(any, ['exec', 'redis', '--', 'redis-cli', 'client', 'list']);
    return out.trim().split('\n').length - 1;
  };

  /** Clients of all kinds, each in the middle of something, and the connections that they carry. */
  async function started(kubectl: string): Promise<{ readonly clients: StartedProgram[]; readonly carried: Socket[] }> {
    const clients: StartedProgram[] = [];
    const carried: Socket[] = [];
    for (let index = 0; index < CLIENTS; index += 1) {
      const kind = index % 5;
      if (kind === 0)
        clients.push(cluster.spawn(kubectl, ['exec', 'box', '--', 'sh', '-c', 'echo here; exec sleep 1000']));
      else if (kind === 1)
        clients.push(cluster.spawn(kubectl, ['exec', '-i', 'box', '--', 'sh', '-c', 'echo here; exec cat']));
      else if (kind === 2) clients.push(cluster.spawn(kubectl, ['logs', '-f', 'redis']));
      else if (kind === 3) clients.push(cluster.inTerminal(kubectl, ['exec', '-it', 'box', '--', 'sh']));
      else clients.push(cluster.spawn(kubectl, ['port-forward', 'pod/redis', ':6379']));
      if (index % STARTING === STARTING - 1) await clients[index - 1]?.says(/here|Ready|# $|-> 6379/);
    }
    for (const [index, client] of clients.entries()) {
      const found = await client.says(/here|Ready to accept|# $|127\.0\.0\.1:(\d+) -> 6379/);
      if (index % 5 !== 4) continue;
      const socket = connect(Number(found[1]), '127.0.0.1').on('error', () => undefined);
      carried.push(socket);
      socket.write('subscribe news\r\n');
      await new Promise((resolve) => socket.once('data', resolve));
    }
    return { clients, carried };
  }

  test.each(Object.entries(paths))(
    `kubectl %s: ${CLIENTS} clients that are killed leave nothing behind`,
    async (_version, kubectl) => {
      const ofEachKind = CLIENTS / 5;
      // The first ones make what stays: code, caches.
      let before = { sockets: 0, bytes: 0 };
      for (const round of ['first', 'second']) {
        const idle = await eventually(sockets, (count) => count === 0);
        before = { sockets: idle, bytes: usedBytes() };
        const { clients, carried } = await started(kubectl);
        expect([round, await programs(), await connections()]).toEqual([round, ofEachKind * 3, ofEachKind]);
        for (const client of clients) client.kill();
        await Promise.all(clients.map(({ ended }) => ended));
        for (const socket of carried) socket.destroy();
        expect([round, await eventually(programs, (count) => count === 0)]).toEqual([round, 0]);
        expect([round, await eventually(connections, (count) => count === 0)]).toEqual([round, 0]);
      }
      expect(await eventually(sockets, (count) => count <= before.sockets)).toBe(before.sockets);
      expect((usedBytes() - before.bytes) / CLIENTS).toBeLessThan(LEFT_BYTES_MAX);
    },
  );
}
