import { mysqlImage } from '../../../../src/simulator/images/mysql';
import { filesOf, Volume } from '../../../../src/simulator/process';
import { ProgramWorld, type WorldContainer } from '../program-world';

const ENV = { MYSQL_ROOT_PASSWORD: 'root' };
const READY_MS = 10_000;

/** A server that is ready. */
function startServer(image = 'mysql:5.6', options: Parameters<ProgramWorld['start']>[2] = {}) {
  const world = new ProgramWorld([mysqlImage]);
  const db = world.start('db', image, { env: ENV, ...options });
  world.pass(READY_MS);
  return { world, db };
}

/** What `mysql` prints for statements, without the warning of its password. */
const sql = (container: WorldContainer, statements: string, ...args: readonly string[]): string =>
  container
    .command(['mysql', '-uroot', '-proot', ...args, '-e', statements])
    .output.replace(/^(?:mysql: \[Warning\]|Warning:) Using a password.*\n/, '');

test('an empty data directory without a password option is refused, in the words of the image', () => {
  const world = new ProgramWorld([mysqlImage]);
  const db = world.start('db', 'mysql:5.6');
  world.pass(1000);
  expect(db.end()).toMatchObject({ code: 1 });
  expect(db.stderr()).toBe(
    '2026-01-01 00:00:00+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n' +
      '\tYou need to specify one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD\n',
  );
});

test.each([
  { image: 'mysql:5.6', line: /^2026-01-01 00:00:0\d 1 \[Note\] mysqld: ready for connections\.$/m },
  { image: 'mysql:5.7', line: /^2026-01-01T00:00:0\d\.\d{6}Z 0 \[Note\] mysqld: ready for connections\.$/m },
  {
    image: 'mysql:8.4',
    line: /^2026-01-01T00:00:0\d\.\d{6}Z 0 \[System\] \[MY-010931\] \[Server\] \/usr\/sbin\/mysqld: ready for connections\. Version: '8\.4\.\d+'/m,
  },
])('$image says when it is ready, and answers', ({ image, line }) => {
  const { db } = startServer(image);
  expect(db.stderr()).toMatch(line);
  expect(sql(db, 'SELECT 1 + 1')).toBe('1 + 1\n2\n');
  expect(db.command(['mysqladmin', '-uroot', '-proot', 'ping']).output).toContain('mysqld is alive\n');
});

test('without autocommit a statement begins a transaction, which ends where it is turned on again', () => {
  const { db } = startServer();
  sql(db, 'CREATE DATABASE d; CREATE TABLE d.t (n INT)');
  const count = (statements: string): string => sql(db, `${statements}; SELECT COUNT(*) AS n FROM t`, '-N', 'd').trim();
  expect(count('SET autocommit = 0; INSERT INTO t VALUES (1); ROLLBACK')).toBe('0');
  expect(count('SET @@session.autocommit = OFF; INSERT INTO t VALUES (1)')).toBe('1');
  expect(count('DO 1')).toBe('0');
  expect(count('SET autocommit = 0; INSERT INTO t VALUES (1); SET autocommit = ON; ROLLBACK')).toBe('1');
});

test('a client on another machine is told what is wrong', () => {
  const { world, db } = startServer();
  world.expose('db', 3306);
  const client = world.start('client', 'mysql:5.6', { argv: ['mysqld', '--version'] });
  const other = world.start('other', 'mysql:5.6', { env: ENV });
  world.pass(READY_MS);
  const run = (...args: readonly string[]): string => other.command(['mysql', ...args]).output;
  expect(client.end()).toMatchObject({ code: 0 });
  expect(run('-h', 'db', '-uroot', '-pwrong', '-e', 'SELECT 1')).toContain(
    `ERROR 1045 (28000): Access denied for user 'root'@'${other.address}' (using password: YES)\n`,
  );
  expect(run('-h', 'db', '-u', 'root', '-e', 'SELECT 1')).toBe(
    `ERROR 1045 (28000): Access denied for user 'root'@'${other.address}' (using password: NO)\n`,
  );
  expect(run('-hdb', '-uroot', '--password=root', 'missing', '-e', 'SELECT 1')).toContain(
    "ERROR 1049 (42000): Unknown database 'missing'\n",
  );
  expect(run('-h', 'nowhere', '-e', 'SELECT 1')).toBe("ERROR 2005 (HY000): Unknown MySQL server host 'nowhere' (0)\n");
  expect(run('-h', db.address, '-P', '3307', '-e', 'SELECT 1')).toBe(
    `ERROR 2003 (HY000): Can't connect to MySQL server on '${db.address}' (111)\n`,
  );
});

test('without a server the client says where it has looked', () => {
  const world = new ProgramWorld([mysqlImage]);
  const db = world.start('db', 'mysql:5.6', { env: ENV });
  world.pass(1000);
  expect(db.command(['mysql', '-e', 'SELECT 1'])).toEqual({
    code: 1,
    output:
      "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)\n",
  });
});

