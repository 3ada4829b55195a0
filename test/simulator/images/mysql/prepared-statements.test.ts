import { mysqlImage } from '../../../../src/simulator/images/mysql';
import { type Connection, type Coroutine, runTask } from '../../../../src/simulator/process';
import { ProgramWorld } from '../program-world';

const encoder = new TextEncoder();

/** Bytes as the manual of the protocol prints them: hexadecimal, and texts between quotes. */
function bytes(printed: string): Uint8Array {
  const pieces = printed.match(/"[^"]*"|[0-9a-f]{2}/g) ?? [];
  return Uint8Array.from(
    pieces.flatMap((each) => (each.startsWith('"') ? [...encoder.encode(each.slice(1, -1))] : [parseInt(each, 16)])),
  );
}

const hex = (given: Uint8Array): string => Buffer.from(given).toString('hex').replace(/../g, '$& ').trim();

/** A client that says bytes and keeps bytes. */
class RawClient {
  private heard: number[] = [];

  private constructor(
    private readonly world: ProgramWorld,
    private readonly connection: Connection,
  ) {
    const { heard } = this;
    runTask(
      (function* (): Coroutine<void> {
        for (let piece = yield* connection.read(); piece !== undefined; piece = yield* connection.read()) {
          heard.push(...piece);
        }
      })(),
    );
  }

  /** Connects to a server without passwords, whose database `d` is there, and logs in. */
  static start(image = 'mysql:5.7'): RawClient {
    const world = new ProgramWorld([mysqlImage]);
    const env = { MYSQL_ALLOW_EMPTY_PASSWORD: 'yes', MYSQL_DATABASE: 'd' };
    const server = world.start('db', image, { env });
    world.pass(20_000);
    const client = new RawClient(
      world,
      world.net.run(world.net.network.nodeStack('n1').connect(server.address, 3306)).value,
    );
    world.pass(100);
    client.take();
    // Protocol 4.1, plugins, a database: bits 9, 15, 19 and 3; then the longest packet, a character set and zeros.
    client.write(
      1,
      bytes(`08 82 08 00 00 00 00 01 21 ${'00 '.repeat(23)} "root" 00 00 "d" 00 "mysql_native_password" 00`),
    );
    expect(client.packets()).toEqual([hex(bytes('00 00 00 02 00 00 00'))]);
    return client;
  }

  /** Sends a command and returns the payloads that come back, as hexadecimal digits. */
  say(printed: string): readonly string[] {
    this.write(0, bytes(printed));
    return this.packets();
  }

  /** Runs a statement by text. */
  query(sql: string): readonly string[] {
    return this.say(`03 "${sql}"`);
  }

  private write(sequence: number, payload: Uint8Array): void {
    const { length } = payload;
    const packet = Uint8Array.of(length & 0xff, length >> 8, 0, sequence, ...payload);
    this.world.net.run(this.connection.write(packet));
    this.world.pass(100);
  }

  private take(): readonly number[] {
    return this.heard.splice(0);
  }

  private packets(): readonly string[] {
    const all = this.take();
    const found: string[] = [];
    for (let offset = 0; offset < all.length;) {
      const [low = 0, high = 0] = all.slice(offset);
      const size = low + high * 256;
      found.push(hex(Uint8Array.from(all.slice(offset + 4, offset + 4 + size))));
      offset += 4 + size;
    }
    return found;
  }
}

/** The packets between two ends: rows, when columns are before them. */
function rowsOf(packets: readonly string[]): readonly string[] {
  const ends = packets.flatMap((each, index) => (each.startsWith('fe 00 00') ? [index] : []));
  return packets.slice((ends[0] ?? 0) + 1, ends[1]);
}

const END = 'fe 00 00 02 00';

