import type { Application, Told } from './application';
import { postgresNeed, postgresSays, redisNeed } from './databases';
import type { ToldCluster } from './told-cluster';

const redisSays = (cluster: ToldCluster, index: number, ...words: readonly string[]): string =>
  cluster.needed(index, ['redis-cli', ...words]);

const dockercoins = (name: string) => ({ name, plan: () => ({ image: `dockercoins/${name}:v0.1`, port: 80 }) });

/** A vote for the first or the second of two. */
const choice = ({ value }: Told): 'a' | 'b' => (value === 'north' ? 'a' : 'b');

const vote = (tag: string): Application => ({
  image: `dockersamples/examplevotingapp_vote:${tag}`,
  plan: ({ port, value }) => ({
    image: `dockersamples/examplevotingapp_vote:${tag}`,
    args: ['gunicorn', 'app:app', '-b', `0.0.0.0:${port}`],
    env: { OPTION_A: value },
    port,
  }),
  needs: [redisNeed('redis')],
  ask: (cluster, told) => {
    redisSays(cluster, 0, 'del', 'votes');
    const page = cluster.page(told, '/', '-d', `vote=${choice(told)}`);
    return page + redisSays(cluster, 0, 'lrange', 'votes', '0', '-1');
  },
  shows: (told) => new RegExp(`${told.value}[^]*"vote": ?"${choice(told)}"`),
});

const result = (tag: string): Application => ({
  image: `dockersamples/examplevotingapp_result:${tag}`,
  plan: ({ port }) => ({
    image: `dockersamples/examplevotingapp_result:${tag}`,
    env: { PORT: String(port) },
    port,
  }),
  needs: [postgresNeed],
  ask: (cluster, told) => {
    postgresSays(cluster, 0, 'CREATE TABLE IF NOT EXISTS votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255))');
    postgresSays(cluster, 0, `DELETE FROM votes; INSERT INTO votes VALUES ('me', '${choice(told)}')`);
    cluster.pass('3s');
    return cluster.page(told, '/scores');
  },
  shows: (told) => new RegExp(`"a":${choice(told) === 'a' ? 1 : 0},"b":${choice(told) === 'a' ? 0 : 1}`),
});

/** Parts of applications that know where the others are, and those that serve nobody. */
export const parts: readonly Application[] = [
  ...['before', 'after'].flatMap((tag) => [vote(tag), result(tag)]),
  {
    image: 'dockersamples/examplevotingapp_worker',
    isClient: true,
    plan: () => ({ image: 'dockersamples/examplevotingapp_worker', port: 0 }),
    needs: [redisNeed('redis'), postgresNeed],
    ask: (cluster, told) => {
      redisSays(cluster, 0, 'rpush', 'votes', JSON.stringify({ voter_id: told.value, vote: choice(told) }));
      cluster.pass('5s');
      const found = postgresSays(cluster, 1, 'SELECT id, vote FROM votes');
      postgresSays(cluster, 1, 'DELETE FROM votes');
      return found;
    },
    shows: (told) => new RegExp(`^${told.value}\\|${choice(told)}$`, 'm'),
  },
  {
    image: '$USERNAME/worker',
    isClient: true,
    // Version 0.2 sleeps ten times as long.
    plan: ({ value }) => ({ image: `dockercoins/worker:${value === 'north' ? 'v0.1' : 'v0.2'}`, port: 0 }),
    needs: [dockercoins('hasher'), dockercoins('rng'), redisNeed('redis')],
    ask: (cluster) => {
      redisSays(cluster, 2, 'set', 'hashes', '0');
      cluster.pass('20s');
      return redisSays(cluster, 2, 'get', 'hashes');
    },
    shows: ({ value }) => (value === 'north' ? /^[4-7]\d\n$/ : /^1\d\n$/),
  },
  {
    image: '$USERNAME/webui',
    plan: () => ({ image: 'dockercoins/webui:v0.1', port: 80 }),
    needs: [redisNeed('redis')],
    ask: (cluster, told) => {
      redisSays(cluster, 0, 'set', 'hashes', told.value === 'north' ? '1000' : '2000');
      return cluster.page(told, '/json');
    },
    shows: ({ value }) => new RegExp(`"hashes":"?${value === 'north' ? 1000 : 2000}\\b`),
  },
  {
    image: 'python:3.9',
    isClient: true,
    plan: () => ({ image: 'python:3.9', command: ['sleep', '1000000'], port: 0 }),
    needs: [{ plan: ({ port }) => ({ image: 'redis:5.0.0', args: ['redis-server', '--port', String(port)], port }) }],
    ask: (cluster, { needs, port, value }) => {
      cluster.within(['pip', 'install', 'redis']);
      const lines = ['import redis', `rd = redis.StrictRedis(host='${needs}', port=${port}, db=0)`];
      return cluster.within(['python3', '-c', [...lines, `print(rd.set('k', '${value}'), rd.get('k'))`].join('\n')]);
    },
    shows: ({ value }) => new RegExp(`^True b'${value}'\n$`),
  },
];
