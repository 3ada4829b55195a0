import fc from 'fast-check';
import { SmallDatabase } from './small-database';

const PEOPLE = [
  'CREATE TABLE people (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(10) NOT NULL UNIQUE, city TEXT, age INT)',
  "INSERT INTO people (name, city, age) VALUES ('Ann', 'Rome', 30), ('Bob', 'Oslo', 20), ('Cid', 'Rome', NULL), ('Dee', NULL, 40)",
  'CREATE TABLE visits (person INT, place VARCHAR(20))',
  "INSERT INTO visits VALUES (1, 'park'), (1, 'zoo'), (2, 'park')",
];

const people = (): SmallDatabase => new SmallDatabase(...PEOPLE);

test.each([
  { expression: '1 + 2 * 3', value: 7 },
  { expression: '(1 + 2) * 3', value: 9 },
  { expression: '-2 - -3', value: 1 },
  { expression: '7 DIV 2', value: 3 },
  { expression: '7 % 4', value: 3 },
  { expression: '1 / 0', value: null },
  { expression: "'3 apples' + 4", value: 7 },
  { expression: "'a' = 'A'", value: 1 },
  { expression: "'a ' = 'a'", value: 1 },
  { expression: 'NULL = NULL', value: null },
  { expression: 'NULL <=> NULL', value: 1 },
  { expression: 'NULL IS NULL', value: 1 },
  { expression: 'NOT NULL', value: null },
  { expression: '0 AND NULL', value: 0 },
  { expression: '1 OR NULL', value: 1 },
  { expression: '1 AND NULL', value: null },
  { expression: 'NOT 1 = 2', value: 1 },
  { expression: '2 BETWEEN 1 AND 3 AND 0', value: 0 },
  { expression: '5 NOT IN (1, 2)', value: 1 },
  { expression: '5 NOT IN (1, NULL)', value: null },
  { expression: "'kubectl' LIKE 'KUBE%'", value: 1 },
  { expression: "'50%' LIKE '50\\%'", value: 1 },
  { expression: "'500' LIKE '50\\%'", value: 0 },
  { expression: "'abc' NOT LIKE 'a_'", value: 1 },
  { expression: "'abc' REGEXP '^a.c$'", value: 1 },
  { expression: "CASE WHEN 1 > 2 THEN 'a' WHEN 1 THEN 'b' ELSE 'c' END", value: 'b' },
  { expression: "CASE 3 WHEN 1 THEN 'one' WHEN 3 THEN 'three' END", value: 'three' },
  { expression: "IF(1 > 2, 'yes', 'no')", value: 'no' },
  { expression: "COALESCE(NULL, IFNULL(NULL, 'x'))", value: 'x' },
  { expression: "CONCAT('it', '''s', \" ok\")", value: "it's ok" },
  { expression: "'line\\nend'", value: 'line\nend' },
  { expression: "SUBSTRING('kubernetes', 5, 3)", value: 'rne' },
  { expression: "SUBSTRING('kubernetes', -3)", value: 'tes' },
  { expression: "LENGTH('ä')", value: 2 },
  { expression: "CHAR_LENGTH('ä')", value: 1 },
  { expression: 'ROUND(2.345, 2)', value: 2.35 },
  { expression: 'NOW()', value: '2026-01-02 03:04:05' },
  { expression: "DATE_FORMAT('2026-03-04 15:06:07', '%d.%m.%Y %H:%i')", value: '04.03.2026 15:06' },
  { expression: "CAST('12' AS SIGNED) + 1", value: 13 },
  { expression: 'VERSION()', value: '5.6.51' },
  { expression: '(SELECT COUNT(*) FROM people WHERE age > 25)', value: 2 },
  { expression: "EXISTS (SELECT 1 FROM visits WHERE place = 'moon')", value: 0 },
  { expression: '/* a comment */ 1 -- and another', value: 1 },
])('$expression is $value', ({ expression, value }) => {
  expect(people().value(expression)).toBe(value);
});

