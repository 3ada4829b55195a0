import type { Cluster, RemoteListener, RemoteSession } from '../../../../src/simulator';
import { Session, type SnapshotOrigin } from '../../../../src/simulator/edge';
import { parseSnapshot } from '../../../../src/simulator/edge/journal';
import { streamingServer } from '../../../support/streaming-cluster';
import { requestOf } from '../../apiserver/sample-server';

const ORIGIN: SnapshotOrigin = { seed: 1, nodes: 1, profile: 'plain', start: 0 };

interface Made {
  readonly cluster: Cluster;
  /** All that was done to sessions, with the virtual time. */
  readonly done: string[];
  readonly open: () => number;
}

/** A cluster whose sessions tell what was done to them. */
function made(): Made {
  const { server, containers } = streamingServer();
  const done: string[] = [];
  const { loop } = server;
  const noted = (session: RemoteSession): RemoteSession => ({
    send: (bytes) => {
      done.push(`${loop.nowMs} send ${new TextDecoder().decode(bytes)}`);
      return session.send(bytes);
    },
    endInput: () => {
      done.push(`${loop.nowMs} end`);
      session.endInput();
    },
    resize: (columns, rows) => {
      done.push(`${loop.nowMs} resize ${columns}x${rows}`);
      session.resize(columns, rows);
    },
    hold: () => {
      done.push(`${loop.nowMs} hold`);
      session.hold();
    },
    release: () => {
      done.push(`${loop.nowMs} release`);
      session.release();
    },
    close: () => {
      done.push(`${loop.nowMs} close`);
      session.close();
    },
  });
  const exec = containers.exec.bind(containers);
  containers.exec = (request, listener) => {
    done.push(`${loop.nowMs} exec ${request.command.join(' ')}`);
    return noted(exec(request, listener));
  };
  const cluster = {
    handle: server.handle,
    receive: server.receive,
    get nowMs() {
      return loop.nowMs;
    },
    get nextDueMs() {
      return loop.nextMs;
    },
    advanceTo: (timeMs: number) => loop.runTo(timeMs),
  };
  return { cluster: cluster as unknown as Cluster, done, open: () => containers.sessions.open };
}

const exec = (command: string): ReturnType<typeof requestOf> =>
  requestOf('GET', `/api/v1/namespaces/default/pods/web/exec?stdin=1&${command}`, undefined, {
    headers: { connection: 'Upgrade', upgrade: 'websocket' },
  });

const listener = (): RemoteListener & { size: number; ends: number } => ({
  size: 0,
  ends: 0,
  data(_stream, bytes) {
    this.size += bytes.length;
  },
  end() {
    this.ends += 1;
  },
  ready: () => undefined,
});

function run(session: Session, command: string, heard: RemoteListener) {
  const result = session.receive(exec(command));
  if (!('kind' in result) || result.kind !== 'command') throw new Error('exec is a command');
  return result.open(heard);
}

test('a snapshot plays what clients did to their sessions, at its time and in its order', async () => {
  const first = made();
  const second = made();
  const session = new Session(first.cluster, { options: ORIGIN, create: () => second.cluster });
  const startMs = first.cluster.nowMs;
  const heard = listener();
  const cat = run(session, 'command=cat', heard);
  const source = run(session, 'command=source&command=2000000', listener());
  first.cluster.advanceTo(startMs + 10);
  cat.send(Buffer.from('one'));
  source.taken(600_000);
  first.cluster.advanceTo(startMs + 20);
  cat.resize(80, 24);
  source.close();
  const snapshot = parseSnapshot(JSON.stringify(session.snapshot()));
  if (snapshot === undefined) throw new Error('a session with an origin has snapshots');
  await session.restore(snapshot);
  expect(first.done.map((line) => line.slice(String(startMs).length + 1))).toEqual([
    'exec cat',
    'exec source 2000000',
    'hold',
    'send one',
    'release',
    'hold',
    'resize 80x24',
    'close',
  ]);
  // In the end the session that was still open is closed: its client is not there.
  expect(second.done).toEqual([...first.done, `${startMs + 20} close`]);
  expect(second.open()).toBe(0);
  expect(heard.ends).toBe(1);
  expect(session.sessions).toBe(0);
  // A snapshot of what was restored leads to the same.
  const again = made();
  const other = new Session(made().cluster, { options: ORIGIN, create: () => again.cluster });
  const later = session.snapshot();
  if (later !== undefined) await other.restore(later);
  expect(again.done).toEqual(second.done);
});

