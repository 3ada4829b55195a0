import { encodeText, Terminal } from '../../../../src/simulator/process';
import { RedisWorld } from './redis-world';

const world = new RedisWorld();
const server = world.redis('server');
const run = (...words: readonly string[]): { readonly code: number; readonly output: string } =>
  server.command(['redis-cli', ...words]);

beforeEach(() => void run('flushall'));

test.each([
  { words: ['set', 'a', '1'], output: 'OK\n' },
  { words: ['--no-raw', 'incr', 'n'], output: '(integer) 1\n' },
  { words: ['--no-raw', 'get', 'none'], output: '(nil)\n' },
  { words: ['--no-raw', 'keys', '*'], output: '(empty array)\n' },
  {
    words: ['--no-raw', 'get'],
    output: "(error) ERR wrong number of arguments for 'get' command\n\n".replace('\n\n', '\n'),
  },
  { words: ['--csv', 'mget', 'a', 'b'], output: 'NULL,NULL\n' },
  { words: ['-r', '3', 'incr', 'n'], output: '1\n2\n3\n' },
  { words: ['-u', 'redis://127.0.0.1:6379/2', 'ping'], output: 'PONG\n' },
  { words: ['--version'], output: 'redis-cli 7.0.15\n' },
])('redis-cli $words', ({ words, output }) => expect(run(...words)).toEqual({ code: 0, output }));

test('lists are numbered, and lists in lists are indented', () => {
  run('rpush', 'l', ...'abcdefghij');
  expect(run('--no-raw', 'lrange', 'l', '8', '9').output).toBe('1) "i"\n2) "j"\n');
  expect(run('--no-raw', 'lrange', 'l', '0', '-1').output.split('\n').slice(0, 1)).toEqual([' 1) "a"']);
  expect(run('--no-raw', 'eval', 'x').code).toBe(0);
  expect(run('--no-raw', 'scan', '0').output).toBe('1) "0"\n2) 1) "l"\n');
});

test('a server that is not there ends it with code 1', () => {
  expect(run('-p', '26379')).toEqual({ code: 0, output: '' });
  expect(run('-p', '26379', 'ping')).toEqual({
    code: 1,
    output: 'Could not connect to Redis at 127.0.0.1:26379: Connection refused\n',
  });
  expect(run('-h', 'nobody', 'ping').output).toBe(
    'Could not connect to Redis at nobody:6379: Name or service not known\n',
  );
});

test('commands come from stdin, a line each; the last argument with -x', () => {
  expect(server.command(['redis-cli'], 'set a "x y"\nget a\nnonsense "\n').output).toBe(
    'OK\nx y\nInvalid argument(s)\n',
  );
  server.command(['redis-cli', '-x', 'set', 'b'], 'all of it\n');
  expect(run('--no-raw', 'get', 'b').output).toBe('"all of it\\n"\n');
});

test('at a terminal it prompts, edits lines, shows the database and the transaction', () => {
  const terminal = new Terminal({ columns: 80, rows: 24 });
  let shown = '';
  terminal.listen({ output: (bytes) => void (shown += new TextDecoder().decode(bytes)), ready: () => undefined });
  const handle = server.exec({
    argv: ['redis-cli'],
    streams: new Map([0, 1, 2].map((number) => [number, terminal.stream])),
  });
  const type = (text: string): string => {
    shown = '';
    terminal.input(encodeText(text));
    world.pass(100);
    return shown.replaceAll('\r', '');
  };
  world.pass(100);
  expect(shown).toContain('127.0.0.1:6379> ');
  expect(type('incr my-training-counter\r')).toContain('(integer) 1\n127.0.0.1:6379> ');
  expect(type('\x1b[A\r')).toContain('(integer) 2\n');
  expect(type('select 3\r')).toContain('OK\n127.0.0.1:6379[3]> ');
  expect(type('multi\r')).toContain('127.0.0.1:6379[3](TX)> ');
  type('quit\r');
  expect(handle.exit).toMatchObject({ code: 0 });
});

test('a subscriber prints what comes until it is interrupted', () => {
  const terminal = new Terminal({ columns: 80, rows: 24 });
  let shown = '';
  terminal.listen({ output: (bytes) => void (shown += new TextDecoder().decode(bytes)), ready: () => undefined });
  const handle = server.exec({
    argv: ['redis-cli', 'subscribe', 'news'],
    streams: new Map([0, 1, 2].map((number) => [number, terminal.stream])),
  });
  world.pass(100);
  run('publish', 'news', 'hello');
  world.pass(100);
  expect(shown.replaceAll('\r', '')).toContain('1) "message"\n2) "news"\n3) "hello"\n');
  terminal.input(encodeText('\x03'));
  world.pass(100);
  expect(handle.exit).toBeDefined();
});

test('redis-benchmark counts the requests of a second', () => {
  const { code, output } = server.command(['redis-benchmark', '-q', '-n', '500', '-c', '5', '-t', 'set,get']);
  expect([code, output.replace(/[\d.]+ requests/g, 'N requests')]).toEqual([
    0,
    'SET: N requests per second\nGET: N requests per second\n',
  ]);
});