test.each([
  { query: "SELECT name FROM people WHERE city = 'rome' ORDER BY name DESC", rows: [['Cid'], ['Ann']] },
  { query: 'SELECT name FROM people ORDER BY age, 1 LIMIT 2', rows: [['Cid'], ['Bob']] },
  { query: 'SELECT name FROM people ORDER BY id LIMIT 1, 2', rows: [['Bob'], ['Cid']] },
  { query: 'SELECT name FROM people ORDER BY id LIMIT 2 OFFSET 3', rows: [['Dee']] },
  {
    query: 'SELECT COUNT(*), COUNT(age), SUM(age), AVG(age), MIN(name), MAX(age) FROM people',
    rows: [[4, 3, 90, 30, 'Ann', 40]],
  },
  { query: 'SELECT COUNT(*) FROM people WHERE id > 100', rows: [[0]] },
  { query: 'SELECT SUM(age) FROM people WHERE id > 100', rows: [[null]] },
  {
    query: 'SELECT city, COUNT(*) AS n FROM people GROUP BY city HAVING n > 1',
    rows: [['Rome', 2]],
  },
  { query: 'SELECT DISTINCT city FROM people WHERE city IS NOT NULL', rows: [['Rome'], ['Oslo']] },
  { query: 'SELECT COUNT(DISTINCT city) FROM people', rows: [[2]] },
  {
    query: 'SELECT p.name, v.place FROM people p JOIN visits v ON v.person = p.id ORDER BY p.name, v.place',
    rows: [
      ['Ann', 'park'],
      ['Ann', 'zoo'],
      ['Bob', 'park'],
    ],
  },
  {
    query:
      'SELECT p.name, COUNT(v.place) FROM people AS p LEFT JOIN visits AS v ON v.person = p.id GROUP BY p.id ORDER BY 1',
    rows: [
      ['Ann', 2],
      ['Bob', 1],
      ['Cid', 0],
      ['Dee', 0],
    ],
  },
  {
    query: 'SELECT name FROM people p WHERE EXISTS (SELECT 1 FROM visits v WHERE v.person = p.id) ORDER BY name',
    rows: [['Ann'], ['Bob']],
  },
  { query: "SELECT name FROM people WHERE id IN (SELECT person FROM visits WHERE place = 'zoo')", rows: [['Ann']] },
  { query: 'SELECT t.n FROM (SELECT COUNT(*) AS n FROM visits) t', rows: [[3]] },
  { query: 'SELECT 1 UNION SELECT 2 UNION ALL SELECT 2 ORDER BY 1 DESC', rows: [[2], [2], [1]] },
  { query: 'SELECT name FROM people WHERE id = 2', rows: [['Bob']] },
  { query: "SELECT id FROM people WHERE name = 'BOB'", rows: [[2]] },
])('$query', ({ query, rows }) => {
  expect(people().rows(query)).toEqual(rows);
});

