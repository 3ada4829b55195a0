import { type Volume } from '../../../../src/simulator/process';
import { cli, RedisWorld } from './redis-world';

/** A volume that outlives Pods. */
const disk = (world: RedisWorld): Volume => world.volume();

test('what is stored survives a container on a volume, and is gone without one', () => {
  const world = new RedisWorld();
  const volume = disk(world);
  const first = world.redis('first', '5.0.0', { volumes: { '/data': volume } });
  cli(first, 'set', 'votes', '7');
  first.signal('TERM');
  world.pass(1000);
  expect(first.end()).toMatchObject({ code: 0 });
  expect(cli(world.redis('second', '5.0.0', { volumes: { '/data': volume } }), 'get', 'votes')).toBe('7');
  expect(cli(world.redis('third', '5.0.0'), 'get', 'votes')).toBe('');
});

test('SIGTERM saves and says so', () => {
  const world = new RedisWorld();
  const server = world.redis('server', '3.2.7-alpine');
  server.signal('TERM');
  world.pass(1000);
  expect(
    server
      .stdout()
      .replace(/\d\d Jan [\d:.]+/g, 'T')
      .replace(/\(\d+\)/, '(S)')
      .split('\n')
      .slice(-6),
  ).toEqual([
    '1:signal-handler (S) Received SIGTERM scheduling shutdown...',
    '1:M T # User requested shutdown...',
    '1:M T * Saving the final RDB snapshot before exiting.',
    '1:M T * DB saved on disk',
    '1:M T # Redis is now ready to exit, bye bye...',
    '',
  ]);
});

test('a rule of save is kept: so many changes, so much time', () => {
  const world = new RedisWorld();
  const server = world.redis('server', '7.0.15', { args: ['--save', '60', '2'] });
  cli(server, 'set', 'a', '1');
  world.pass(120_000);
  expect(server.command(['ls', '/data']).output).toBe('');
  cli(server, 'set', 'a', '2');
  world.pass(1000);
  expect(server.command(['ls', '/data']).output).toBe('dump.rdb\n');
  expect(server.stdout()).toContain('2 changes in 60 seconds. Saving...');
  expect(server.stdout()).toContain('Background saving terminated with success');
});

test('a server that is killed has what it saved last', () => {
  const world = new RedisWorld();
  const volume = disk(world);
  const first = world.redis('first', '7.0.15', { volumes: { '/data': volume } });
  cli(first, 'set', 'a', 'saved');
  cli(first, 'save');
  cli(first, 'set', 'a', 'lost');
  first.remove();
  const second = world.redis('second', '7.0.15', { volumes: { '/data': volume } });
  expect(cli(second, 'get', 'a')).toBe('saved');
  expect(second.stdout()).toContain('Done loading RDB, keys loaded: 1, keys expired: 0.');
});

test.each(['5.0.0', '7.4'])('redis %s with an append only file loses nothing when it is killed', (tag) => {
  const world = new RedisWorld();
  const options = { volumes: { '/data': disk(world) }, args: ['--appendonly', 'yes'] };
  const first = world.redis('first', tag, options);
  cli(first, 'rpush', 'list', 'a', 'b');
  cli(first, 'bgrewriteaof');
  cli(first, 'lpop', 'list');
  cli(first, '-n', '3', 'set', 'other', 'x', 'ex', '100');
  first.remove();
  const second = world.redis('second', tag, options);
  expect(cli(second, 'lrange', 'list', '0', '-1')).toBe('b');
  expect(cli(second, '-n', '3', 'get', 'other')).toBe('x');
});

test('a server that cannot save refuses to change anything, and to end', () => {
  const world = new RedisWorld();
  const server = world.redis('server', '7.0.15');
  server.command(['chown', 'root', '/data']);
  cli(server, 'set', 'a', '1');
  cli(server, 'bgsave');
  world.pass(1000);
  expect(server.stdout()).toContain('(in server root dir /data) for saving: Permission denied');
  expect(cli(server, 'set', 'a', '2')).toMatch(/^MISCONF Redis is configured to save RDB snapshots/);
  server.signal('TERM');
  world.pass(1000);
  expect(server.end()).toBeUndefined();
});

test('a dump that is damaged ends the start', () => {
  const world = new RedisWorld();
  const volume = disk(world);
  const first = world.redis('first', '7.0.15', { volumes: { '/data': volume } });
  cli(first, 'set', 'a', '1');
  first.command(['redis-cli', 'shutdown', 'save']);
  world.pass(100);
  const other = world.start('other', 'redis:7.0.15', {
    volumes: { '/data': volume },
    argv: ['sh', '-c', 'echo x >> /data/dump.rdb; sed -i s/REDIS/OTHER/ /data/dump.rdb; exec redis-server'],
  });
  world.pass(100);
  expect(other.end()).toMatchObject({ code: 1 });
  expect(other.stdout()).toContain('Wrong signature trying to load DB from file');
});
