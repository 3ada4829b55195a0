import { createHash, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { selfSigned } from '../../../../src/simulator/edge';
import { parseSnapshot } from '../../../../src/simulator/edge/journal';
import { checkpoint } from '../../../../src/simulator/process';
import { echo, freeNodePort, otherProgram, ReachedCluster, TcpClient } from '../../../support/reached-cluster';

let reached: ReachedCluster;

beforeEach(async () => {
  reached = await ReachedCluster.start();
});

afterEach(() => reached.stop());

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error('it did not come to be within 10 seconds');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('a node port answers on the loopback interface under its own number, until its client has ended and heard all', async () => {
  const port = await freeNodePort();
  reached.service('echo', 'NodePort', 7, port);
  reached.serve(7, echo);
  expect(await reached.port('echo')).toBe(port);
  const client = new TcpClient(port);
  client.socket.write('one ');
  await until(() => client.heard.toString() === 'one ');
  client.socket.end('two');
  expect((await client.all()).toString()).toBe('one two');
  expect(await client.closed).toBe('');
});

test('a server may speak first', async () => {
  const port = await freeNodePort();
  reached.service('greeting', 'NodePort', 3306, port);
  reached.serve(3306, function* (connection) {
    yield* connection.write(Buffer.from('hello'));
    connection.end();
    connection.close();
  });
  const client = new TcpClient(await reached.port('greeting'));
  expect((await client.all()).toString()).toBe('hello');
});

test('8 MiB pass unchanged both ways', async () => {
  const port = await freeNodePort();
  reached.service('echo', 'NodePort', 7, port);
  reached.serve(7, echo);
  const sent = Buffer.alloc(8 * 2 ** 20, 'some bytes, and again ');
  const client = new TcpClient(await reached.port('echo'));
  client.socket.end(sent);
  const heard = await client.all();
  expect({ size: heard.length, hash: hash(heard) }).toEqual({ size: sent.length, hash: hash(sent) });
});

test('a server waits for a client that does not read', async () => {
  const port = await freeNodePort();
  let written = 0;
  reached.service('endless', 'NodePort', 19, port);
  reached.serve(19, function* (connection) {
    const piece = Buffer.alloc(65_536);
    for (;;) {
      yield* connection.write(piece);
      written += piece.length;
      yield* checkpoint();
    }
  });
  const socket = connect(await reached.port('endless'), '127.0.0.1').pause();
  let before = -1;
  await until(async () => {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return written === before && written > 0;
  });
  // Buffers of the operating system take some megabytes.
  expect(written).toBeLessThan(32 * 2 ** 20);
  socket.destroy();
});

test('where nobody listens the client gets a reset', async () => {
  reached.service('nobody', 'NodePort', 80, await freeNodePort());
  reached.serve(7, echo);
  const client = new TcpClient(await reached.port('nobody'));
  expect(await client.closed).toBe('ECONNRESET');
});

test('a client that goes away is seen to go', async () => {
  reached.service('echo', 'NodePort', 7, await freeNodePort());
  let ended = 0;
  reached.serve(7, function* (connection) {
    try {
      yield* echo(connection);
    } finally {
      ended += 1;
    }
  });
  const client = new TcpClient(await reached.port('echo'));
  client.socket.write('x');
  await until(() => client.heard.length === 1);
  client.socket.resetAndDestroy();
  await until(() => ended === 1);
  expect(reached.session.sessions).toBe(0);
});

test('a port that another program has is told once, and a free one answers', async () => {
  const other = await otherProgram(await freeNodePort());
  reached.service('echo', 'NodePort', 7, other.port);
  reached.serve(7, echo);
  const port = await reached.port('echo');
  expect(port).not.toBe(other.port);
  await reached.port('echo');
  const problem = `port ${other.port} is taken by another program`;
  expect(reached.problems).toEqual([`${problem}: default/echo answers on 127.0.0.1:${port}`]);
  expect(reached.edge.reach?.list()).toMatchObject([{ name: 'default/echo', problem }]);
  const client = new TcpClient(port);
  client.socket.end('in');
  expect((await client.all()).toString()).toBe('in');
  await other.stop();
});

test('a load balancer on the own machine has the port of its Service there, which it keeps while the Service lives', async () => {
  const [port, nodePort] = [await freeNodePort(), await freeNodePort()];
  reached.service('web', 'LoadBalancer', port, nodePort);
  reached.serve(port, echo);
  await until(async () => {
    await reached.edge.reach?.settled();
    return reached.edge.reach?.list().length === 2;
  });
  expect(reached.edge.reach?.list()).toEqual([
    {
      kind: 'nodePort',
      name: 'default/web',
      address: `127.0.0.1:${nodePort}`,
      url: `http://127.0.0.1:${nodePort}/`,
      target: expect.stringMatching(/^[\d.]+:\d+$/) as string,
    },
    {
      kind: 'loadBalancer',
      name: 'default/web',
      address: `127.0.0.1:${port}`,
      url: `http://127.0.0.1:${port}/`,
      target: `localhost:${port}`,
    },
  ]);
  const client = new TcpClient(port);
  client.socket.end('balanced');
  expect((await client.all()).toString()).toBe('balanced');
});

test('an ingress controller gets a free port, and the same one when it comes back', async () => {
  const { network } = reached.cluster;
  const list = async (): Promise<readonly (string | undefined)[]> => {
    await reached.edge.reach?.settled();
    return (reached.edge.reach?.list() ?? []).map(({ url }) => url);
  };
  const takeBack = network.publishIngress('contour', '198.51.100.77', 443);
  const [first] = await list();
  expect(first).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/);
  takeBack();
  expect(await list()).toEqual([]);
  network.publishIngress('contour', '198.51.100.78', 443);
  expect(await list()).toEqual([first]);
});

