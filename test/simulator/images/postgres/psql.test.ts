import { postgresImage } from '../../../../src/simulator/images/postgres';
import { ProgramWorld, type WorldContainer } from '../program-world';

const START_MS = 10_000;

const VOTES = 'CREATE TABLE votes (id VARCHAR(5) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL);';
const ROWS = "INSERT INTO votes VALUES ('x', 'a'), ('y', 'b'), ('z', 'a');";

function newDatabase(tag = '16', env: Record<string, string> = { POSTGRES_HOST_AUTH_METHOD: 'trust' }) {
  const world = new ProgramWorld([postgresImage]);
  const db = world.start('db', `postgres:${tag}`, { env });
  world.pass(START_MS);
  return { world, db };
}

const psql = (db: WorldContainer, ...args: readonly string[]): string =>
  db.command(['psql', '-U', 'postgres', ...args]).output;

const lines = (...texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

describe('what statements answer', () => {
  const { db } = newDatabase();
  psql(db, '-c', VOTES, '-c', ROWS);

  test.each([
    {
      sql: 'SELECT vote, COUNT(id) AS count FROM votes GROUP BY vote',
      output: lines(' vote | count ', '------+-------', ' a    |     2', ' b    |     1', '(2 rows)', ''),
    },
    { sql: 'Select COUNT(*) From Votes', output: lines(' count ', '-------', '     3', '(1 row)', '') },
    { sql: "SELECT id FROM public.votes WHERE vote = 'b'", output: lines(' id ', '----', ' y', '(1 row)', '') },
    {
      sql: 'SELECT 1, \'x\' AS "A b"',
      output: lines(' ?column? | A b ', '----------+-----', '        1 | x', '(1 row)', ''),
    },
    { sql: 'SELECT id FROM votes WHERE false', output: lines(' id ', '----', '(0 rows)', '') },
    { sql: "UPDATE votes SET vote = vote WHERE vote = 'a'", output: 'UPDATE 2\n' },
    { sql: "DELETE FROM votes WHERE id = 'nobody'", output: 'DELETE 0\n' },
    { sql: 'BEGIN', output: 'BEGIN\n' },
    {
      sql: "INSERT INTO votes VALUES ('w', 'c') RETURNING vote, id",
      output: lines(' vote | id ', '------+----', ' c    | w', '(1 row)', '', 'INSERT 0 1'),
    },
    { sql: "DELETE FROM votes WHERE id = 'w'", output: 'DELETE 1\n' },
    {
      sql: 'CREATE TABLE IF NOT EXISTS votes (id INT)',
      output: lines('NOTICE:  relation "votes" already exists, skipping', 'CREATE TABLE'),
    },
    {
      sql: 'DROP TABLE IF EXISTS nothing',
      output: lines('NOTICE:  table "nothing" does not exist, skipping', 'DROP TABLE'),
    },
    { sql: 'SHOW server_version', output: lines(' server_version ', '----------------', ' 16.10', '(1 row)', '') },
  ])('$sql', ({ sql, output }) => expect(psql(db, '-c', sql)).toBe(output));

  test.each([
    { sql: 'SELEC 1', output: lines('ERROR:  syntax error at or near "SELEC"', 'LINE 1: SELEC 1', '        ^') },
    {
      sql: 'SELECT * FROM nothing',
      output: lines(
        'ERROR:  relation "nothing" does not exist',
        'LINE 1: SELECT * FROM nothing',
        '                      ^',
      ),
    },
    {
      sql: 'SELECT no FROM votes',
      output: lines('ERROR:  column "no" does not exist', 'LINE 1: SELECT no FROM votes', '               ^'),
    },
    {
      sql: "INSERT INTO votes VALUES ('x', 'b')",
      output: lines(
        'ERROR:  duplicate key value violates unique constraint "votes_id_key"',
        'DETAIL:  Key (id)=(x) already exists.',
      ),
    },
    {
      sql: "INSERT INTO votes (id) VALUES ('w')",
      output: 'ERROR:  null value in column "vote" of relation "votes" violates not-null constraint\n',
    },
    {
      sql: "INSERT INTO votes VALUES ('too long', 'b')",
      output: 'ERROR:  value too long for type character varying(5)\n',
    },
    { sql: VOTES, output: 'ERROR:  relation "votes" already exists\n' },
    { sql: 'DROP TABLE nothing', output: 'ERROR:  table "nothing" does not exist\n' },
    { sql: 'CREATE DATABASE postgres', output: 'ERROR:  database "postgres" already exists\n' },
  ])('refuses $sql', ({ sql, output }) => {
    expect(db.command(['psql', '-U', 'postgres', '-c', sql])).toEqual({ code: 1, output });
    expect(db.stderr()).toContain(`STATEMENT:  ${sql.replace(/;$/, '')}`);
  });
});

describe('psql', () => {
  test('shows tables, databases and users', () => {
    const { db } = newDatabase();
    expect(psql(db, '-c', '\\dt')).toBe('Did not find any relations.\n');
    psql(db, '-c', VOTES, '-c', 'CREATE DATABASE polls', '-c', "CREATE USER reader PASSWORD 'r'");
    expect(psql(db, '-c', '\\dt')).toBe(
      lines(
        '         List of relations',
        ' Schema | Name  | Type  |  Owner   ',
        '--------+-------+-------+----------',
        ' public | votes | table | postgres',
        '(1 row)',
        '',
      ),
    );
    expect(psql(db, '-At', '-c', '\\l')).toMatch(/^polls\|postgres\|UTF8/);
    expect(psql(db, '-d', 'polls', '-c', '\\dt')).toBe('Did not find any relations.\n');
    expect(psql(db, '-At', '-c', '\\du')).toContain('reader|\n');
  });

  test('shows rows alone as wide as with their names', () => {
    const { db } = newDatabase();
    psql(db, '-c', VOTES);
    expect(psql(db, '-tc', 'SELECT count(*) FROM votes')).toBe('     0\n\n');
  });

  test('runs what it reads: a script goes on after an error, unless it is told otherwise', () => {
    const { db } = newDatabase();
    const script = "SELECT 1;\nnonsense;\nSELECT 'a;b'\n;";
    const argv = ['psql', '-U', 'postgres', '-At'];
    const error = lines('ERROR:  syntax error at or near "nonsense"', 'LINE 1: nonsense;', '        ^');
    expect(db.command(argv, script)).toEqual({ code: 0, output: `1\n${error}a;b\n` });
    expect(db.command([...argv, '-v', 'ON_ERROR_STOP=1'], script)).toEqual({ code: 3, output: `1\n${error}` });
  });

  test('ends transactions as it is told; one that has failed changes nothing', () => {
    const { db } = newDatabase();
    psql(db, '-c', VOTES);
    const count = (): string => psql(db, '-At', '-c', 'SELECT count(*) FROM votes').trim();
    db.command(['psql', '-U', 'postgres'], `BEGIN; ${ROWS} ROLLBACK;`);
    expect(count()).toBe('0');
    const { output } = db.command(['psql', '-U', 'postgres'], `BEGIN;\n${ROWS}\nSELECT x;\nSELECT 1;\nCOMMIT;`);
    expect(output).toContain(
      'ERROR:  current transaction is aborted, commands ignored until end of transaction block\nROLLBACK\n',
    );
    expect(count()).toBe('0');
    db.command(['psql', '-U', 'postgres'], `BEGIN; ${ROWS} COMMIT;`);
    expect(count()).toBe('3');
  });

  test.each([
    {
      tag: '9.4',
      output:
        'psql: could not connect to server: Connection refused\n' +
        '\tIs the server running on host "polls" (10.0.0.1) and accepting\n\tTCP/IP connections on port 5432?\n',
    },
    {
      tag: '16',
      output:
        'psql: error: connection to server at "polls" (10.0.0.1), port 5432 failed: Connection refused\n' +
        '\tIs the server running on that host and accepting TCP/IP connections?\n',
    },
  ])('says in the words of version $tag why it has no connection', ({ tag, output }) => {
    const { world, db } = newDatabase(tag);
    const address = world.expose('polls', 5432, { app: 'nobody' });
    const result = db.command(['psql', '-U', 'postgres', '-h', 'polls', '-c', 'SELECT 1']);
    expect(result).toEqual({ code: 2, output: output.replace('10.0.0.1', address) });
  });

  test('finds no server in a container that has none, and no host that nobody knows', () => {
    const world = new ProgramWorld([postgresImage]);
    const other = world.start('other', 'postgres:16', { argv: ['psql', '--version'] });
    const idle = world.start('idle', 'postgres:16', { argv: ['postgres', '--version'] });
    world.pass(100);
    expect([other.stdout(), idle.stdout()]).toEqual(['psql (PostgreSQL) 16.10\n', 'postgres (PostgreSQL) 16.10\n']);
    const { db } = newDatabase();
    expect(psql(db, '-p', '5433', '-c', 'SELECT 1')).toBe(
      'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5433" failed: No such file or directory\n' +
        '\tIs the server running locally and accepting connections on that socket?\n',
    );
    expect(psql(db, '-h', 'nowhere', '-c', 'SELECT 1')).toBe(
      'psql: error: could not translate host name "nowhere" to address: Name or service not known\n',
    );
  });
});

test('pg_isready tells a server that takes clients from one that is not there', () => {
  const { db } = newDatabase();
  expect(db.command(['pg_isready'])).toEqual({ code: 0, output: '/var/run/postgresql:5432 - accepting connections\n' });
  expect(db.command(['pg_isready', '-h', '127.0.0.1', '-p', '5433'])).toEqual({
    code: 2,
    output: '127.0.0.1:5433 - no response\n',
  });
  expect(db.command(['pg_isready', '-q', '-h', 'nowhere'])).toEqual({ code: 2, output: '' });
});
