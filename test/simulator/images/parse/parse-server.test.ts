import { mongoImage } from '../../../../src/simulator/images/mongo';
import { parseImage } from '../../../../src/simulator/images/parse';
import { type Coroutine, encodeText, readBodyText } from '../../../../src/simulator/process';
import { ProgramWorld, type WorldContainer } from '../program-world';

const KEYS = { PARSE_SERVER_APPLICATION_ID: 'my-app-id', PARSE_SERVER_MASTER_KEY: 'my-master-key' };

interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** parse-server beside one MongoDB. */
class Backend {
  readonly world = new ProgramWorld([mongoImage, parseImage]);
  mongo: WorldContainer;
  server: WorldContainer;

  constructor({
    tag = 'latest',
    env = {},
    port = 1337,
  }: { tag?: string; env?: Readonly<Record<string, string>>; port?: number } = {}) {
    this.mongo = this.world.start('mongo', 'mongo:3.4.1');
    this.world.expose('mongo', 27017);
    const uri = 'mongodb://mongo:27017/dev';
    this.server = this.world.start('parse', `parseplatform/parse-server:${tag}`, {
      env: { ...KEYS, PARSE_SERVER_DATABASE_URI: uri, ...env },
    });
    this.port = port;
    this.world.pass(5000);
  }

  private readonly port: number;

  /** Sends a request with the id of the application; returns status, headers and body. */
  send(
    target: string,
    { method = 'GET', body, headers = {} }: Sent = {},
  ): { status: number; location?: string; json: unknown } {
    const from = this.world.net.network.nodeStack('n1');
    const { address } = this.server;
    const { port } = this;
    function* sending(): Coroutine<{ status: number; location?: string; json: unknown }> {
      const message = {
        method,
        target,
        headers: { host: address, 'x-parse-application-id': 'my-app-id', ...headers },
        body: encodeText(body === undefined ? '' : JSON.stringify(body)),
      };
      const response = yield* from.exchange(address, port, message, { timeoutMs: 60_000 });
      const { location } = response.headers;
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
      const json: unknown = JSON.parse(yield* readBodyText(response.body));
      return { status: response.status, json, ...(location === undefined ? {} : { location }) };
    }
    return this.world.net.run(sending()).value;
  }
}

const SCORE = { score: '1337', player_name: 'stephen' };

test('without its settings it says which are missing, and ends with 1', () => {
  const world = new ProgramWorld([parseImage]);
  const server = world.start('parse', 'parseplatform/parse-server', {
    env: { PARSE_SERVER_APP_ID: 'my-app-id', PARSE_SERVER_MASTER_KEY: 'k' },
  });
  world.pass(5000);
  expect(server.stderr()).toContain('ERROR: appId and masterKey are required');
  expect(server.end()?.code).toBe(1);
});

test('an object that is stored is found again, changed and removed', () => {
  const backend = new Backend();
  const created = backend.send('/parse/classes/scores', { method: 'POST', body: SCORE });
  expect(created).toEqual({
    status: 201,
    location: expect.stringMatching(/^http:\/\/localhost:1337\/parse\/classes\/scores\/[A-Za-z0-9]{10}$/),
    json: { objectId: expect.any(String), createdAt: expect.stringMatching(/^2026-01-01T/) },
  });
  const { objectId } = created.json as { objectId: string };
  const found = { ...SCORE, objectId, createdAt: expect.any(String), updatedAt: expect.any(String) };
  expect(backend.send('/parse/classes/scores').json).toEqual({ results: [found] });
  const path = `/parse/classes/scores/${objectId}`;
  expect(backend.send(path, { method: 'PUT', body: { score: '1' } }).json).toEqual({ updatedAt: expect.any(String) });
  expect(backend.send(path).json).toMatchObject({ score: '1', player_name: 'stephen' });
  expect(backend.send(path, { method: 'DELETE' })).toEqual({ status: 200, json: {} });
  expect(backend.send(path)).toEqual({ status: 404, json: { code: 101, error: 'Object not found.' } });
});