test('ports close when their Service goes, and with the cluster', async () => {
  const port = await freeNodePort();
  reached.service('echo', 'NodePort', 7, port);
  reached.serve(7, echo);
  const client = new TcpClient(await reached.port('echo'));
  client.socket.write('x');
  await until(() => client.heard.length === 1);
  reached.cluster.client.delete('services', 'default', 'echo');
  await client.closed;
  expect(await new TcpClient(port).closed).toBe('ECONNREFUSED');
  reached.service('other', 'NodePort', 8, port);
  expect(await reached.port('other')).toBe(port);
  await reached.edge.reach?.close();
  expect(await new TcpClient(port).closed).toBe('ECONNREFUSED');
});

test('node ports answer through another node when the first one has no power', async () => {
  const port = await freeNodePort();
  reached.service('echo', 'NodePort', 7, port);
  const [first, second] = reached.cluster.client.list('nodes').map(({ metadata }) => metadata.name);
  const stack = reached.cluster.network.nodeStack(second ?? '');
  expect(stack.addresses).toHaveLength(2);
  reached.cluster.nodes.fail(first ?? '');
  const targets = reached.edge.reach?.list().map(({ target }) => target);
  await reached.edge.reach?.settled();
  expect(reached.edge.reach?.list().map(({ target }) => target)).toEqual([`${stack.addresses[0]}:${port}`]);
  expect(targets).toEqual([]);
});

test('what came through a node port is played again from a snapshot, and doors lead to the cluster that it made', async () => {
  const port = await freeNodePort();
  reached.service('greeting', 'NodePort', 80, port);
  const sent = new TcpClient(await reached.port('greeting'));
  sent.socket.write('GET / HTTP/1.0\r\n\r\n');
  await until(() => reached.session.snapshot()?.entries.length === 3);
  const snapshot = parseSnapshot(JSON.stringify(reached.session.snapshot()));
  if (snapshot === undefined) throw new Error('a session with an origin has snapshots');
  const kinds = snapshot.entries.map((entry) =>
    Object.keys(entry).filter((key) => key !== 'timeMs' && key !== 'connection'),
  );
  expect(kinds.flat()).toEqual(['way', 'note', 'note']);
  const replaced = reached.cluster;
  await reached.session.restore(snapshot);
  expect(reached.cluster).not.toBe(replaced);
  await sent.closed;
  // Services that a test makes in process are no requests: the new cluster has none.
  await until(async () => {
    await reached.edge.reach?.settled();
    return reached.edge.reach?.list().length === 0;
  });
  reached.service('greeting', 'NodePort', 80, port);
  expect(await reached.port('greeting')).toBe(port);
});

