import { connect } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { type ApiHandler, type ApiRequest, type Cluster, createCluster } from '../../../src/simulator';
import { type ClusterCertificates, type Edge, makeClusterCertificates, serve } from '../../../src/simulator/edge';

const certificates = makeClusterCertificates(Date.now());
const edges: Edge[] = [];

afterEach(async () => {
  await Promise.all(edges.splice(0).map((edge) => edge.close()));
});

async function serving(
  handle: ApiHandler,
  more: { readonly speed?: number; readonly port?: number } = {},
): Promise<Edge> {
  const real = createCluster({ nodes: 0, start: 0 });
  const cluster = Object.create(real, { handle: { value: handle }, receive: { value: handle } }) as Cluster;
  const edge = await serve({ cluster, certificates, port: 0, ...more });
  edges.push(edge);
  return edge;
}

interface Sent {
  readonly method?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Certificate to show. @default - that of the administrator; null for none */
  readonly identity?: ClusterCertificates['admin'] | null;
}

interface Got {
  readonly status: number;
  readonly body: string;
}

function send(edge: Edge, path: string, { method = 'GET', body, headers, identity }: Sent = {}): Promise<Got> {
  const { certificate, key } = identity ?? certificates.admin;
  const shown = identity === null ? {} : { cert: certificate, key };
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      new globalThis.URL(path, edge.url),
      { method, ca: certificates.authority, agent: false, ...shown, ...(headers === undefined ? {} : { headers }) },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Answers with what the request was. */
const echo: ApiHandler = ({ method, path, query, headers, body, certificate }: ApiRequest) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    method,
    path,
    query: [...query],
    agent: headers['user-agent'],
    body: new TextDecoder().decode(body),
    user: certificate?.username,
    groups: certificate?.groups,
  }),
});

test('a request arrives with its path as it was, its query decoded, its body and its headers', async () => {
  const edge = await serving(echo);
  const sent = { method: 'POST', body: '{"a":1}', headers: { 'user-agent': 'kubectl/v1' } };
  const { body } = await send(edge, '/api/v1/pods/a%2Fb?x=1&x=2&labelSelector=a%3Db', sent);
  expect(JSON.parse(body)).toMatchObject({
    method: 'POST',
    path: '/api/v1/pods/a%2Fb',
    query: [
      ['x', ['1', '2']],
      ['labelSelector', ['a=b']],
    ],
    agent: 'kubectl/v1',
    body: '{"a":1}',
  });
});

test('a client certificate says who sends it', async () => {
  const edge = await serving(echo);
  const { body } = await send(edge, '/');
  expect(JSON.parse(body)).toMatchObject({ user: 'kubernetes-admin', groups: ['system:masters'] });
});

test('a client without certificate is nobody yet', async () => {
  const edge = await serving(echo);
  const { body } = await send(edge, '/', { identity: null });
  expect(JSON.parse(body)).not.toHaveProperty('user');
});

test('a certificate of another authority is refused', async () => {
  const edge = await serving(echo);
  const { status, body } = await send(edge, '/', { identity: makeClusterCertificates(Date.now()).admin });
  expect(status).toBe(401);
  expect(JSON.parse(body)).toMatchObject({ kind: 'Status', reason: 'Unauthorized' });
});

test('HTTP/2 works as well', async () => {
  const edge = await serving(echo);
  const { certificate: cert, key } = certificates.admin;
  const session = connect(edge.url, { ca: certificates.authority, cert, key });
  const stream = session.request({ ':path': '/healthz?verbose' });
  let text = '';
  for await (const piece of stream) text += String(piece);
  session.close();
  expect(JSON.parse(text)).toMatchObject({ path: '/healthz', user: 'kubernetes-admin' });
});

