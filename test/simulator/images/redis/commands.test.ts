import { cli, RedisWorld, request } from './redis-world';

const world = new RedisWorld();
const server = world.redis('server');
const old = world.redis('old', '3.2.7-alpine');

beforeEach(() => void cli(server, 'flushall'));

/** Answers as RESP, one command after the other. */
const answers = (...commands: readonly (readonly string[])[]): string => {
  const connection = world.connect(server);
  const heard = connection.say(commands.map((words) => request(...words)).join(''));
  connection.close();
  return heard;
};

test.each([
  { commands: ['set a 1', 'incr a', 'get a'], expected: '+OK :2 $1 2' },
  { commands: ['incr n', 'incrby n 9223372036854775807'], expected: ':1 -ERR increment or decrement would overflow' },
  { commands: ['set a x nx', 'set a y nx', 'set a z xx get', 'get a'], expected: '+OK $-1 $1 x $1 z' },
  { commands: ['set a x ex 100', 'ttl a', 'persist a', 'ttl a'], expected: '+OK :100 :1 :-1' },
  { commands: ['rpush l a b c', 'lrange l 0 -1', 'lpop l', 'llen l'], expected: ':3 *3 $1 a $1 b $1 c $1 a :2' },
  { commands: ['sadd s 3 1 2', 'smembers s'], expected: ':3 *3 $1 1 $1 2 $1 3' },
  { commands: ['hset h f 1', 'hincrby h f 4', 'hgetall h'], expected: ':1 :5 *2 $1 f $1 5' },
  { commands: ['zadd z 2 b 1 a', 'zrange z 0 -1', 'zscore z b'], expected: ':2 *2 $1 a $1 b $1 2' },
  {
    commands: ['rpush l a', 'get l'],
    expected: ':1 -WRONGTYPE Operation against a key holding the wrong kind of value',
  },
  { commands: ['multi', 'set a 1', 'get a', 'exec'], expected: '+OK +QUEUED +QUEUED *2 +OK $1 1' },
  {
    commands: ['multi', 'nonsense', 'exec'],
    expected:
      "+OK -ERR unknown command 'nonsense', with args beginning with: -EXECABORT Transaction discarded because of previous errors.",
  },
  { commands: ['set a 1', 'rename a b', 'get a', 'get b'], expected: '+OK +OK $-1 $1 1' },
  { commands: ['select 16', 'select 1', 'dbsize'], expected: '-ERR DB index is out of range +OK :0' },
  { commands: ['object encoding a', 'set a 1', 'object encoding a'], expected: '$-1 +OK $3 int' },
])('$commands: $expected', ({ commands, expected }) => {
  expect(
    answers(...commands.map((line) => line.split(' ')))
      .trim()
      .split(/\s+/)
      .join(' '),
  ).toBe(expected);
});

test.each([
  { tag: '3.2.7-alpine', text: "ERR unknown command 'foo'" },
  { tag: '5.0.0', text: 'ERR unknown command `foo`, with args beginning with: `bar`,' },
  { tag: '7.0.15', text: "ERR unknown command 'foo', with args beginning with: 'bar'" },
])('$tag says to an unknown command: $text', ({ tag, text }) => {
  const other = new RedisWorld().redis('other', tag);
  expect(cli(other, 'foo', 'bar').trim()).toBe(text);
});

test('a client may send lines, several requests at once, and parts of one', () => {
  const connection = world.connect(server);
  expect(connection.say('SET a "x y"\r\nGET a\r\n')).toBe('+OK\r\n$3\r\nx y\r\n');
  expect(connection.say('*2\r\n$3\r\nGE')).toBe('');
  expect(connection.say('T\r\n$1\r\na\r\n')).toBe('$3\r\nx y\r\n');
  expect(connection.say('*1\r\nfoo\r\n')).toBe("-ERR Protocol error: expected '$', got 'f'\r\n<end>");
});

test('HELLO 3 makes maps of maps and nothing of nulls; older releases do not know it', () => {
  const connection = world.connect(server);
  expect(connection.say(request('HELLO', '3'))).toMatch(/^%7\r\n\$6\r\nserver\r\n\$5\r\nredis\r\n/);
  expect(connection.say(request('HSET', 'h', 'f', 'v') + request('HGETALL', 'h') + request('GET', 'none'))).toBe(
    ':1\r\n%1\r\n$1\r\nf\r\n$1\r\nv\r\n_\r\n',
  );
  expect(cli(old, 'hello', '3')).toBe("ERR unknown command 'hello'");
});

test('a key is gone when its time is over, whether somebody looks or not', () => {
  cli(server, 'set', 'short', 'x', 'px', '1000');
  cli(server, 'set', 'long', 'x', 'ex', '60');
  world.pass(2000);
  expect(cli(server, 'info', 'keyspace')).toMatch(/db0:keys=1,expires=1,avg_ttl=5[78]\d{3}/);
  expect(cli(server, 'exists', 'short', 'long')).toBe('1');
});

test('a client that waits for a list gets what another pushes, in the order in which they came', () => {
  const [first, second, third] = [world.connect(server), world.connect(server), world.connect(server)];
  expect(first.say(request('BLPOP', 'jobs', '0')) + second.say(request('BRPOP', 'other', 'jobs', '0'))).toBe('');
  expect(third.say(request('BLPOP', 'jobs', '1'))).toBe('');
  cli(server, 'rpush', 'jobs', 'a', 'b');
  expect([first.say(''), second.say('')]).toEqual([
    '*2\r\n$4\r\njobs\r\n$1\r\na\r\n',
    '*2\r\n$4\r\njobs\r\n$1\r\nb\r\n',
  ]);
  world.pass(1000);
  expect(third.say('')).toBe('*-1\r\n');
});