describe('an address', () => {
  const listed = async (): Promise<unknown> => {
    await reached.edge.reach?.settled();
    const [first] = reached.edge.reach?.list() ?? [];
    const { url, waitsFor } = first ?? {};
    return { scheme: url?.replace(/:.*/, ''), waitsFor };
  };

  test.each([
    { port: 443, isSecure: false, scheme: 'http' },
    { port: 80, isSecure: true, scheme: 'https' },
    { port: 6379, isSecure: false, scheme: 'http' },
  ])('is told as who listens at $port speaks, whatever its number: $scheme', async ({ port, isSecure, scheme }) => {
    reached.service('web', 'NodePort', port, await freeNodePort());
    reached.answer(port, isSecure);
    expect(await listed()).toEqual({ scheme, waitsFor: undefined });
  });

  test('where bytes are spoken at a known number is none for a browser', async () => {
    reached.service('redis', 'NodePort', 6379, await freeNodePort());
    reached.serve(6379, echo);
    expect(await listed()).toEqual({ scheme: undefined, waitsFor: undefined });
  });

  test('where nobody listens waits for that, and is offered once somebody does', async () => {
    reached.service('web', 'NodePort', 443, await freeNodePort());
    reached.serve(7, echo);
    const waitsFor = 'a program that listens on port 443 of its Pods';
    expect(await listed()).toEqual({ scheme: undefined, waitsFor });
    reached.answer(443, true);
    expect(await listed()).toEqual({ scheme: 'https', waitsFor: undefined });
  });

  test('behind which no Pod is ready waits for one', async () => {
    reached.service('web', 'NodePort', 80, await freeNodePort());
    reached.cluster.client.delete('discovery.k8s.io/endpointslices', 'default', 'web');
    expect(await listed()).toEqual({ scheme: undefined, waitsFor: 'a Pod that is ready' });
  });
});

