import { createHash } from 'node:crypto';
import { hasherImage, rngImage, webuiImage, workerImage } from '../../../../src/simulator/images/dockercoins';
import { ProgramWorld } from '../program-world';
import { countingRedis } from './counting-redis';

type World = ProgramWorld;

const newWorld = (): World => new ProgramWorld([hasherImage, rngImage, webuiImage, workerImage, countingRedis]);
const PARTS = ['hasher', 'rng', 'webui'] as const;

/** All parts with `workers` workers of a tag, and the Services that they need. */
function deploy(world: World, { workers = 1, tag = 'latest', without = '' } = {}) {
  const redis = world.start('redis', 'counting-redis');
  const [hasher, rng, webui] = PARTS.map((name) => world.start(name, `dockercoins/${name}`));
  if (hasher === undefined || rng === undefined || webui === undefined) throw new Error('parts are missing');
  world.expose('redis', 6379);
  for (const name of ['hasher', 'rng']) if (name !== without) world.expose(name, 80);
  const miners = Array.from({ length: workers }, (_, index) =>
    world.start(`worker-${index}`, `dockercoins/worker:${tag}`, { labels: { app: 'worker' } }),
  );
  return { redis, hasher, rng, webui, miners, worker: miners[0] as (typeof miners)[number] };
}

interface Counters {
  readonly coins: number;
  readonly hashes: string;
  readonly now: number;
}

const counters = (world: World, webui: ReturnType<World['start']>): Counters =>
  JSON.parse(world.ask(webui, 80, '/json').text) as Counters;

/** Hashes per second over `seconds`. */
function rate(world: World, webui: ReturnType<World['start']>, seconds = 60): number {
  const before = counters(world, webui);
  world.pass(seconds * 1000);
  const after = counters(world, webui);
  return (Number(after.hashes) - Number(before.hashes)) / (after.now - before.now);
}

describe('the parts', () => {
  test('rng says who it is, and gives as many bytes as it is asked for', () => {
    const world = newWorld();
    const rng = world.start('rng-1', 'dockercoins/rng');
    world.pass(1000);
    expect(world.ask(rng, 80).text).toBe('RNG running on rng-1\n');
    expect(world.ask(rng, 80, '/0')).toEqual({ status: 200, text: '' });
    expect(world.ask(rng, 80, '/many').status).toBe(404);
    expect(rng.stderr()).toMatch(/^10\.244\.1\.1 - - \[01\/Jan\/2026 00:00:\d\d\] "GET \/0 HTTP\/1\.1" 200 -$/m);
  });

  test('hasher says who it is, and answers with the SHA-256 of what it is sent', () => {
    const world = newWorld();
    const hasher = world.start('hasher-1', 'registry.example.com/workshop/hasher:v0.1');
    world.pass(1000);
    expect(world.ask(hasher, 80).text).toBe('HASHER running on hasher-1\n');
    const hash = createHash('sha256').update('coin').digest('hex');
    expect(world.ask(hasher, 80, '/', 'coin').text).toBe(hash);
    expect(hasher.stderr()).toMatch(/ - - \[01\/Jan\/2026:00:00:\d\d \+0000\] "POST \/ HTTP\/1\.1" 200 64 0\.1000$/m);
  });

  test('rng answers one request at a time, hasher many', () => {
    const world = newWorld();
    const { rng, hasher } = deploy(world);
    world.pass(1000);
    const from = world.net.network.nodeStack('n2');
    const took = (address: string, method: string, target: string): number => {
      const beginMs = world.net.loop.nowMs;
      const ends: number[] = [];
      const message = { method, target, headers: {}, body: new Uint8Array(4) };
      for (let index = 0; index < 5; index += 1) {
        world.net.begin(from.exchange(address, 80, message), () => ends.push(world.net.loop.nowMs));
      }
      world.pass(2000);
      expect(ends).toHaveLength(5);
      return Math.max(...ends) - beginMs;
    };
    expect(took(hasher.address, 'POST', '/')).toBeLessThan(150);
    expect(took(rng.address, 'GET', '/32')).toBeGreaterThanOrEqual(500);
  });

  test('webui leads to its page, and tells the counters', () => {
    const world = newWorld();
    const { webui } = deploy(world);
    world.pass(10_000);
    expect(world.ask(webui, 80).status).toBe(302);
    expect(world.ask(webui, 80, '/index.html').text).toContain('<h1>DockerCoin Miner WebUI</h1>');
    expect(world.ask(webui, 80, '/nothing')).toEqual({ status: 404, text: '<pre>Cannot GET /nothing</pre>' });
    expect(counters(world, webui)).toEqual({
      coins: expect.any(Number),
      hashes: expect.stringMatching(/^[1-9]\d*$/),
      now: world.net.loop.nowMs / 1000 - 0.001,
    });
  });

  test('webui gives each of many who ask at once their own counters', () => {
    const world = newWorld();
    const { webui } = deploy(world);
    world.pass(60_000);
    const { coins, hashes } = counters(world, webui);
    expect(Number(hashes)).toBeGreaterThan(coins);
    const stack = world.net.network.nodeStack('n2');
    const answers: Counters[] = [];
    const message = { method: 'GET', target: '/json', headers: {}, body: new Uint8Array() };
    for (let index = 0; index < 5; index += 1) {
      world.net.begin(stack.exchange(webui.address, 80, message), ({ body }) => {
        if (body instanceof Uint8Array) answers.push(JSON.parse(new TextDecoder().decode(body)) as Counters);
      });
    }
    world.pass(200);
    expect(answers.map(({ coins, hashes }) => [coins, hashes])).toEqual(
      Array.from({ length: 5 }, () => [coins, hashes]),
    );
  });
});