test('a client that has gone while it waited takes nothing', () => {
  const gone = world.connect(server);
  gone.say(request('BLPOP', 'jobs', '0'));
  gone.close();
  world.pass(10);
  cli(server, 'rpush', 'jobs', 'a');
  expect(cli(server, 'llen', 'jobs')).toBe('1');
});

test('EXEC does nothing when a watched key has changed', () => {
  const connection = world.connect(server);
  connection.say(request('WATCH', 'a') + request('MULTI') + request('SET', 'a', 'mine'));
  cli(server, 'set', 'a', 'theirs');
  expect(connection.say(request('EXEC'))).toBe('*-1\r\n');
  expect(cli(server, 'get', 'a')).toBe('theirs');
});

test('messages reach those who listen to a channel, by its name or a pattern', () => {
  const [named, patterned] = [world.connect(server), world.connect(server)];
  expect(named.say(request('SUBSCRIBE', 'news'))).toBe('*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n');
  patterned.say(request('PSUBSCRIBE', 'n*'));
  expect(cli(server, 'publish', 'news', 'hello')).toBe('2');
  expect(named.say('')).toBe('*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n');
  expect(patterned.say('')).toContain('pmessage');
  expect(named.say(request('GET', 'a'))).toContain("-ERR Can't execute 'get'");
});

test('SCAN gives every key that is there all the time, whatever comes and goes', () => {
  for (let index = 0; index < 50; index += 1) cli(server, 'set', `key${index}`, 'x');
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next = '0', ...keys] = cli(server, 'scan', cursor, 'count', '7').split('\n');
    for (const key of keys) found.add(key);
    cursor = next;
    cli(server, 'del', 'key49');
    cli(server, 'set', `new${cursor}`, 'x');
  } while (cursor !== '0');
  expect(Array.from({ length: 49 }, (_, index) => found.has(`key${index}`))).not.toContain(false);
});

test('a password is asked for, and a wrong one refused in the words of the release', () => {
  const guarded = world.redis('guarded', '7.0.15', { args: ['--requirepass', 'secret'] });
  expect(cli(guarded, 'ping')).toBe('NOAUTH Authentication required.');
  expect(cli(guarded, '-a', 'secret', '--no-auth-warning', 'ping')).toBe('PONG');
  expect(cli(guarded, 'auth', 'wrong')).toBe('WRONGPASS invalid username-password pair or user is disabled.');
  expect(cli(old, 'auth', 'x')).toBe('ERR Client sent AUTH, but no password is set');
});

test('at its limit of memory a server refuses what grows, or lets old keys go', () => {
  const small = world.redis('small', '7.0.15', { args: ['--maxmemory', '1100kb'] });
  const fill = (): string[] =>
    Array.from({ length: 40 }, (_, index) => cli(small, 'set', `k${index}`, 'x'.repeat(10_000)));
  expect(fill()).toContain("OOM command not allowed when used memory > 'maxmemory'.");
  expect(cli(small, 'get', 'k0')).toHaveLength(10_000);
  cli(small, 'config', 'set', 'maxmemory-policy', 'allkeys-lru');
  expect(new Set(fill())).toEqual(new Set(['OK']));
  expect(Number(/evicted_keys:(\d+)/.exec(cli(small, 'info', 'stats'))?.[1])).toBeGreaterThan(10);
});

test('what it holds counts as memory of the container', () => {
  const before = server.usage().memoryBytes;
  cli(server, 'set', 'a', 'x'.repeat(2_000_000));
  expect(server.usage().memoryBytes - before).toBeGreaterThan(2_000_000);
  cli(server, 'del', 'a');
  expect(server.usage().memoryBytes - before).toBeLessThan(100_000);
});

describe('what speaks HTTP', () => {
  const http = 'GET / HTTP/1.1\r\nHost: server\r\nGET a\r\n';
  const warning = 'It looks like somebody is sending POST or Host: commands to Redis.';

  test.each([
    { tag: '3.2.7-alpine', line: /# Possible SECURITY ATTACK detected\. .* Connection aborted\.\n/ },
    { tag: '7.4.2', line: /# Possible SECURITY ATTACK detected\. .* Connection from [\d.]+:\d+ aborted\.\n/ },
  ])('redis $tag hangs up at its second line, and logs it once a minute', ({ tag, line }) => {
    const other = new RedisWorld();
    const redis = other.redis('web', tag);
    const told = (): number => redis.stdout().split(warning).length - 1;
    const error = "-ERR wrong number of arguments for 'get' command\r\n";
    expect(other.connect(redis).say(http)).toBe(`${error}<end>`);
    expect(other.connect(redis).say('post /\r\n')).toBe('<end>');
    expect(redis.stdout()).toMatch(line);
    expect(told()).toBe(1);
    other.pass(61_000);
    other.connect(redis).say('POST /\r\n');
    expect(told()).toBe(2);
  });

  test('wget is told that there is no web server, at once', () => {
    const { output } = world
      .start('box', 'redis:7.2-alpine')
      .command(['wget', '-qO-', `http://${server.address}:6379`]);
    expect(output).toMatch(/^wget: /);
  });

  test.each([
    { tag: '6.2.20', heard: '-NOAUTH Authentication required.\r\n' },
    { tag: '7.4.2', heard: '<end>' },
  ])('with a password redis $tag answers $heard', ({ tag, heard }) => {
    const other = new RedisWorld();
    const redis = other.redis('web', tag, { args: ['--requirepass', 'x'] });
    expect(other.connect(redis).say('Host: x\r\n')).toBe(heard);
  });
});