test.each([
  { query: 'where={"score":{"$gt":2}}', names: ['cat', 'dog'] },
  { query: 'order=-score&limit=2', names: ['dog', 'cat'] },
  { query: 'where={"name":"ann"}', names: ['ann'] },
  { query: 'where={"$or":[{"score":1},{"score":4}]}&order=score', names: ['ann', 'dog'] },
  { query: 'order=score&skip=2', names: ['cat', 'dog'] },
])('$query finds $names', ({ query, names }) => {
  const backend = new Backend();
  for (const [index, name] of ['ann', 'bob', 'cat', 'dog'].entries()) {
    backend.send('/parse/classes/pets', { method: 'POST', body: { name, score: index + 1 } });
  }
  const { results } = backend.send(`/parse/classes/pets?${encodeURI(query)}`).json as { results: { name: string }[] };
  expect(results.map(({ name }) => name)).toEqual(names);
});

test('who names another application is refused', () => {
  const backend = new Backend();
  const headers = { 'x-parse-application-id': 'other' };
  expect(backend.send('/parse/classes/scores', { headers })).toEqual({ status: 403, json: { error: 'unauthorized' } });
  expect(backend.send('/parse/health', { headers })).toEqual({ status: 200, json: { status: 'ok' } });
});

test('a field keeps the type that its first value had', () => {
  const backend = new Backend();
  backend.send('/parse/classes/scores', { method: 'POST', body: { score: 'many' } });
  expect(backend.send('/parse/classes/scores', { method: 'POST', body: { score: 1 } })).toEqual({
    status: 400,
    json: { code: 111, error: 'schema mismatch for scores.score; expected String but got Number' },
  });
});

describe('who may make a class', () => {
  const headers = { 'x-parse-master-key': 'my-master-key' };
  const sent = { method: 'POST', body: SCORE };
  const ANYWHERE = { PARSE_SERVER_MASTER_KEY_IPS: '192.168.0.0/16,10.0.0.0/8' };

  test('since version 6 clients do not, but the master key does, from where it counts', () => {
    const backend = new Backend({ tag: '7.3.0', env: ANYWHERE });
    expect(backend.send('/parse/classes/scores', sent).json).toMatchObject({ code: 119 });
    expect(backend.send('/parse/classes/scores', { ...sent, headers }).status).toBe(201);
  });

  test.each([
    { tag: '5.6.0', ips: '', answer: { status: 201 }, refusals: 0 },
    { tag: '6.0.0', ips: '', answer: { status: 400, json: { code: 119 } }, refusals: 1 },
    { tag: '7.3.0', ips: '', answer: { status: 403, json: { error: 'unauthorized' } }, refusals: 1 },
    { tag: '7.3.0', ips: '10.244.2.0/24', answer: { status: 403 }, refusals: 1 },
    { tag: '7.3.0', ips: '10.244.1.1', answer: { status: 201 }, refusals: 0 },
  ])('the master key from another machine, $tag for "$ips": $answer.status', ({ tag, ips, answer, refusals }) => {
    const backend = new Backend({ tag, env: { PARSE_SERVER_MASTER_KEY_IPS: ips } });
    expect(backend.send('/parse/classes/scores', { ...sent, headers })).toMatchObject(answer);
    expect(
      backend.server.stderr().match(/rejected as the request IP address '10\.244\.1\.1' is not/g) ?? [],
    ).toHaveLength(refusals);
  });
});

test('without its database it gives up after half a minute', () => {
  const world = new ProgramWorld([parseImage]);
  const env = { ...KEYS, PARSE_SERVER_DATABASE_URI: 'mongodb://nowhere:27017/dev' };
  const server = world.start('parse', 'parseplatform/parse-server', { env });
  world.pass(20_000);
  expect(server.end()).toBeUndefined();
  world.pass(20_000);
  expect(server.end()?.code).toBe(1);
  expect(server.stderr()).toContain('MongoServerSelectionError: getaddrinfo ENOTFOUND nowhere');
});

test('a database that comes back without a volume has lost the objects, and the server goes on', () => {
  const backend = new Backend();
  backend.send('/parse/classes/scores', { method: 'POST', body: SCORE });
  backend.mongo.remove();
  backend.mongo = backend.world.start('mongo', 'mongo:3.4.1');
  backend.world.pass(3000);
  expect(backend.send('/parse/classes/scores')).toEqual({ status: 200, json: { results: [] } });
});

test('listens and answers where it is told to', () => {
  const env = { PORT: '8080', PARSE_SERVER_MOUNT_PATH: '/api', PARSE_SERVER_APPLICATION_ID: 'my-app-id' };
  const backend = new Backend({ env, port: 8080 });
  expect(backend.send('/api/classes/scores', { method: 'POST', body: SCORE }).status).toBe(201);
  expect(backend.server.stdout()).toContain('parse-server running on http://localhost:8080/api');
});
