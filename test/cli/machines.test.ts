import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type LocalStreams, runAt } from '../../src/cli/cluster/remote-command';
import { steeringOf } from '../../src/cli/cluster/steering';
import { createCluster } from '../../src/simulator';
import {
  type Edge,
  makeClusterCertificates,
  serve,
  Session,
  type SnapshotOrigin,
  writeKubeconfig,
} from '../../src/simulator/edge';
import { tunnelOf, withTunnels } from '../../src/cli/cluster/tunnel';
import { runCli } from './run-cli';
import { newFolder } from './team-program';

const certificates = makeClusterCertificates(Date.now());
const ORIGIN: SnapshotOrigin = { seed: 1, nodes: 2, profile: 'plain', start: Date.UTC(2026, 0, 1) };
const create = ({ seed, nodes, start }: SnapshotOrigin) => createCluster({ seed, nodes, start });

let edge: Edge;
let session: Session;
let kubeconfig: string;

beforeEach(async () => {
  session = new Session(create(ORIGIN), { options: ORIGIN, create });
  edge = await serve({ cluster: session, certificates, port: 0 });
  kubeconfig = join(newFolder(), 'kubeconfig');
  writeKubeconfig(kubeconfig, edge.url, certificates);
});

afterEach(() => edge.close());

/** A place to type at, and what is seen there. */
class Place {
  readonly stdin = Object.assign(new PassThrough(), { isTTY: false, setRawMode: jest.fn() });
  readonly stdout = Object.assign(new PassThrough(), { isTTY: false, columns: 100, rows: 40 });
  readonly stderr = new PassThrough();
  out = '';
  err = '';

  constructor(isTerminal = false) {
    this.stdin.isTTY = isTerminal;
    this.stdout.isTTY = isTerminal;
    this.stdout.on('data', (piece: Buffer) => (this.out += piece.toString()));
    this.stderr.on('data', (piece: Buffer) => (this.err += piece.toString()));
  }

  /** Runs a command, or a shell, on a node or outside. */
  run(node: string | undefined, ...command: string[]): Promise<number> {
    const wanted = node === undefined ? { command } : { node, command };
    return runAt(steeringOf(kubeconfig), wanted, this as unknown as LocalStreams);
  }

