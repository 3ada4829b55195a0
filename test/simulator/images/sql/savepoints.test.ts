import { SmallDatabase } from './small-database';

const numbers = (): SmallDatabase => new SmallDatabase('CREATE TABLE t (n INT)', 'BEGIN', 'INSERT INTO t VALUES (1)');

const kept = (database: SmallDatabase): readonly unknown[] => database.rows('SELECT n FROM t').flat();

test('what comes behind a savepoint is given up, what was before stays', () => {
  const database = numbers();
  for (const statement of ['SAVEPOINT a', 'INSERT INTO t VALUES (2)', 'DELETE FROM t', 'ROLLBACK TO SAVEPOINT a']) {
    database.run(statement);
  }
  expect(kept(database)).toEqual([1]);
  database.run('INSERT INTO t VALUES (3)');
  database.run('ROLLBACK WORK TO a');
  database.run('COMMIT');
  expect(kept(database)).toEqual([1]);
});

test.each([
  { statements: ['SAVEPOINT a', 'SAVEPOINT b', 'ROLLBACK TO a'], missing: 'ROLLBACK TO b' },
  { statements: ['SAVEPOINT a', 'SAVEPOINT b', 'RELEASE SAVEPOINT a'], missing: 'RELEASE b' },
  { statements: ['SAVEPOINT b', 'COMMIT'], missing: 'ROLLBACK TO b' },
  { statements: [], missing: 'ROLLBACK TO SAVEPOINT b' },
])('after $statements there is no savepoint b', ({ statements, missing }) => {
  const database = numbers();
  for (const statement of statements) database.run(statement);
  expect(database.refusal(missing)).toBe('1305 SAVEPOINT b does not exist');
});

test.each([
  "SELECT nope FROM t WHERE n = 'x'",
  'SELECT n FROM t WHERE 1 = 2 AND nope > 0',
  'SELECT COUNT(nope) FROM t',
  'SELECT t.n FROM t JOIN t AS u ON u.nope = t.n',
  'SELECT n FROM t HAVING nope > 1',
  'SELECT n FROM t WHERE EXISTS (SELECT 1 FROM t AS u WHERE nope = 1)',
  'UPDATE t SET n = nope',
  'DELETE FROM t WHERE nope = 1',
])('a name that nobody knows is refused although there are no rows: %s', (statement) => {
  const database = new SmallDatabase('CREATE TABLE t (n INT)');
  const isWithin = statement.includes('EXISTS');
  if (isWithin) database.run('INSERT INTO t VALUES (1)');
  expect(database.refusal(statement)).toMatch(/^1054 Unknown column '(?:u\.)?nope' in '/);
});

test('a query within another one knows the columns around it, and HAVING the names of the list', () => {
  const database = new SmallDatabase('CREATE TABLE t (n INT)', 'CREATE TABLE u (m INT)');
  expect(database.rows('SELECT n AS x FROM t WHERE EXISTS (SELECT 1 FROM u WHERE m = n) HAVING x > 1')).toEqual([]);
});
