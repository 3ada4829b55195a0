import { sleepyImage } from '../../../../src/simulator/images/sleepy';
import { type Coroutine, readAll, runTask } from '../../../../src/simulator/process';
import { ProgramWorld } from '../program-world';

const COMMAND = 'sleepy-server.py';

function started(args: readonly string[] = ['-p', '80']) {
  const world = new ProgramWorld([sleepyImage]);
  const server = world.start('sleepy-1', 'gzynda/sleepy-server', { argv: [COMMAND, ...args] });
  world.pass(100);
  return { world, server };
}

test('says where it runs, sleeps, and gives its message', () => {
  const { world, server } = started();
  const beginMs = world.net.loop.nowMs;
  expect(world.ask(server, 80)).toEqual({
    status: 200,
    text: 'sleepy-1 - Getting a little sleepy...\nHello World!\n',
  });
  const tookMs = world.net.loop.nowMs - beginMs;
  expect(tookMs).toBeGreaterThanOrEqual(500);
  expect(tookMs).toBeLessThan(520);
});

test('listens, sleeps and speaks as it is told', () => {
  const { world, server } = started(['-p8080', '-s', '2', '-m', 'Good morning']);
  const beginMs = world.net.loop.nowMs;
  expect(world.ask(server, 8080).text).toContain('Good morning\n');
  expect(world.net.loop.nowMs - beginMs).toBeGreaterThanOrEqual(2000);
  expect(() => world.ask(server, 80)).toThrow('Connection refused');
});

test('answers one request at a time', () => {
  const { world, server } = started();
  const { nowMs: beginMs } = world.net.loop;
  const ends: number[] = [];
  const from = world.net.network.nodeStack('n1');
  function* ask(): Coroutine<void> {
    const message = { method: 'GET', target: '/', headers: { host: 'sleepy' }, body: new Uint8Array() };
    yield* readAll((yield* from.exchange(server.address, 80, message)).body);
    ends.push(Math.floor((world.net.loop.nowMs - beginMs) / 500));
  }
  for (let count = 0; count < 3; count += 1) runTask(ask());
  world.pass(5000);
  expect(ends).toEqual([1, 2, 3]);
});

test.each([
  { args: ['-p', 'http'], error: "argument -p: invalid int value: 'http'" },
  { args: ['-s', 'long'], error: "argument -s: invalid float value: 'long'" },
  { args: ['-m'], error: 'argument -m: expected one argument' },
  { args: ['--fast'], error: 'unrecognized arguments: --fast' },
])('refuses $args', ({ args, error }) => {
  const { server } = started(args);
  expect(server.end()).toMatchObject({ code: 2 });
  expect(server.stderr()).toContain(`sleepy-server.py: error: ${error}\n`);
});