test.each([
  {
    statement: 'SELEKT 1',
    text: "1064 You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near 'SELEKT 1' at line 1",
  },
  { statement: 'SELECT * FORM people', text: /near 'FORM people' at line 1$/ },
  { statement: 'SELECT *\nFROM people\nWHERE', text: /near '' at line 3$/ },
  { statement: 'SELECT * FROM nobody', text: "1146 Table 'test.nobody' doesn't exist" },
  { statement: 'SELECT * FROM other.people', text: "1146 Table 'other.people' doesn't exist" },
  { statement: 'SELECT size FROM people', text: "1054 Unknown column 'size' in 'field list'" },
  { statement: 'SELECT 1 FROM people WHERE size = 1', text: "1054 Unknown column 'size' in 'where clause'" },
  { statement: 'SELECT id FROM people ORDER BY size', text: "1054 Unknown column 'size' in 'order clause'" },
  { statement: 'SELECT name FROM people a, people b', text: "1052 Column 'name' in field list is ambiguous" },
  { statement: "INSERT INTO people (name) VALUES ('Ann')", text: "1062 Duplicate entry 'Ann' for key 'name'" },
  { statement: "INSERT INTO people VALUES (1, 'Eve', NULL, 1)", text: "1062 Duplicate entry '1' for key 'PRIMARY'" },
  { statement: 'INSERT INTO people (name) VALUES (NULL)', text: "1048 Column 'name' cannot be null" },
  { statement: 'INSERT INTO people (city) VALUES (1)', text: "1364 Field 'name' doesn't have a default value" },
  {
    statement: 'INSERT INTO people (name) VALUES (1, 2)',
    text: "1136 Column count doesn't match value count at row 1",
  },
  {
    statement: "INSERT INTO people (name) VALUES ('a name too long')",
    text: "1406 Data too long for column 'name' at row 1",
  },
  {
    statement: "INSERT INTO people (name, age) VALUES ('x', 'old')",
    text: "1366 Incorrect integer value: 'old' for column 'age' at row 1",
  },
  {
    statement: "INSERT INTO people (name, age) VALUES ('x', 3000000000)",
    text: "1264 Out of range value for column 'age' at row 1",
  },
  { statement: 'CREATE TABLE people (id INT)', text: "1050 Table 'people' already exists" },
  { statement: 'CREATE TABLE IF NOT EXISTS people (id INT)', text: 'ok' },
  { statement: 'CREATE TABLE t (a INT, A INT)', text: "1060 Duplicate column name 'A'" },
  { statement: 'DROP TABLE nobody', text: "1051 Unknown table 'test.nobody'" },
  { statement: 'DROP TABLE IF EXISTS nobody', text: 'ok' },
  { statement: 'CREATE DATABASE test', text: "1007 Can't create database 'test'; database exists" },
  { statement: 'DROP DATABASE other', text: "1008 Can't drop database 'other'; database doesn't exist" },
  { statement: 'ALTER TABLE people DROP COLUMN size', text: "1091 Can't DROP 'size'; check that column/key exists" },
  { statement: 'ALTER TABLE people ADD UNIQUE KEY (city)', text: "1062 Duplicate entry 'Rome' for key 'city'" },
  { statement: 'SELECT nonsense(1)', text: '1305 FUNCTION nonsense does not exist' },
  { statement: 'SELECT (SELECT id FROM people)', text: '1242 Subquery returns more than 1 row' },
])('$statement is answered as MySQL does', ({ statement, text }) => {
  const refusal = people().refusal(statement);
  if (typeof text === 'string') expect(refusal).toBe(text);
  else expect(refusal).toMatch(text);
});

test('a statement that fails in the middle has changed nothing', () => {
  const database = people();
  expect(database.refusal("INSERT INTO people (name) VALUES ('Eve'), ('Fay'), ('Ann')")).toContain('1062');
  expect(database.refusal("UPDATE people SET name = 'same'")).toContain('1062');
  expect(database.rows('SELECT name FROM people ORDER BY id')).toEqual([['Ann'], ['Bob'], ['Cid'], ['Dee']]);
});

test('a transaction that is rolled back never was, one that is committed stays', () => {
  const database = people();
  database.run('BEGIN');
  database.run('DELETE FROM people WHERE id > 1');
  database.run("UPDATE people SET name = 'Zoe'");
  expect(database.rows('SELECT name FROM people')).toEqual([['Zoe']]);
  database.run('ROLLBACK');
  expect(database.value('GROUP_CONCAT(name) FROM people')).toBe('Ann,Bob,Cid,Dee');
  database.run('START TRANSACTION');
  database.run('DELETE FROM people WHERE age IS NULL');
  database.run('COMMIT');
  database.run('ROLLBACK');
  expect(database.value('COUNT(*) FROM people')).toBe(3);
});