describe('an answer in many pieces', () => {
  const pieces = [
    '{"items":["',
    'é€😀'.repeat(40_000),
    '","',
    ...Array<string>(2000).fill('0123456789'.repeat(80)),
    '"]}',
  ];
  const whole = pieces.join('');
  const long: ApiHandler = () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: whole,
    pieces,
  });

  test('arrives whole by HTTP/1.1, with its length', async () => {
    const edge = await serving(long);
    expect((await send(edge, '/api/v1/pods')).body === whole).toBe(true);
    const { certificate: cert, key } = certificates.admin;
    const length = await new Promise((resolve, reject) => {
      httpsRequest(edge.url, { ca: certificates.authority, cert, key, agent: false }, (response) => {
        resolve(response.headers['content-length']);
        response.resume();
      })
        .on('error', reject)
        .end();
    });
    expect(length).toBe(String(Buffer.byteLength(whole)));
  });

  test('arrives whole by HTTP/2', async () => {
    const edge = await serving(long);
    const { certificate: cert, key } = certificates.admin;
    const session = connect(edge.url, { ca: certificates.authority, cert, key });
    const bytes: Buffer[] = [];
    for await (const piece of session.request({ ':path': '/api/v1/pods' })) bytes.push(piece as Buffer);
    session.close();
    expect(Buffer.concat(bytes).toString() === whole).toBe(true);
  });

  test('is given up when the client leaves, and the server goes on', async () => {
    const edge = await serving(long);
    const { certificate: cert, key } = certificates.admin;
    await new Promise<void>((resolve) => {
      const request = httpsRequest(edge.url, { ca: certificates.authority, cert, key, agent: false }, (response) => {
        response.once('data', () => {
          response.on('error', () => undefined).on('close', () => resolve());
          request.destroy();
        });
      });
      request.end();
    });
    expect((await send(edge, '/api/v1/pods')).body === whole).toBe(true);
  });
});

test('a body beyond 3 MiB is refused', async () => {
  const edge = await serving(echo);
  const { status, body } = await send(edge, '/', { method: 'POST', body: Buffer.alloc(3 * 1024 * 1024 + 1) });
  expect(status).toBe(413);
  expect(JSON.parse(body)).toMatchObject({ reason: 'RequestEntityTooLarge' });
});

test('a handler that fails answers with a Status, and the server goes on', async () => {
  const edge = await serving(({ path }) => {
    if (path === '/fails') throw new Error('lost the thread');
    return { status: 200, headers: {}, body: 'ok' };
  });
  const failed = await send(edge, '/fails');
  expect(failed.status).toBe(500);
  expect(JSON.parse(failed.body)).toMatchObject({ message: 'Internal error occurred: lost the thread' });
  expect(await send(edge, '/works')).toEqual({ status: 200, body: 'ok' });
});

test('a watch sends pieces as they come and ends when the server says so', async () => {
  const edge = await serving(() => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    start: (write, end) => {
      write('first\n');
      const timer = setTimeout(() => {
        write('second\n');
        end();
      }, 20);
      return () => clearTimeout(timer);
    },
  }));
  expect((await send(edge, '/')).body).toBe('first\nsecond\n');
});

test('a watch ends after its virtual time, at the speed of the cluster', async () => {
  let stops = 0;
  const handle: ApiHandler = () => ({ status: 200, headers: {}, timeoutMs: 60_000, start: () => () => (stops += 1) });
  const edge = await serving(handle, { speed: 1000 });
  expect((await send(edge, '/')).body).toBe('');
  expect(stops).toBeGreaterThan(0);
});

test('a watch is stopped when its client leaves', async () => {
  let stop: (() => void) | undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const edge = await serving(() => ({
    status: 200,
    headers: {},
    start: (write) => {
      write('.');
      return () => stop?.();
    },
  }));
  const { certificate: cert, key } = certificates.admin;
  const request = httpsRequest(new globalThis.URL(edge.url), { ca: certificates.authority, cert, key, agent: false });
  request.on('response', () => request.destroy());
  request.on('error', () => undefined);
  request.end();
  await expect(stopped).resolves.toBeUndefined();
});

test('closing ends watches that would go on for ever', async () => {
  const edge = await serving(() => ({
    status: 200,
    headers: {},
    start: (write) => {
      write('.');
      return () => undefined;
    },
  }));
  const { certificate: cert, key } = certificates.admin;
  const session = connect(edge.url, { ca: certificates.authority, cert, key });
  session.on('error', () => undefined);
  const stream = session.request({ ':path': '/' });
  stream.on('error', () => undefined);
  await new Promise((resolve) => stream.once('data', resolve));
  const closed = new Promise((resolve) => session.once('close', resolve));
  await edge.close();
  await closed;
  expect(session.destroyed).toBe(true);
});

test('a port that is taken is an error that says so', async () => {
  const { port } = await serving(echo);
  await expect(serving(echo, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
