import { cli, RedisWorld } from './redis-world';
import type { WorldContainer } from '../program-world';

const configFor = (address: string): string =>
  [
    'port 26379',
    `sentinel monitor redis ${address} 6379 2`,
    'sentinel down-after-milliseconds redis 10000',
    'sentinel failover-timeout redis 20000',
    'sentinel parallel-syncs redis 1',
  ].join('\\n');

/** A master, two replicas, three sentinels. */
class Group {
  readonly world = new RedisWorld();
  readonly master: WorldContainer;
  readonly replicas: readonly WorldContainer[];
  readonly sentinels: readonly WorldContainer[];

  constructor(tag: string) {
    const option = tag.startsWith('3') ? '--slaveof' : '--replicaof';
    this.master = this.world.redis('redis-0', tag);
    this.replicas = ['redis-1', 'redis-2'].map((name) =>
      this.world.redis(name, tag, { args: [option, this.master.address, '6379'] }),
    );
    this.sentinels = ['sentinel-0', 'sentinel-1', 'sentinel-2'].map((name) => this.sentinel(name, tag));
    this.world.pass(15_000);
  }

  get masterAddress(): readonly string[] {
    return this.sentinels.map((each) => this.ask(each, 'get-master-addr-by-name', 'redis').split('\n')[0] ?? '');
  }

  ask(sentinel: WorldContainer, ...words: readonly string[]): string {
    return cli(sentinel, '-p', '26379', 'sentinel', ...words);
  }

  private sentinel(name: string, tag: string): WorldContainer {
    this.world.pass(300);
    const script = `printf '${configFor(this.master.address)}\\n' > /tmp/sentinel.conf; exec redis-sentinel /tmp/sentinel.conf`;
    return this.world.start(name, `redis:${tag}`, { argv: ['sh', '-c', script] });
  }
}

test.each(['3.2.7-alpine', '7.4-alpine'])(
  'when a master of %s is gone, a replica leads, the other follows it',
  (tag) => {
    const { world, master, replicas, sentinels } = new Group(tag);
    cli(master, 'set', 'foo', '10');
    world.pass(100);
    master.remove();
    world.pass(40_000);
    const leaders = new Set(
      sentinels.map((each) => cli(each, '-p', '26379', 'sentinel', 'get-master-addr-by-name', 'redis').split('\n')[0]),
    );
    expect(leaders.size).toBe(1);
    const leader = replicas.find(({ address }) => leaders.has(address));
    const follower = replicas.find(({ address }) => !leaders.has(address));
    expect(leader && cli(leader, 'set', 'foo', '11')).toBe('OK');
    world.pass(100);
    expect(follower && cli(follower, 'get', 'foo')).toBe('11');
    expect(sentinels.map((each) => each.stdout()).join('')).toContain(
      `+switch-master redis ${master.address} 6379 ${leader?.address} 6379`,
    );
    expect(sentinels[0]?.command(['cat', '/tmp/sentinel.conf']).output).toContain(
      `sentinel monitor redis ${leader?.address} 6379 2`,
    );
  },
);

test('sentinels find each other and the replicas through the master', () => {
  const group = new Group('7.4');
  const [first] = group.sentinels;
  if (first === undefined) throw new Error('no sentinel');
  expect(group.ask(first, 'master', 'redis')).toMatch(/num-slaves\n2\nnum-other-sentinels\n2\nquorum\n2/);
  expect(group.ask(first, 'ckquorum', 'redis')).toBe(
    'OK 3 usable Sentinels. Quorum and failover authorization can be reached',
  );
  expect(group.ask(first, 'get-master-addr-by-name', 'other')).toBe('');
});

test('one sentinel alone does nothing: it sees that the master is down, and finds nobody to agree', () => {
  const group = new Group('7.4');
  const [alone, ...others] = group.sentinels;
  for (const other of others) other.remove();
  group.master.remove();
  group.world.pass(60_000);
  expect(alone?.stdout()).toContain('+sdown master redis');
  expect(alone?.stdout()).not.toContain('+odown master redis');
  expect(alone && cli(alone, '-p', '26379', 'sentinel', 'get-master-addr-by-name', 'redis')).toBe(
    `${group.master.address}\n6379`,
  );
});

test('a failover may be asked for, and the old master follows afterwards', () => {
  const group = new Group('7.4');
  const [first] = group.sentinels;
  if (first === undefined) throw new Error('no sentinel');
  expect(group.ask(first, 'failover', 'redis')).toBe('OK');
  group.world.pass(40_000);
  expect(group.masterAddress).not.toContain(group.master.address);
  expect(cli(group.master, 'info', 'replication')).toContain('role:slave');
  expect(cli(group.master, 'info', 'replication')).toContain('master_link_status:up');
});

test.each([
  {
    name: 'a master whose name nobody knows',
    prepare: "printf 'bind 0.0.0.0\\nport 26379\\n\\nsentinel monitor redis redis-0.redis 6379 2\\n' > /tmp/s.conf",
    printed:
      "*** FATAL CONFIG FILE ERROR ***\nReading the configuration file, at line 4\n>>> 'sentinel monitor redis redis-0.redis 6379 2'\nCan't resolve master instance hostname.\n",
  },
  {
    name: 'a file that it may not write',
    prepare: "printf 'sentinel monitor redis 10.0.0.1 6379 2\\n' > /tmp/s.conf; chmod 444 /tmp/s.conf",
    printed: '# Sentinel config file /tmp/s.conf is not writable: Permission denied. Exiting...\n',
    uid: 999,
  },
])('a sentinel does not start with $name', ({ prepare, printed, uid = 0 }) => {
  const world = new RedisWorld();
  const start = uid === 0 ? 'redis-sentinel /tmp/s.conf' : 'docker-entrypoint.sh redis-server /tmp/s.conf --sentinel';
  const sentinel = world.start('sentinel', 'redis:3.2.7-alpine', { argv: ['sh', '-c', `${prepare}; ${start}`] });
  world.pass(1000);
  expect(sentinel.stdout() + sentinel.stderr()).toContain(printed);
  expect(sentinel.end()).toMatchObject({ code: 1 });
});
