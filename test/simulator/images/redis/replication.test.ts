import { cli, RedisWorld } from './redis-world';

const replicaArgs = (address: string, tag: string): string[] => [
  tag.startsWith('3') ? '--slaveof' : '--replicaof',
  address,
  '6379',
];

test.each([
  { tag: '3.2.7-alpine', refusal: "READONLY You can't write against a read only slave." },
  { tag: '7.4-alpine', refusal: "READONLY You can't write against a read only replica." },
])('a replica of $tag has what its master has, and refuses to change it', ({ tag, refusal }) => {
  const world = new RedisWorld();
  const master = world.redis('redis-0', tag);
  cli(master, 'set', 'before', '1');
  const replica = world.redis('redis-1', tag, { args: replicaArgs(master.address, tag) });
  world.pass(100);
  cli(master, 'set', 'after', '2', 'ex', '5');
  cli(master, '-n', '2', 'rpush', 'list', 'a');
  world.pass(100);
  expect(cli(replica, 'mget', 'before', 'after')).toBe('1\n2');
  expect(cli(replica, '-n', '2', 'lrange', 'list', '0', '-1')).toBe('a');
  expect(cli(replica, 'set', 'foo', '10')).toBe(refusal);
  world.pass(6000);
  expect(cli(replica, 'exists', 'after')).toBe('0');
  expect(cli(master, 'info', 'replication')).toMatch(
    /slave0:ip=10\.244\.1\.\d+,port=6379,state=online,offset=\d+,lag=[01]/,
  );
  expect(cli(master, 'wait', '1', '1000')).toBe('1');
});

test('a replica whose connection is cut goes on where it was', () => {
  const world = new RedisWorld();
  const master = world.redis('redis-0', '7.4');
  const replica = world.redis('redis-1', '7.4', { args: replicaArgs(master.address, '7.4') });
  world.pass(100);
  cli(master, 'client', 'kill', 'type', 'replica');
  cli(master, 'set', 'a', '1');
  world.pass(2000);
  expect(cli(replica, 'get', 'a')).toBe('1');
  expect(replica.stdout()).toContain('Successful partial resynchronization with master.');
  expect(cli(master, 'info', 'stats')).toMatch(/sync_full:1\r\nsync_partial_ok:1\r\n/);
});

test('a replica of a name that nobody knows says so and tries again', () => {
  const world = new RedisWorld();
  const replica = world.redis('redis-1', '3.2.7-alpine', { args: ['--slaveof', 'redis-0.redis', '6379'] });
  world.pass(5000);
  expect(replica.stdout().match(/Unable to connect to MASTER/g)?.length).toBeGreaterThan(2);
  expect(cli(replica, 'info', 'replication')).toContain('master_link_status:down');
});

test('a replica may be made a master, and a master a replica, while they run', () => {
  const world = new RedisWorld();
  const [first, second] = [world.redis('first', '7.4'), world.redis('second', '7.4')];
  cli(first, 'set', 'a', '1');
  expect(cli(second, 'replicaof', first.address, '6379')).toBe('OK');
  world.pass(2000);
  expect(cli(second, 'role').split('\n')).toEqual(['slave', first.address, '6379', 'connected', expect.any(String)]);
  expect(cli(second, 'replicaof', 'no', 'one')).toBe('OK');
  expect(cli(second, 'set', 'a', '2')).toBe('OK');
  cli(first, 'replicaof', second.address, '6379');
  world.pass(2000);
  expect(cli(first, 'get', 'a')).toBe('2');
});

test('a replica without the password of its master gets nothing', () => {
  const world = new RedisWorld();
  const master = world.redis('master', '7.4', { args: ['--requirepass', 'secret'] });
  const replica = world.redis('replica', '7.4', {
    args: ['--replicaof', master.address, '6379', '--masterauth', 'wrong'],
  });
  world.pass(1000);
  expect(replica.stdout()).toContain('Unable to AUTH to MASTER: -WRONGPASS');
  cli(replica, 'config', 'set', 'masterauth', 'secret');
  world.pass(2000);
  expect(cli(replica, 'info', 'replication')).toContain('master_link_status:up');
});