test('automatic numbers go on, also behind rows that are gone', () => {
  const database = people();
  database.run('DELETE FROM people');
  database.run("INSERT INTO people (name) VALUES ('x'), ('y')");
  expect(database.value('LAST_INSERT_ID()')).toBe(5);
  database.run("INSERT INTO people (id, name) VALUES (50, 'z')");
  database.run("INSERT INTO people (name) VALUES ('w')");
  expect(database.value('MAX(id) FROM people')).toBe(51);
  database.run('TRUNCATE people');
  database.run("INSERT INTO people (name) VALUES ('first')");
  expect(database.value('id FROM people')).toBe(1);
});

test('duplicates are ignored, replaced or updated where a statement says so', () => {
  const database = people();
  database.run("INSERT IGNORE INTO people (name, age) VALUES ('Ann', 1), ('Eve', 2)");
  expect(database.value("age FROM people WHERE name = 'Ann'")).toBe(30);
  database.run("REPLACE INTO people (id, name, age) VALUES (2, 'Bob', 21)");
  expect(database.rows('SELECT city, age FROM people WHERE id = 2')).toEqual([[null, 21]]);
  database.run("INSERT INTO people (name, age) VALUES ('Ann', 5) ON DUPLICATE KEY UPDATE age = age + VALUES(age)");
  expect(database.value("age FROM people WHERE name = 'Ann'")).toBe(35);
});

test('a table that is altered keeps its rows', () => {
  const database = people();
  database.run("ALTER TABLE people ADD COLUMN state CHAR(2) NOT NULL DEFAULT 'ok' AFTER id, DROP COLUMN city");
  database.run('ALTER TABLE people CHANGE name nick VARCHAR(20) NOT NULL');
  expect(database.rows('SELECT * FROM people WHERE id = 1')).toEqual([[1, 'ok', 'Ann', 30]]);
  expect(database.refusal("INSERT INTO people (nick) VALUES ('Ann')")).toBe(
    "1062 Duplicate entry 'Ann' for key 'name'",
  );
  database.run('ALTER TABLE people RENAME TO folk');
  expect(database.value('COUNT(*) FROM folk')).toBe(4);
});

test('updates and deletes reach what they name, and no more', () => {
  const database = people();
  expect(database.run('UPDATE people SET age = age + 1 WHERE age >= 30')).toMatchObject({
    affectedRows: 2,
    matchedRows: 2,
  });
  expect(database.run("UPDATE people SET city = 'Rome' WHERE city = 'Rome'")).toMatchObject({
    affectedRows: 0,
    matchedRows: 2,
  });
  expect(database.run('DELETE FROM people ORDER BY id DESC LIMIT 1')).toMatchObject({ affectedRows: 1 });
  expect(database.rows('SELECT name, age FROM people ORDER BY id')).toEqual([
    ['Ann', 31],
    ['Bob', 20],
    ['Cid', null],
  ]);
});

test('rows are found by a unique index as they are found without one', () => {
  const word = fc.constantFrom('a', 'A', 'b', 'c', 'd ', '');
  fc.assert(
    fc.property(
      fc.array(fc.record({ word, number: fc.integer({ min: 0, max: 5 }) }), { maxLength: 20 }),
      word,
      (rows, wanted) => {
        const database = new SmallDatabase(
          'CREATE TABLE keyed (word VARCHAR(5), number INT, UNIQUE KEY (word))',
          'CREATE TABLE plain (word VARCHAR(5), number INT)',
        );
        for (const { word: each, number } of rows) {
          database.run(`REPLACE INTO keyed VALUES ('${each}', ${number})`);
          database.run(`DELETE FROM plain WHERE word = '${each}'`);
          database.run(`INSERT INTO plain VALUES ('${each}', ${number})`);
        }
        const query = (table: string): string => `SELECT number FROM ${table} WHERE word = '${wanted}'`;
        expect(database.rows(query('keyed'))).toEqual(database.rows(query('plain')));
        expect(database.value('COUNT(*) FROM keyed')).toBe(database.value('COUNT(*) FROM plain'));
      },
    ),
    { numRuns: 50 },
  );
});