// Source of the bytes: MySQL internals manual, 14.7 "Prepared Statements", its examples of each packet.
test('the example of the manual: prepared, told of its parameters and columns, run, and answered in binary rows', () => {
  const client = RawClient.start();
  const prepared = client.say('16 "SELECT CONCAT(?, ?) AS col1"');
  const parameter = hex(bytes('03 "def" 00 00 00 01 "?" 00 0c 3f 00 00 00 00 00 fd 80 00 00 00 00'));
  expect(prepared.slice(0, 4)).toEqual(['00 01 00 00 00 01 00 02 00 00 00 00', parameter, parameter, END]);
  expect(prepared[4]).toContain(hex(bytes('03 "def" 00 00 00 04 "col1" 00 0c')));
  expect(prepared.slice(5)).toEqual([END]);
  const run = client.say('17 01 00 00 00 00 01 00 00 00 00 01 0f 00 0f 00 03 "foo" 03 "bar"');
  expect(run[0]).toBe('01');
  expect(run[1]).toContain(hex(bytes('03 "def" 00 00 00 04 "col1" 00 0c')));
  expect(run.slice(2)).toEqual([END, hex(bytes('00 00 06 "foobar"')), END]);
});

test.each([
  { value: 'a tiny -1', sent: '00 01 01 00 ff', stored: '2d 31' },
  { value: 'a tiny 255 without sign', sent: '00 01 01 80 ff', stored: '32 35 35' },
  { value: 'a short 10', sent: '00 01 02 00 0a 00', stored: '31 30' },
  { value: 'a long -2', sent: '00 01 03 00 fe ff ff ff', stored: '2d 32' },
  { value: 'a longlong 10', sent: '00 01 08 00 0a 00 00 00 00 00 00 00', stored: '31 30' },
  {
    value: 'a longlong that no double holds',
    sent: '00 01 08 00 ff ff ff ff ff ff ff 7f',
    stored: hex(bytes('"9223372036854775807"')),
  },
  { value: 'a double 10.2', sent: '00 01 05 00 66 66 66 66 66 66 24 40', stored: hex(bytes('"10.2"')) },
  { value: 'a float 10.2', sent: '00 01 04 00 33 33 23 41', stored: hex(bytes('"10.2"')) },
  {
    value: 'a moment',
    sent: '00 01 0c 00 0b da 07 0a 11 13 1b 1e 01 00 00 00',
    stored: hex(bytes('"2010-10-17 19:27:30.000001"')),
  },
  { value: 'a date', sent: '00 01 0a 00 04 da 07 0a 11', stored: hex(bytes('"2010-10-17"')) },
  {
    value: 'a time of days ago',
    sent: '00 01 0b 00 0c 01 78 00 00 00 13 1b 1e 01 00 00 00',
    stored: hex(bytes('"-2899:27:30.000001"')),
  },
  { value: 'a blob', sent: '00 01 fc 00 03 "a\'b"', stored: hex(bytes('"a\'b"')) },
])('$value is taken for what it is', ({ sent, stored }) => {
  const client = RawClient.start();
  client.query('CREATE TABLE t (w VARCHAR(40))');
  client.say('16 "INSERT INTO t (w) VALUES (?)"');
  expect(client.say(`17 01 00 00 00 00 01 00 00 00 ${sent}`)).toEqual(['00 01 00 02 00 00 00']);
  const [row] = rowsOf(client.query('SELECT w FROM t'));
  expect(row?.slice(3)).toBe(stored);
});

test.each([
  { type: 'TINYINT', text: '-1', cell: 'ff' },
  { type: 'SMALLINT', text: '10', cell: '0a 00' },
  { type: 'INT', text: '-2', cell: 'fe ff ff ff' },
  { type: 'BIGINT', text: '10', cell: '0a 00 00 00 00 00 00 00' },
  { type: 'DOUBLE', text: '10.2', cell: '66 66 66 66 66 66 24 40' },
  { type: 'FLOAT', text: '10.2', cell: '33 33 23 41' },
  { type: 'DECIMAL(6,2)', text: '10.2', cell: hex(bytes('05 "10.20"')) },
  { type: 'DATE', text: "'2010-10-17'", cell: '04 da 07 0a 11' },
  { type: 'DATETIME', text: "'2010-10-17 19:27:30'", cell: '07 da 07 0a 11 13 1b 1e' },
  { type: 'TIME', text: "'19:27:30'", cell: '08 00 00 00 00 00 13 1b 1e' },
  { type: 'VARCHAR(10)', text: "'é'", cell: '02 c3 a9' },
])('a $type of $text is written as $cell', ({ type, text, cell }) => {
  const client = RawClient.start();
  client.query(`CREATE TABLE t (v ${type}, n INT)`);
  client.query(`INSERT INTO t (v) VALUES (${text})`);
  client.say('16 "SELECT v, n FROM t"');
  // The second column is NULL: bit 3 of the bytes before the values, which begin at bit 2.
  expect(rowsOf(client.say('17 01 00 00 00 00 01 00 00 00'))).toEqual([`00 08 ${cell}`]);
});