test('what a client does after the end of its session is neither done nor kept', () => {
  const { cluster, done } = made();
  const session = new Session(cluster, { options: ORIGIN, create: () => cluster });
  const echo = run(session, 'command=echo&command=x', listener());
  const kept = session.snapshot()?.entries.length;
  echo.send(Buffer.from('late'));
  echo.close();
  expect(done).toEqual([`${cluster.nowMs} exec echo x`]);
  expect(session.snapshot()?.entries.length).toBe(kept);
});

test('a log is read and not kept', () => {
  const { cluster } = made();
  const session = new Session(cluster, { options: ORIGIN, create: () => cluster });
  const result = session.receive(requestOf('GET', '/api/v1/namespaces/default/pods/web/log', undefined, {}));
  if (!('kind' in result) || result.kind !== 'exchange') throw new Error('a log is an exchange');
  const heard = listener();
  result.open(() => undefined, heard);
  expect(heard.size).toBeGreaterThan(0);
  expect(session.snapshot()?.entries).toEqual([]);
});

const MIB = 2 ** 20;

/** Sends a mebibyte, a piece at a time as sockets bring it. */
function sendMebibyte(session: ReturnType<typeof run>): void {
  const piece = new Uint8Array(64 * 1024);
  for (let sent = 0; sent < MIB; sent += piece.length) {
    session.send(piece);
    session.taken(piece.length);
  }
}

test('64 MiB that are sent are not kept: beyond a limit there is no snapshot any more, and nothing is held for one', () => {
  const { cluster } = made();
  const session = new Session(cluster, { options: ORIGIN, create: () => cluster });
  const heard = listener();
  const cat = run(session, 'command=cat', heard);
  let highest = 0;
  for (let sent = 0; sent < 64; sent += 1) {
    sendMebibyte(cat);
    highest = Math.max(highest, session.journalBytes);
  }
  expect(heard.size).toBe(64 * MIB);
  expect(highest).toBeGreaterThan(16 * MIB);
  expect(highest).toBeLessThanOrEqual(32 * MIB);
  expect([session.journalBytes, session.hasLostSnapshots, session.snapshot()]).toEqual([0, true, undefined]);
});

test('many small inputs count as well: requests, ways, and what is told to sessions', () => {
  const { cluster } = made();
  const origin = { options: ORIGIN, create: () => cluster, journalBytesMax: 10_000 };
  const session = new Session(cluster, origin);
  const cat = run(session, 'command=cat', listener());
  for (let columns = 1; columns < 30; columns += 1) cat.resize(columns, 24);
  expect(session.snapshot()?.entries).toHaveLength(31);
  for (let columns = 1; columns < 30; columns += 1) cat.resize(columns, 24);
  expect(session.snapshot()).toBeUndefined();
});

test('with a snapshot that is loaded a session has snapshots again', async () => {
  const { cluster } = made();
  const session = new Session(cluster, { options: ORIGIN, create: () => made().cluster, journalBytesMax: 10_000 });
  const early = session.snapshot();
  sendMebibyte(run(session, 'command=cat', listener()));
  expect(session.hasLostSnapshots).toBe(true);
  if (early === undefined) throw new Error('nothing had come yet');
  await session.restore(early);
  expect(session.snapshot()?.entries).toEqual([]);
});

test('snapshots of the versions before are read as well, later ones are not', () => {
  const old = { format: 'workshop-stacks/simulator-snapshot', version: 1, origin: ORIGIN, nowMs: 0, entries: [] };
  expect(parseSnapshot(JSON.stringify(old))).toEqual(old);
  expect(parseSnapshot(JSON.stringify({ ...old, version: 2 }))).toBeDefined();
  expect(parseSnapshot(JSON.stringify({ ...old, version: 4 }))).toBeUndefined();
});