  /** Waits until the text was seen. */
  async sees(text: string): Promise<void> {
    const endMs = Date.now() + 4000;
    while (!this.out.includes(text)) {
      if (Date.now() > endMs) throw new Error(`never seen: ${text}; seen: ${JSON.stringify(this.out)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

test('a command on a node is read by its shell; both outputs and the code come back', async () => {
  const place = new Place();
  expect(await place.run('node-2', 'hostname;', 'echo', 'wrong >&2;', 'exit 42')).toBe(42);
  expect({ out: place.out, err: place.err }).toEqual({ out: 'node-2\n', err: 'wrong\n' });
});

test('outside of the cluster is another machine', async () => {
  const place = new Place();
  expect(await place.run(undefined, 'hostname')).toBe(0);
  expect(place.out).toBe('outside\n');
});

test('input is handed on to its end', async () => {
  const place = new Place();
  const ended = place.run('node-1', 'wc -c');
  place.stdin.end('x'.repeat(1_000_000));
  expect(await ended).toBe(0);
  expect(place.out).toBe('1000000\n');
});

test('without a command a shell reads what is piped into it', async () => {
  const place = new Place();
  const ended = place.run('node-1');
  place.stdin.end('cd /etc && pwd\nexit 3\n');
  expect(await ended).toBe(3);
  expect(place.out).toBe('/etc\n');
});

test('with a terminal there is a prompt, keys go through as they are, and ^C ends a program', async () => {
  const place = new Place(true);
  const ended = place.run('node-1');
  await place.sees('root@node-1:~#');
  expect(place.stdin.setRawMode).toHaveBeenLastCalledWith(true);
  place.stdin.write('sleep 1000\r');
  await place.sees('\r\n');
  place.stdin.write('\u0003');
  await place.sees('^C');
  place.stdin.write('echo still $((20 + 3)); exit 7\r');
  expect(await ended).toBe(7);
  expect(place.out).toContain('still 23\r\n');
  expect(place.stdin.setRawMode).toHaveBeenLastCalledWith(false);
});

test('what is left on a node stays there, and Pods see it through hostPath', async () => {
  const { cluster } = session;
  expect(await new Place().run('node-1', 'mkdir -p /data && echo kept > /data/file')).toBe(0);
  cluster.client.create('pods', {
    metadata: { name: 'reader', namespace: 'default' },
    spec: {
      nodeName: 'node-1',
      containers: [{ name: 'main', image: 'team/reader:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      volumes: [{ name: 'data', hostPath: { path: '/data' } }],
    },
  } as never);
  const place = new Place();
  expect(await place.run('node-1', 'cat /data/file')).toBe(0);
  expect(place.out).toBe('kept\n');
  const other = new Place();
  expect(await other.run('node-2', 'cat /data/file')).toBe(1);
});

test('a node that has no power takes its sessions along, and nobody gets in', async () => {
  const place = new Place();
  const ended = place.run('node-1', 'echo begun; sleep 1000');
  await place.sees('begun');
  const rejected = expect(ended).rejects.toThrow('Broken pipe');
  edge.pacing.catchUp();
  session.act({ type: 'node', verb: 'fail', name: 'node-1' });
  await rejected;
  await expect(new Place().run('node-1', 'true')).rejects.toThrow(
    'ssh: connect to host node-1 port 22: Connection timed out',
  );
  session.act({ type: 'node', verb: 'recover', name: 'node-1' });
  expect(await new Place().run('node-1', 'true')).toBe(0);
});

test('a node that there is not is refused', async () => {
  await expect(new Place().run('node-9', 'true')).rejects.toThrow('nodes "node-9" not found');
});

test('what was typed is played again from a snapshot', async () => {
  await new Place().run('node-1', 'echo typed > /root/note');
  const snapshot = session.snapshot();
  if (snapshot === undefined) throw new Error('a session with an origin has snapshots');
  await session.restore(snapshot);
  edge.pacing.follow(session.cluster);
  const place = new Place();
  await place.run('node-1', 'cat /root/note');
  expect(place.out).toBe('typed\n');
});

test('only the owner of the cluster gets in', async () => {
  const stranger = { ...certificates, admin: makeClusterCertificates(Date.now()).admin };
  writeKubeconfig(kubeconfig, edge.url, stranger);
  await expect(new Place().run('node-1', 'true')).rejects.toThrow('Unauthorized');
});

describe('tunnels', () => {
  const free = async (): Promise<number> => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  };
  const cluster = (...words: readonly string[]) => runCli(['cluster', '--kubeconfig', kubeconfig, 'ssh', ...words]);

  test('lead through a node to what it reaches, and close with the session', async () => {
    const { client } = session.cluster;
    const metadata = { name: 'web', namespace: 'default', labels: { app: 'web' } };
    const image = 'gcr.io/kuar-demo/kuard-amd64:blue';
    client.create('pods', {
      metadata,
      spec: { nodeName: 'node-1', containers: [{ name: 'web', image, resources: {} }] },
    });
    client.create('services', {
      metadata,
      spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 8080, nodePort: 30080 }] },
    });
    await edge.pacing.advance(60_000);
    const port = await free();
    const steering = steeringOf(kubeconfig);
    const told: string[] = [];
    const tell = (line: string) => told.push(line);
    const heard = await withTunnels(steering, 'node-2', [tunnelOf(`${port}:localhost:30080`)], tell, async () => {
      const socket = connect(port, '127.0.0.1');
      socket.write('GET /ready HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n');
      let text = '';
      for await (const piece of socket) text += String(piece);
      return text;
    });
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nok$/);
    expect(told).toEqual([`127.0.0.1:${port} leads to localhost:30080 through node-2`]);
    const late = connect(port, '127.0.0.1');
    await expect(new Promise((resolve, reject) => late.on('error', reject).on('connect', resolve))).rejects.toThrow(
      'ECONNREFUSED',
    );
  });

  test('to where nobody listens break the connection', async () => {
    const port = await free();
    await withTunnels(steeringOf(kubeconfig), 'node-1', [tunnelOf(`${port}:localhost:7001`)], jest.fn(), async () => {
      const socket = connect(port, '127.0.0.1');
      socket.write('hello');
      await new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve));
    });
  });

  test('that cannot be are refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await cluster('node-1', '-L', `${port}:localhost:80`, '--', 'true')).toMatchObject({
      code: 2,
      err: `workshop: port ${port} is taken: name another one in '--tunnel'\n`,
    });
    server.close();
    for (const wrong of ['8080', '8080:localhost', '70000:localhost:80', '8080:a b:80', '8080:localhost:0']) {
      expect(await cluster('node-1', '-L', wrong, '--', 'true')).toMatchObject({
        code: 2,
        err: `workshop: '--tunnel' must be PORT:HOST:HOSTPORT such as 8080:localhost:30080, got '${wrong}'\n`,
      });
    }
  });
});
