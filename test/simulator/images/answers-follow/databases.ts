import type { Application, Need, Told } from './application';
import type { ToldCluster } from './told-cluster';

const redis = (image: string): Application => ({
  image,
  plan: ({ port, value }) => ({ image, args: ['redis-server', '--port', String(port), '--requirepass', value], port }),
  ask: (cluster, { name, port, value }) => {
    const client = `redis-cli -h ${name} -p ${port} -a ${value}`;
    return cluster.within(['sh', '-c', `printf 'set key ${value}\\nget key\\nconfig get port\\n' | ${client}`]);
  },
  shows: ({ port, value }) => new RegExp(`OK\n${value}\nport\n${port}\n`),
});

const mysql = (image: string): Application => ({
  image,
  plan: ({ port, value }) => ({ image, args: [`--port=${port}`], env: { MYSQL_ROOT_PASSWORD: value }, port }),
  ask: (cluster, { name, port, value }) =>
    cluster.within([
      'mysql',
      `-h${name}`,
      `-P${port}`,
      '-uroot',
      `-p${value}`,
      '-N',
      '-e',
      `SELECT @@port, '${value}'`,
    ]),
  shows: ({ port, value }) => new RegExp(`${port}\t${value}\n`),
});

/** Databases, and what keeps something besides. */
export const databases: readonly Application[] = [
  ...['redis', 'redis:alpine', 'redis:5.0.0', 'redis:3.2.7-alpine'].map(redis),
  ...['mysql', 'mysql:5.6'].map(mysql),
  {
    image: 'postgres:9.4',
    plan: ({ port, value }) => ({
      image: 'postgres:9.4',
      args: ['postgres', '-p', String(port)],
      env: { POSTGRES_DB: value },
      port,
    }),
    ask: (cluster, { name, port, value }) =>
      cluster.within([
        ...['psql', '-h', name, '-p', String(port), '-U', 'postgres', '-d', value, '-At'],
        ...['-c', 'SELECT current_database(), version()'],
      ]),
    shows: ({ value }) => new RegExp(`^${value}\\|PostgreSQL 9\\.4`),
  },
  {
    image: 'mongo:3.4.1',
    plan: ({ port }) => ({ image: 'mongo:3.4.1', args: ['mongod', '--port', String(port)], port }),
    ask: (cluster, { name, port, value }) =>
      cluster.within([
        ...['mongo', '--quiet', '--host', name, '--port', String(port), '--eval'],
        `db.things.insert({ value: '${value}' }); print(db.things.findOne({ value: '${value}' }).value)`,
      ]),
    shows: ({ value }) => new RegExp(`^${value}\n$`, 'm'),
  },
  {
    image: 'elasticsearch:2',
    plan: ({ port, value }) => ({
      image: 'elasticsearch:2',
      args: ['elasticsearch', `-Des.http.port=${port}`, `-Des.node.name=${value}`],
      port,
    }),
    ask: (cluster, told) => cluster.page(told),
    shows: ({ value }) => new RegExp(`"name" : "${value}"`),
  },
];

/** Redis on its own port, for who knows no other. */
export const redisNeed = (name?: string): Need => ({
  ...(name === undefined ? {} : { name }),
  plan: () => ({ image: 'redis:5.0.0', port: 6379 }),
});

/** PostgreSQL without a password, as the voting app has it. */
export const postgresNeed: Need = { name: 'db', plan: () => ({ image: 'postgres:9.4', port: 5432 }) };

/** MySQL whose password is the value that is told. */
export const mysqlNeed: Need = {
  plan: ({ value }: Told) => ({ image: 'mysql:5.6', env: { MYSQL_ROOT_PASSWORD: value }, port: 3306 }),
};

/** Runs SQL in the PostgreSQL that is needed, by its place. */
export const postgresSays = (cluster: ToldCluster, index: number, sql: string): string =>
  cluster.needed(index, ['psql', '-U', 'postgres', '-At', '-c', sql]);