test('types need to be told once, NULL has a bit, and a statement is run as often as one likes', () => {
  const client = RawClient.start();
  client.query('CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT)');
  client.say('16 "INSERT INTO t (n) VALUES (?)"');
  expect(client.say('17 01 00 00 00 00 01 00 00 00 00 01 03 00 07 00 00 00')).toEqual(['00 01 01 02 00 00 00']);
  expect(client.say('17 01 00 00 00 00 01 00 00 00 00 00 08 00 00 00')).toEqual(['00 01 02 02 00 00 00']);
  expect(client.say('17 01 00 00 00 00 01 00 00 00 01 00')).toEqual(['00 01 03 02 00 00 00']);
  client.say('16 "SELECT n FROM t WHERE id >= ? ORDER BY id LIMIT ?"');
  const rows = client.say(
    '17 02 00 00 00 00 01 00 00 00 00 01 08 00 08 00 02 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00',
  );
  expect(rowsOf(rows)).toEqual(['00 00 08 00 00 00', '00 04']);
});

test('a value may come in pieces, until it is reset', () => {
  const client = RawClient.start();
  client.say('16 "SELECT ? AS w"');
  expect(client.say('18 01 00 00 00 00 00 "hello "')).toEqual([]);
  expect(client.say('18 01 00 00 00 00 00 "there"')).toEqual([]);
  expect(rowsOf(client.say('17 01 00 00 00 00 01 00 00 00 00 01 fc 00'))).toEqual([
    hex(bytes('00 00 0b "hello there"')),
  ]);
  client.say('18 01 00 00 00 00 00 "lost"');
  expect(client.say('1a 01 00 00 00')).toEqual(['00 00 00 02 00 00 00']);
  expect(rowsOf(client.say('17 01 00 00 00 00 01 00 00 00 00 01 fd 00 01 "x"'))).toEqual([hex(bytes('00 00 01 "x"'))]);
});

test('a closed statement is unknown, as are all after the connection was reset', () => {
  const client = RawClient.start();
  const unknown = (id: number): string =>
    hex(bytes(`ff db 04 "#HY000Unknown prepared statement handler (${id}) given to mysqld_stmt_execute"`));
  client.say('16 "SELECT 1"');
  expect(client.say('19 01 00 00 00')).toEqual([]);
  expect(client.say('17 01 00 00 00 00 01 00 00 00')).toEqual([unknown(1)]);
  expect(client.say('16 "SELECT 1"')[0]).toBe('00 02 00 00 00 01 00 00 00 00 00 00');
  client.say('1f');
  expect(client.say('17 02 00 00 00 00 01 00 00 00')).toEqual([unknown(2)]);
});

test.each([
  { what: 'what is no SQL', say: '16 "SELEC ?"', error: '#42000You have an error in your SQL syntax' },
  { what: 'a table that is not there', say: '16 "SELECT * FROM gone"', error: "#42S02Table 'd.gone' doesn't exist" },
  {
    what: 'USE',
    say: '16 "USE d"',
    error: '#HY000This command is not supported in the prepared statement protocol yet',
  },
  {
    what: 'a question mark in plain text',
    say: '03 "SELECT 1 + ?"',
    error: "the right syntax to use near '?' at line 1",
  },
])('$what is refused', ({ say, error }) => {
  const [answer = ''] = RawClient.start().say(say);
  expect(Buffer.from(answer.replaceAll(' ', ''), 'hex').toString()).toContain(error);
});

test('values that are missing are refused', () => {
  const client = RawClient.start();
  client.say('16 "SELECT ?"');
  const [answer = ''] = client.say('17 01 00 00 00 00 01 00 00 00');
  expect(Buffer.from(answer.replaceAll(' ', ''), 'hex').toString()).toContain(
    'Incorrect arguments to mysqld_stmt_execute',
  );
});
