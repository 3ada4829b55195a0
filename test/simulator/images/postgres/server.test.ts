import { postgresImage } from '../../../../src/simulator/images/postgres';
import { Volume } from '../../../../src/simulator/process';
import { ProgramWorld, type WorldContainer } from '../program-world';

const START_MS = 10_000;

const DATA = '/var/lib/postgresql/data';

const newVolume = (): Volume => new Volume({ nowMs: () => 0 });

function started(tag: string, env: Record<string, string> = {}, data = newVolume(), args?: readonly string[]) {
  const world = new ProgramWorld([postgresImage]);
  const db = world.start('db', `postgres:${tag}`, { env, volumes: { [DATA]: data }, ...(args && { args }) });
  world.pass(START_MS);
  return { world, db };
}

const select = (db: WorldContainer, sql: string, ...more: readonly string[]): string =>
  db.command(['psql', '-U', 'postgres', '-At', '-c', sql, ...more]).output.trim();

describe('a new database', () => {
  test('of version 9.4 needs no password, and warns', () => {
    const { db } = started('9.4');
    expect(db.end()).toBeUndefined();
    expect(db.stderr()).toContain('WARNING: No password has been set for the database.');
    expect(db.stdout()).toContain('PostgreSQL init process complete; ready for start up.');
    expect(db.stderr()).toMatch(
      /LOG: {2}database system is ready to accept connections\nLOG: {2}autovacuum launcher started\n$/,
    );
  });

  test.each(['10', '16-alpine', 'latest'])('of version %s is refused without a password', (tag) => {
    const { db } = started(tag);
    expect(db.end()).toMatchObject({ code: 1 });
    expect(db.stderr()).toMatch(/^Error: Database is uninitialized and superuser password is not specified\.\n/);
  });

  test('of version 16 starts with a password, and listens', () => {
    const { db } = started('16', { POSTGRES_PASSWORD: 'secret' });
    expect(db.stderr()).toMatch(/\[1\] LOG: {2}starting PostgreSQL 16\.10 \(Debian/);
    expect(db.stderr()).toMatch(/\[1\] LOG: {2}listening on IPv4 address "0\.0\.0\.0", port 5432\n/);
    expect(db.stderr()).toMatch(/\[1\] LOG: {2}database system is ready to accept connections\n$/);
    expect(db.processes()[0]).toMatchObject({ pid: 1, uid: 999, argv: ['postgres'] });
  });

  test('has the user and the database that its variables name', () => {
    const { db } = started('16', { POSTGRES_USER: 'owner', POSTGRES_PASSWORD: 'x', POSTGRES_DB: 'shop' });
    const { output } = db.command([
      'psql',
      '-U',
      'owner',
      'shop',
      '-At',
      '-c',
      'SELECT current_user, current_database()',
    ]);
    expect(output).toBe('owner|shop\n');
  });

  test('is not made in a folder that is not empty', () => {
    const { db } = started('16', { POSTGRES_PASSWORD: 'x', PGDATA: '/usr/local' });
    expect(db.end()).toMatchObject({ code: 1 });
    expect(db.stderr()).toContain('initdb: error: directory "/usr/local" exists but is not empty\n');
  });
});

describe('data', () => {
  test.each(['TERM', 'INT', 'QUIT', 'KILL'] as const)(
    'outlives the container on a volume, also after SIG%s',
    (signal) => {
      const data = newVolume();
      const first = started('16', { POSTGRES_PASSWORD: 'x' }, data);
      select(
        first.db,
        "CREATE TABLE t (id SERIAL PRIMARY KEY, name TEXT); INSERT INTO t (name) VALUES ('one'), ('two')",
      );
      select(first.db, "DELETE FROM t WHERE name = 'one'; UPDATE t SET name = 'second' WHERE id = 2");
      first.db.signal(signal);
      first.world.pass(1000);
      expect(first.db.end()).toBeDefined();
      const second = started('16', {}, data);
      expect(second.db.stdout()).toContain('Skipping initialization');
      expect(second.db.stderr().includes('database system was not properly shut down')).toBe(
        signal === 'QUIT' || signal === 'KILL',
      );
      expect(select(second.db, 'SELECT * FROM t')).toBe('2|second');
      select(second.db, "INSERT INTO t (name) VALUES ('three')");
      expect(select(second.db, 'SELECT max(id) FROM t')).toBe('3');
    },
  );

  test('of another major version is refused', () => {
    const data = newVolume();
    const { db, world } = started('9.4', {}, data);
    db.signal('INT');
    world.pass(1000);
    const newer = started('16', { POSTGRES_PASSWORD: 'x' }, data).db;
    expect(newer.end()).toMatchObject({ code: 1 });
    expect(newer.stderr()).toContain(
      'The data directory was initialized by PostgreSQL version 9.4, which is not compatible with this version 16.10.',
    );
  });
});

describe('the server', () => {
  test('listens where it is told', () => {
    const { db } = started('16', { POSTGRES_PASSWORD: 'x' }, newVolume(), ['-p', '5433']);
    expect(select(db, 'SELECT 1', '-p', '5433')).toBe('1');
    expect(db.command(['pg_isready']).code).toBe(2);
  });

  test('ends at once without clients; with one, SIGTERM waits for it and SIGINT does not', () => {
    const held = (signal: 'TERM' | 'INT'): boolean => {
      const { world, db } = started('16', { POSTGRES_PASSWORD: 'x' });
      db.exec({
        argv: ['psql', '-U', 'postgres'],
        *program(process) {
          yield* process.network.connect('127.0.0.1', 5432);
          yield* process.sleep(60_000);
          return 0;
        },
      });
      world.pass(10);
      db.signal(signal);
      world.pass(1000);
      return db.end() === undefined;
    };
    expect([held('TERM'), held('INT')]).toEqual([true, false]);
  });

  test('asks for passwords as pg_hba.conf says, and says in its log why one is wrong', () => {
    const { world, db } = started('16', {
      POSTGRES_PASSWORD: 'right',
      POSTGRES_INITDB_ARGS: '--set password_encryption=md5',
    });
    const client = (password: string) => {
      const env = { PGPASSWORD: password };
      const argv = ['psql', '-h', db.address, '-U', 'postgres', '-At', '-c', 'SELECT 1'];
      const container = world.start(`client-x${password}`, 'postgres:16', { argv, env });
      world.pass(3000);
      return [container.end()?.code, container.stdout() + container.stderr()];
    };
    expect(client('right')).toEqual([0, '1\n']);
    const address = db.address;
    expect(client('wrong')).toEqual([
      2,
      `psql: error: connection to server at "${address}", port 5432 failed: FATAL:  password authentication failed for user "postgres"\n`,
    ]);
    expect(client('')).toEqual([
      2,
      `psql: error: connection to server at "${address}", port 5432 failed: fe_sendauth: no password supplied\n`,
    ]);
    expect(db.stderr()).toContain('Connection matched pg_hba.conf line 12: "host all all all md5"');
  });

  test('refuses databases and users that there are not', () => {
    const { db } = started('9.4');
    expect(select(db, 'SELECT 1', '-d', 'nothing')).toBe('psql: FATAL:  database "nothing" does not exist');
    expect(db.command(['psql', '-U', 'nobody']).output).toBe('psql: FATAL:  role "nobody" does not exist\n');
  });

  test('is not run by root', () => {
    const world = new ProgramWorld([postgresImage]);
    const root = world.start('root', 'postgres:16', { argv: ['postgres'] });
    world.pass(10);
    expect(root.end()).toMatchObject({ code: 1 });
    expect(root.stderr()).toContain('"root" execution of the PostgreSQL server is not permitted.');
  });
});