test('what is written is there for the next server with the same directory, and for no other', () => {
  const world = new ProgramWorld([mysqlImage]);
  const data = new Volume({ nowMs: () => world.net.loop.nowMs });
  const options = { env: ENV, volumes: { '/var/lib/mysql': data } };
  const db = world.start('db', 'mysql:5.6', options);
  world.pass(READY_MS);
  sql(db, 'CREATE DATABASE shop; CREATE TABLE shop.t (id INT AUTO_INCREMENT PRIMARY KEY, word TEXT)');
  sql(db, "INSERT INTO shop.t (word) VALUES ('one'), ('two'), ('three'); DELETE FROM shop.t WHERE id = 2");
  expect(
    filesOf(data)
      .list('/shop')
      .map(({ name }) => name),
  ).toEqual(['db.opt', 't.frm', 't.ibd']);
  db.signal('KILL');
  db.remove();
  const again = world.start('db-2', 'mysql:5.6', { volumes: options.volumes });
  world.pass(READY_MS);
  expect(sql(again, 'SELECT * FROM shop.t ORDER BY id')).toBe('id\tword\n1\tone\n3\tthree\n');
  sql(again, "INSERT INTO shop.t (word) VALUES ('four')");
  expect(sql(again, 'SELECT MAX(id) FROM shop.t', '-N')).toBe('4\n');
  const fresh = world.start('fresh', 'mysql:5.6', { env: ENV });
  world.pass(READY_MS);
  expect(sql(fresh, 'SELECT * FROM shop.t')).toBe("ERROR 1146 (42S02) at line 1: Table 'shop.t' doesn't exist\n");
});

test('a password of old data counts, not that of the variable', () => {
  const world = new ProgramWorld([mysqlImage]);
  const volumes = { '/var/lib/mysql': new Volume({ nowMs: () => world.net.loop.nowMs }) };
  world.start('db', 'mysql:5.6', { env: ENV, volumes });
  world.pass(READY_MS);
  const again = world.start('again', 'mysql:5.6', { env: { MYSQL_ROOT_PASSWORD: 'new' }, volumes });
  world.pass(READY_MS);
  expect(again.command(['mysql', '-uroot', '-pnew', '-e', 'SELECT 1']).code).toBe(1);
  expect(again.command(['mysql', '-uroot', '-proot', '-e', 'SELECT 1']).code).toBe(0);
});

test('a new server refuses a directory that is not empty', () => {
  const world = new ProgramWorld([mysqlImage]);
  const data = new Volume({ nowMs: () => 0 });
  filesOf(data).makeDirectory('/lost+found');
  const db = world.start('db', 'mysql:8.4', { env: ENV, volumes: { '/var/lib/mysql': data } });
  world.pass(READY_MS);
  expect(db.end()).toMatchObject({ code: 1 });
  expect(db.stderr()).toContain('--initialize specified but the data directory has files in it. Aborting.');
});

test('a user of its own sees only its database', () => {
  const { db } = startServer('mysql:5.7', {
    env: { ...ENV, MYSQL_DATABASE: 'blog', MYSQL_USER: 'ghost', MYSQL_PASSWORD: 'boo' },
  });
  const run = (statements: string): string =>
    db.command(['mysql', '-ughost', '-pboo', '-e', statements]).output.replace(/^.*\[Warning\].*\n/, '');
  expect(run('SHOW DATABASES')).toBe('Database\nblog\ninformation_schema\n');
  expect(run('USE mysql')).toBe(
    "ERROR 1044 (42000) at line 1: Access denied for user 'ghost'@'%' to database 'mysql'\n",
  );
  expect(run('SELECT * FROM mysql.user')).toContain('ERROR 1044');
  expect(run('USE blog; CREATE TABLE posts (id INT); SHOW TABLES')).toBe('Tables_in_blog\nposts\n');
});

test('it ends at SIGTERM, and clients lose their connection', () => {
  const { world, db } = startServer();
  db.signal('TERM');
  world.pass(2000);
  expect(db.end()).toMatchObject({ code: 0 });
  expect(db.stderr()).toContain('[Note] mysqld: Shutdown complete\n');
});

test('another port is another server', () => {
  const { db } = startServer('mysql:5.6', { args: ['--port=3307'] });
  expect(db.stderr()).toContain('port: 3307');
  expect(db.command(['mysql', '-uroot', '-proot', '-P3307', '-e', 'SELECT @@port']).output).toContain('3307');
  expect(db.command(['mysql', '-uroot', '-proot', '-e', 'SELECT 1']).code).toBe(1);
});

test('statements come from stdin, and tables are framed where people read', () => {
  const { db } = startServer();
  const { output } = db.command(
    ['mysql', '-uroot', '-proot', '-t'],
    "CREATE DATABASE d;\nUSE d;\nCREATE TABLE t (n INT, w VARCHAR(10));\nINSERT INTO t VALUES (1, 'a;b'), (22, NULL);\nSELECT * FROM t;\n",
  );
  expect(output).toContain(
    '+------+------+\n| n    | w    |\n+------+------+\n|    1 | a;b  |\n|   22 | NULL |\n+------+------+\n',
  );
});