describe('a secure port', () => {
  const ask = async (port: number): Promise<string> => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ port, host: '127.0.0.1', ca: reached.certificates.authority, agent: false }, resolve)
        .on('error', reject)
        .end();
    });
    let text = '';
    for await (const piece of answer) text += String(piece);
    return text;
  };

  test('takes TLS with the certificate of the simulator where the server has made up its own, and hands on what is in it', async () => {
    reached.service('secure', 'NodePort', 443, await freeNodePort());
    reached.answer(443, true);
    expect(await ask(await reached.port('secure'))).toBe('secure: true');
  });

  test('shows a client the certificate of the server for the name it asks for, and breaks off without one that is one', async () => {
    const own = selfSigned('own.example.com', Date.now());
    reached.service('secure', 'NodePort', 443, await freeNodePort());
    const shown = new Map<string, typeof own | 'selfSigned'>([
      ['own.example.com', own],
      ['broken.example.com', { certificate: 'none', key: 'none' }],
      ['any.example.com', 'selfSigned'],
    ]);
    reached.answer(443, true, (name) => shown.get(name));
    const port = await reached.port('secure');
    const fingerprint = async (servername: string): Promise<unknown> => {
      const socket = connectSecurely({ port, host: '127.0.0.1', servername, rejectUnauthorized: false });
      await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    };
    const simulators = new X509Certificate(reached.certificates.server.certificate).fingerprint256;
    expect(await fingerprint('own.example.com')).toBe(new X509Certificate(own.certificate).fingerprint256);
    expect(await fingerprint('any.example.com')).toBe(simulators);
    for (const name of ['broken.example.com', 'other.example.com']) {
      await expect(fingerprint(name)).rejects.toThrow(/ECONNRESET|disconnected/);
    }
  });

  test('carries 8 MiB both ways, and hears that the client has ended before it does so itself', async () => {
    reached.service('echo', 'NodePort', 7, await freeNodePort());
    reached.serve(7, echo, true);
    const sent = Buffer.alloc(8 * 2 ** 20, 'some bytes, and again ');
    const port = await reached.port('echo');
    const socket = connectSecurely({
      socket: connect({ port, host: '127.0.0.1', allowHalfOpen: true }),
      rejectUnauthorized: false,
    });
    socket.end(sent);
    const pieces: Buffer[] = [];
    for await (const piece of socket) pieces.push(piece as Buffer);
    const heard = Buffer.concat(pieces);
    expect({ size: heard.length, hash: hash(heard) }).toEqual({ size: sent.length, hash: hash(sent) });
    await until(() => reached.session.sessions === 0);
  });

  test('is left by a client that does not like its certificate', async () => {
    reached.service('secure', 'NodePort', 443, await freeNodePort());
    const own = selfSigned('own.example.com', Date.now());
    reached.answer(443, true, () => own);
    await expect(ask(await reached.port('secure'))).rejects.toThrow(/self.signed|unable to verify/);
    await until(() => reached.session.sessions === 0);
  });

  test('is played again from a snapshot, which holds what TLS carried', async () => {
    reached.service('secure', 'NodePort', 443, await freeNodePort());
    reached.answer(443, true);
    expect(await ask(await reached.port('secure'))).toBe('secure: true');
    const snapshot = parseSnapshot(JSON.stringify(reached.session.snapshot()));
    if (snapshot === undefined) throw new Error('a session with an origin has snapshots');
    const inputs = snapshot.entries.flatMap((entry) =>
      'note' in entry && entry.note.type === 'input' ? [entry.note.input] : [],
    );
    const [first, second] = inputs;
    expect(first).toEqual({ type: 'startTls' });
    const sent = second?.type === 'send' ? Buffer.from(second.bytes, 'base64').toString() : '';
    expect(sent).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    await reached.session.restore(snapshot);
    expect(reached.session.snapshot()?.entries).toHaveLength(snapshot.entries.length);
  });

  test('tells a client without TLS so', async () => {
    reached.service('secure', 'NodePort', 443, await freeNodePort());
    reached.answer(443, true);
    const answer = await fetch(`http://127.0.0.1:${await reached.port('secure')}/`);
    expect([answer.status, await answer.text()]).toEqual([400, 'Client sent an HTTP request to an HTTPS server.\n']);
  });

  test('that is none inside hears what it cannot understand, and says so', async () => {
    reached.service('plain', 'NodePort', 443, await freeNodePort());
    reached.answer(443, false);
    await expect(ask(await reached.port('plain'))).rejects.toThrow('wrong version number');
  });

  test('is one whatever its number', async () => {
    reached.service('secure', 'NodePort', 8080, await freeNodePort());
    reached.answer(8080, true);
    expect(await ask(await reached.port('secure'))).toBe('secure: true');
  });
});

test('HTTP passes as it is, over one connection as often as one likes', async () => {
  reached.service('web', 'NodePort', 80, await freeNodePort());
  reached.answer(80, false);
  const url = `http://127.0.0.1:${await reached.port('web')}/`;
  for (let time = 0; time < 5; time += 1) expect(await (await fetch(url)).text()).toBe('secure: false');
});

test('a request may become another protocol: what follows is bytes', async () => {
  reached.service('web', 'NodePort', 80, await freeNodePort());
  reached.upgrade(80);
  const client = new TcpClient(await reached.port('web'));
  client.socket.write('GET /live HTTP/1.1\r\nhost: web\r\nconnection: Upgrade\r\nupgrade: echo\r\n\r\n');
  await until(() => client.heard.toString().endsWith('\r\n\r\n'));
  expect(client.heard.toString()).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
  client.socket.end('any bytes');
  expect((await client.all()).toString()).toMatch(/\r\n\r\nany bytes$/);
});
