import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { OutsideClients } from '../support/forwarded-program';
import { describeWithKubectl } from '../support/real-kubectl';
import { ServedCluster } from '../support/simulated-cluster';
import { ROOT } from '../support/source-files';

// Databases start at the pace of the wall clock.
jest.setTimeout(120_000);

/** Where `node scripts/get-database-clients.mjs` puts them. */
const FOLDER = join(ROOT, '.cache', 'database-clients', 'usr');
const LIBRARIES = join(FOLDER, 'lib', 'x86_64-linux-gnu');
const ENV = {
  PATH: process.env['PATH'] ?? '',
  LD_LIBRARY_PATH: LIBRARIES,
  MARIADB_PLUGIN_DIR: join(LIBRARIES, 'libmariadb3', 'plugin'),
  PERL5LIB: join(LIBRARIES, 'perl5', '5.36'),
  PYTHONPATH: join(FOLDER, 'lib', 'python3', 'dist-packages'),
};
const PYTHON = '/usr/bin/python3';
const CLIENTS = join(ROOT, 'test', 'kubectl', 'clients');

const clients = new OutsideClients(ENV);
const python = async (script: string, port: number): Promise<unknown> =>
  JSON.parse(await clients.printed(PYTHON, [join(CLIENTS, script), String(port)]));

const hasClients =
  spawnSync(PYTHON, ['-c', 'import pymysql, psycopg, pymongo'], { env: ENV }).status === 0 &&
  spawnSync('perl', ['-e', 'use DBD::MariaDB'], { env: ENV }).status === 0;

/** Servers that answer the clients, and what they need to start. */
const SERVERS = [
  { name: 'mysql-5', image: 'mysql:5.6', port: 3306, env: ['MYSQL_ROOT_PASSWORD=secret', 'MYSQL_DATABASE=shop'] },
  { name: 'mysql-8', image: 'mysql:8.0', port: 3306, env: ['MYSQL_ROOT_PASSWORD=secret', 'MYSQL_DATABASE=shop'] },
  { name: 'postgres-9', image: 'postgres:9.4', port: 5432, env: [] },
  { name: 'postgres-16', image: 'postgres:16', port: 5432, env: ['POSTGRES_PASSWORD=secret'] },
  { name: 'mongo', image: 'mongo:3.4.1', port: 27017, env: [] },
] as const;

if (hasClients) {
  describeWithKubectl('clients of databases through kubectl port-forward', ({ path }) => {
    let cluster: ServedCluster;
    const ports = new Map<string, number>();
    const port = (name: string): number => ports.get(name) ?? 0;

    beforeAll(async () => {
      cluster = await ServedCluster.start();
      for (const { name, image, env } of SERVERS) {
        const words = env.flatMap((each) => ['--env', each]);
        await cluster.run(path, ['run', name, `--image=${image}`, ...words]);
      }
      await cluster.run(path, ['wait', '--for=condition=Ready', 'pod', '--all', '--timeout=60s']);
      // Their files are made before they listen.
      await cluster.pacing.advance(60_000);
      for (const server of SERVERS) {
        const local = await clients.forward(path, cluster.kubeconfig, `pod/${server.name}`, server.port);
        ports.set(server.name, local);
      }
    });

    afterAll(async () => {
      clients.stop();
      await cluster.stop();
    });

    describe.each(['mysql-5', 'mysql-8'])('%s', (name) => {
      test('PyMySQL gets values of all types back, and goes back to what was committed', async () => {
        expect(await python('mysql.py', port(name))).toEqual({
          inserted: 2,
          rows: [
            [1, "O'Neil \\ ü", '2026-01-02 03:04:05', '2026-01-02', '1.50', '00ff', 1.25],
            [2, null, null, null, null, null, null],
          ],
          refused: [
            [1054, "Unknown column 'nope' in 'field list'"],
            [1062, "Duplicate entry '1' for key 'PRIMARY'"],
          ],
          changed: 1,
          rolledBack: "O'Neil \\ ü",
          login: 1045,
        });
      });

      test('Perl prepares a statement once and runs it again with other values', async () => {
        expect(
          JSON.parse(await clients.printed('perl', [join(CLIENTS, 'mysql-prepared.pl'), String(port(name))])),
        ).toEqual({
          lastId: 5,
          above: {
            '1': ['2:0.5', '3:0.75', '4:1', '5:1.25'],
            '3': ['4:1', '5:1.25'],
            '9': [],
          },
          nulls: 1,
          refused: "Unknown column 'nope' in 'field list'",
          updated: 1,
          rolledBack: 12,
        });
      });

      test('the client of the shell shows tables, and says what is refused', async () => {
        const words = ['--no-defaults', '-h127.0.0.1', `-P${port(name)}`, '-uroot', '-psecret', 'shop', '-t', '-e'];
        const statements = 'create table shelf (id int primary key, x decimal(5,2)); insert into shelf values (1, 2.5)';
        const shown = await clients.printed(join(FOLDER, 'bin', 'mariadb'), [
          ...words,
          `${statements}; select * from shelf`,
        ]);
        expect(shown).toBe('+----+------+\n| id | x    |\n+----+------+\n|  1 | 2.50 |\n+----+------+\n');
        await expect(clients.printed(join(FOLDER, 'bin', 'mariadb'), [...words, 'select * from none'])).rejects.toThrow(
          "ERROR 1146 (42S02) at line 1: Table 'shop.none' doesn't exist",
        );
      });
    });

    test.each(['postgres-9', 'postgres-16'])(
      'psycopg binds values of all types in binary, and goes back to a savepoint of %s',
      async (name) => {
        expect(await python('postgres.py', port(name))).toEqual({
          inserted: 5,
          row: [1, "it's 0", 0, '0.00', '2026-01-02 03:04:05', '2026-01-02', true, -1.5],
          above: { '1': 3, '3': 1, '9': 0 },
          binary: [[1, '0.00', '2026-01-02 03:04:05', true]],
          refused: ['42703', '25P02'],
          afterSavepoint: 5,
          streamed: 5,
        });
      },
    );

    test('psql of Debian shows rows', async () => {
      const words = ['-X', '-h', '127.0.0.1', '-p', String(port('postgres-9')), '-U', 'postgres'];
      const psql = join(FOLDER, 'lib', 'postgresql', '15', 'bin', 'psql');
      expect(await clients.printed(psql, [...words, '-c', "select 1 as one, 'x' as letter"])).toBe(
        ' one | letter \n-----+--------\n   1 | x\n(1 row)\n\n',
      );
    });

    test('pymongo writes, finds, counts and groups documents', async () => {
      expect(await python('mongo.py', port('mongo'))).toEqual({
        version: '3.4.1',
        counted: [244, 250],
        last: [249, 248, 247],
        all: 250,
        updated: { n: 1, name: 'new', in: { deep: 7 } },
        upserted: true,
        pushed: ['a', 'b', 'c'],
        deleted: 200,
        sum: 3204,
        indexes: ['_id_', 'n_1'],
        refused: [11000, 59],
      });
    });
  });
} else {
  if (process.env['CI'] === 'true' && process.env['DATABASE_CLIENTS'] !== 'none')
    throw new Error('CI needs clients of databases');
  test('nothing is called: this machine has no clients of databases', () => expect(hasClients).toBe(false));
}
