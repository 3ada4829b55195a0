import type { IncomingMessage } from 'node:http';
import { request as plainly } from 'node:http';
import { request as securely } from 'node:https';
import type { TLSSocket } from 'node:tls';
import {
  type Edge,
  makeClusterCertificates,
  type ReachableAddress,
  selfSigned,
  serve,
  Session,
} from '../../../../src/simulator/edge';
import { backend, host, IngressWorld, path } from '../../images/contour/ingress-world';

// A whole cluster is started for each, and asked over sockets, on a machine that may be busy.
jest.setTimeout(30_000);

let world: IngressWorld;
let edge: Edge;

beforeEach(async () => {
  world = new IngressWorld();
  const session = new Session(world.cluster);
  const reach = { onProblem: (): void => undefined };
  edge = await serve({ cluster: session, certificates: makeClusterCertificates(Date.now()), port: 0, reach });
});

afterEach(() => edge.close());

/** What Ingresses answer, as `workshop urls` lists it. */
async function listed(): Promise<readonly ReachableAddress[]> {
  await edge.pacing.advance(30_000);
  await edge.reach?.settled();
  return (edge.reach?.list() ?? []).filter(({ kind }) => kind === 'ingress');
}

interface Fetched {
  readonly status: number | undefined;
  readonly text: string;
  /** Who the certificate is for. */
  readonly subject: string | readonly string[] | undefined;
}

/** Fetches a URL as a browser does: names below localhost are this machine. */
async function fetched(url: string, method = 'GET', body = ''): Promise<Fetched> {
  const { protocol, hostname, port, pathname } = new URL(url);
  const options = { host: '127.0.0.1', port, path: pathname, method, agent: false };
  const headers = { host: `${hostname}:${port}`, connection: 'keep-alive', 'content-length': body.length };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent =
      protocol === 'https:'
        ? securely({ ...options, headers, servername: hostname, rejectUnauthorized: false }, resolve)
        : plainly({ ...options, headers }, resolve);
    sent.on('error', reject).end(body);
  });
  const pieces: Buffer[] = [];
  const subject = protocol === 'https:' ? (answer.socket as TLSSocket).getPeerCertificate().subject.CN : undefined;
  for await (const piece of answer) pieces.push(piece as Buffer);
  return { status: answer.statusCode, text: Buffer.concat(pieces).toString(), subject };
}

test('every address that is listed answers, each for the host that it stands for', async () => {
  world.add({
    rules: [
      host('alpaca.example.com', path('/', 'alpaca')),
      host('both.example.com', path('/a', 'alpaca'), path('/b', 'bandicoot')),
      host('*.wild.example.com', path('/', 'bandicoot')),
    ],
  });
  world.add({ defaultBackend: backend('be-default') });
  const addresses = await listed();
  expect(addresses.map(({ name, target, url = '' }) => [name, target, url.replace(/:\d+/, ':PORT')])).toEqual([
    ['default/i-1', 'alpaca.example.com/', 'http://alpaca.example.com.localhost:PORT/'],
    ['default/i-1', 'both.example.com/a', 'http://both.example.com.localhost:PORT/a'],
    ['default/i-1', 'both.example.com/b', 'http://both.example.com.localhost:PORT/b'],
    ['default/i-1', '*.wild.example.com/', 'http://any.wild.example.com.localhost:PORT/'],
    ['default/i-2', '*/', 'http://127.0.0.1:PORT/'],
  ]);
  const answers = await Promise.all(addresses.map(({ url = '' }) => fetched(url)));
  expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual([
    '200 alpaca\n',
    '200 alpaca\n',
    '200 bandicoot\n',
    '200 bandicoot\n',
    '200 be-default\n',
  ]);
});

test('a host with TLS shows its certificate under its local name', async () => {
  const { certificate, key } = selfSigned('alpaca.example.com', Date.now());
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  world.cluster.client.create('secrets', {
    metadata: { name: 'pair', namespace: 'default' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': base64(certificate), 'tls.key': base64(key) },
  } as never);
  world.add({
    tls: [{ hosts: ['alpaca.example.com'], secretName: 'pair' }],
    rules: [host('alpaca.example.com', path('/', 'alpaca')), host('plain.example.com', path('/', 'bandicoot'))],
  });
  const [secure, plain] = await listed();
  expect(secure?.url).toMatch(/^https:\/\/alpaca\.example\.com\.localhost:\d+\/$/);
  expect(await fetched(secure?.url ?? '')).toEqual({ status: 200, text: 'alpaca\n', subject: 'alpaca.example.com' });
  expect(await fetched(plain?.url ?? '')).toMatchObject({ status: 200, text: 'bandicoot\n' });
});

test('HTTPS without a certificate is no address: what it waits for is said', async () => {
  const tls = [{ hosts: ['alpaca.example.com'], secretName: 'pair' }];
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  world.cluster.client.create('secrets', {
    metadata: { name: 'pair', namespace: 'default' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': base64('PLACEHOLDER'), 'tls.key': base64('PLACEHOLDER') },
  } as never);
  world.add({ tls, rules: [host('alpaca.example.com', path('/', 'alpaca'))] });
  const [waiting] = await listed();
  expect(waiting).toMatchObject({ waitsFor: 'a certificate and its key in the Secret default/pair' });
  expect(waiting).not.toHaveProperty('url');
  const { certificate, key } = selfSigned('alpaca.example.com', Date.now());
  const secret = world.cluster.client.get('secrets', 'default', 'pair');
  if (secret === undefined) throw new Error('the Secret is gone');
  const data = { 'tls.crt': base64(certificate), 'tls.key': base64(key) };
  world.cluster.client.update('secrets', { ...secret, data });
  const [answering] = await listed();
  expect(await fetched(answering?.url ?? '')).toMatchObject({ status: 200, text: 'alpaca\n' });
  // By its address alone nobody is shown a certificate of a host.
  const secure = (edge.reach?.list() ?? []).find(({ target }) => target === `${world.address}:443`);
  expect(secure).toMatchObject({ waitsFor: 'clients that ask for a name of which it has a certificate' });
  expect(secure).not.toHaveProperty('url');
});

test('a request with a body reaches the host as it was', async () => {
  world.add({ rules: [host('alpaca.example.com', path('/', 'alpaca'))] });
  const [{ url = '' } = {}] = await listed();
  expect(await fetched(url, 'POST', 'x'.repeat(100_000))).toMatchObject({ status: 200, text: 'alpaca\n' });
});

test('a local name that no Ingress has stays what it is', async () => {
  world.add({ rules: [host('alpaca.example.com', path('/', 'alpaca'))] });
  const [{ url = '' } = {}] = await listed();
  const { port } = new URL(url);
  expect((await fetched(`http://other.example.com.localhost:${port}/`)).status).toBe(404);
});

test('an Ingress that nobody serves says what it waits for', async () => {
  world.add({ ingressClassName: 'nobody', rules: [host('alpaca.example.com', path('/', 'alpaca'))] });
  expect(await listed()).toEqual([
    {
      kind: 'ingress',
      name: 'default/i-1',
      address: 'alpaca.example.com.localhost',
      target: 'alpaca.example.com/',
      waitsFor: 'an ingress controller that gives it an address',
    },
  ]);
});