describe('the application', () => {
  test('one worker makes about three hashes a second, and finds a coin in 16 of them', () => {
    const world = newWorld();
    const { webui, worker } = deploy(world);
    world.pass(5000);
    const perSecond = rate(world, webui, 300);
    expect(perSecond).toBeGreaterThan(2.5);
    expect(perSecond).toBeLessThan(4);
    const { coins, hashes } = counters(world, webui);
    expect(coins / Number(hashes)).toBeGreaterThan(0.03);
    expect(coins / Number(hashes)).toBeLessThan(0.1);
    expect(worker.stderr()).toMatch(/^INFO:__main__:[34] units of work done, updating hash counter$/m);
    expect(worker.stderr()).toMatch(/^INFO:__main__:Coin found: 0[0-9a-f]{7}\.\.\.$/m);
  });

  test('ten workers are bounded by the one rng; a second one lets them go on', () => {
    const world = newWorld();
    const { webui } = deploy(world, { workers: 10 });
    world.pass(5000);
    const bounded = rate(world, webui);
    expect(bounded).toBeGreaterThan(9);
    expect(bounded).toBeLessThanOrEqual(10.2);
    world.start('rng-2', 'dockercoins/rng', { labels: { app: 'rng' } });
    world.net.settle();
    expect(rate(world, webui)).toBeGreaterThan(15);
  });

  test('ten workers of v0.2 make about eight hashes a second, nine of them a tenth less', () => {
    const world = newWorld();
    const { webui, miners } = deploy(world, { workers: 10, tag: 'v0.2' });
    world.pass(5000);
    const all = rate(world, webui, 120);
    expect(all).toBeGreaterThan(7);
    expect(all).toBeLessThan(8.5);
    miners[0]?.remove();
    expect(rate(world, webui, 120) / all).toBeCloseTo(0.9, 1);
  });

  test('without the Service hasher the worker says why, waits, and goes on when it is there', () => {
    const world = newWorld();
    const { webui, worker } = deploy(world, { without: 'hasher' });
    world.pass(25_000);
    expect(worker.stderr()).toContain('ERROR:__main__:In work loop:\nTraceback (most recent call last):\n');
    expect(worker.stderr()).toMatch(
      /^requests\.exceptions\.ConnectionError: HTTPConnectionPool\(host='hasher', port=80\): .* Name or service not known/m,
    );
    expect(worker.stderr()).toContain('ERROR:__main__:Waiting 10s and restarting.\n');
    expect(worker.end()).toBeUndefined();
    expect(counters(world, webui).hashes).toBe('0');
    world.expose('hasher', 80);
    world.pass(20_000);
    expect(Number(counters(world, webui).hashes)).toBeGreaterThan(10);
  });

  test('without redis the worker says so, and webui tells the counters once it is there', () => {
    const world = newWorld();
    const worker = world.start('worker', 'dockercoins/worker');
    const webui = world.start('webui', 'dockercoins/webui');
    world.pass(15_000);
    expect(worker.stderr()).toContain(
      'redis.exceptions.ConnectionError: Error -2 connecting to redis:6379. Name or service not known.\n' +
        'ERROR:__main__:Waiting 10s and restarting.\n',
    );
    expect(webui.stderr()).toContain('Redis error Error: getaddrinfo ENOTFOUND redis\n');
    world.start('redis', 'counting-redis');
    world.expose('redis', 6379);
    world.pass(3000);
    expect(counters(world, webui).coins).toBe(0);
  });

  test('the worker goes on when redis was replaced', () => {
    const world = newWorld();
    const { redis, worker } = deploy(world);
    world.pass(5000);
    redis.remove();
    world.pass(2000);
    world.start('redis-2', 'counting-redis', { labels: { app: 'redis' } });
    world.net.settle();
    const before = worker.stderr().length;
    world.pass(20_000);
    expect(worker.stderr().slice(before)).toMatch(/[34] units of work done/);
  });
});
