import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { once } from 'node:events';
import { createCluster } from '../../../../src/simulator';
import type { NewObject } from '../../../../src/simulator/api';
import { type Edge, makeClusterCertificates, serve, Session } from '../../../../src/simulator/edge';
import { defineImage, grpcHealth, serveGrpc, waitForEver } from '../../../../src/simulator/programs';
import { freeNodePort } from '../../../support/reached-cluster';

/** Sends back what it gets, backwards, and says that it is well. */
const mirror = defineImage({
  repositories: ['team/mirror'],
  image: () => ({
    command: ['mirror'],
    layers: [
      {
        '/bin/mirror': {
          type: 'program',
          *program(process) {
            serveGrpc(
              process,
              { port: 9000 },
              {
                ...grpcHealth(() => 'SERVING'),
                *'/team.Mirror/Reverse'(message) {
                  yield* process.sleep(5);
                  return message.slice().reverse();
                },
              },
            );
            return yield* waitForEver();
          },
        },
      },
    ],
  }),
});

// Real clients ask, on a machine that may be busy.
jest.setTimeout(30_000);

let edge: Edge;
let client: ClientHttp2Session;

beforeEach(async () => {
  const port = await freeNodePort();
  const cluster = createCluster({ nodes: 1, images: [mirror], start: Date.now() });
  cluster.client.create('pods', {
    metadata: { name: 'mirror', namespace: 'default', labels: { app: 'mirror' } },
    spec: { containers: [{ name: 'mirror', image: 'team/mirror', readinessProbe: { grpc: { port: 9000 } } }] },
  } as unknown as NewObject<'pods'>);
  cluster.client.create('services', {
    metadata: { name: 'mirror', namespace: 'default' },
    spec: { type: 'NodePort', selector: { app: 'mirror' }, ports: [{ port: 9000, nodePort: port, protocol: 'TCP' }] },
  } as unknown as NewObject<'services'>);
  cluster.advance('30s');
  const reach = { onProblem: (): void => undefined };
  edge = await serve({
    cluster: new Session(cluster),
    certificates: makeClusterCertificates(Date.now()),
    port: 0,
    reach,
  });
  await edge.reach?.settled();
  client = connect(`http://127.0.0.1:${port}`);
});

afterEach(async () => {
  client.destroy();
  await edge.close();
});

/** A message as gRPC frames it. */
function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** Calls a method as a client library does: what it answers, and how the call ends. */
async function call(path: string, message: Buffer, more: Record<string, string> = {}) {
  const stream = client.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: path,
    'content-type': 'application/grpc+proto',
    te: 'trailers',
    'user-agent': 'test/1.0 ~!@#$%^&*()_+`-={}|[]\\:";\'<>?,./',
    ...more,
  });
  const pieces: Buffer[] = [];
  let trailers: Record<string, unknown> = {};
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  stream.on('response', (headers) => (trailers = { ...trailers, ...headers }));
  stream.on('trailers', (headers) => (trailers = { ...trailers, ...headers }));
  stream.end(framed(message));
  await once(stream, 'close');
  return { answer: Buffer.concat(pieces), status: trailers['grpc-status'], message: trailers['grpc-message'] };
}

test('a client library calls, also many times at once over one connection', async () => {
  const texts = Array.from({ length: 20 }, (_, index) => `call ${index}`);
  const answers = await Promise.all(
    texts.map((text) => call('/team.Mirror/Reverse', Buffer.from(text), { trace: text })),
  );
  expect(answers.map(({ answer, status }) => `${status}: ${answer.subarray(5).toString()}`)).toEqual(
    texts.map((text) => `0: ${[...text].reverse().join('')}`),
  );
});

test('messages of a megabyte pass both ways, as fast as the other side takes them', async () => {
  const message = Buffer.from(Array.from({ length: 2 ** 20 }, (_, index) => (index * 7 + (index >> 8)) & 0xff));
  const { answer, status } = await call('/team.Mirror/Reverse', message);
  expect(status).toBe('0');
  expect(answer.equals(framed(Buffer.from(message).reverse()))).toBe(true);
});

test('the health service answers, and what there is not is said by name', async () => {
  expect((await call('/grpc.health.v1.Health/Check', Buffer.alloc(0))).answer.toString('hex')).toBe('00000000020801');
  expect(await call('/team.Mirror/Turn', Buffer.alloc(0))).toMatchObject({
    status: '12',
    message: 'unknown method Turn for service team.Mirror',
  });
  expect(await call('/team.Mirrors/Turn', Buffer.alloc(0))).toMatchObject({
    status: '12',
    message: 'unknown service team.Mirrors',
  });
});

test('a ping is answered', async () => {
  await once(client, 'remoteSettings');
  const echoed = await new Promise<Buffer>((resolve, reject) =>
    client.ping(Buffer.from('pingpong'), (error, _ms, payload) => (error === null ? resolve(payload) : reject(error))),
  );
  expect(echoed.toString()).toBe('pingpong');
});
