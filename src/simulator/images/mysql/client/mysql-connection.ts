import { type Connection, type Coroutine, type Process, resolve, SystemError } from '../../../process';
import type { MysqlProblem } from '../protocol/answers';
import { CAPABILITY, CHARSET, COLUMN_FLAG, COMMAND, STATUS } from '../protocol/constants';
import { PacketStream } from '../protocol/packet-stream';
import { type AuthPlugin, proofOf } from '../protocol/passwords';
import { PayloadReader } from '../protocol/payload-reader';
import { PayloadWriter } from '../protocol/payload-writer';

/** Where a server is, and who asks. */
export interface MysqlAddress {
  /** Name or address. */
  readonly host: string;
  /** @default 3306 */
  readonly port?: number;
  readonly user: string;
  /** @default - none */
  readonly password?: string;
  /** Database that names without one mean. @default - none */
  readonly database?: string;
}

/** What a server refuses. */
export class MysqlServerError extends Error {
  constructor(readonly problem: MysqlProblem) {
    super(problem.message);
    this.name = 'MysqlServerError';
  }
}

/** A column of an answer. */
export interface AnswerColumn {
  readonly name: string;
  /** Whether its values are numbers: they are shown at the right. */
  readonly isNumber: boolean;
  /** Whether there is room for the word NULL. */
  readonly isNullable: boolean;
}

/** What a server answers to a statement: rows, or what it has changed. */
export type MysqlAnswer =
  | {
      readonly type: 'rows';
      readonly columns: readonly AnswerColumn[];
      readonly rows: readonly (readonly (string | null)[])[];
    }
  | { readonly type: 'done'; readonly affectedRows: number; readonly insertId: number; readonly info: string };

const CLIENT_CAPABILITIES =
  CAPABILITY.longPassword |
  CAPABILITY.longFlag |
  CAPABILITY.protocol41 |
  CAPABILITY.transactions |
  CAPABILITY.secureConnection |
  CAPABILITY.multiResults |
  CAPABILITY.pluginAuth |
  CAPABILITY.authLength;

const PACKET_MAX = 0x100_0000;
const NUMBER_TYPES: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 8, 9, 13, 246]);

function problemOf(payload: Uint8Array): MysqlProblem {
  const reader = new PayloadReader(payload.subarray(1));
  const number = reader.number(2);
  const text = reader.text();
  return text.startsWith('#')
    ? { number, state: text.slice(1, 6), message: text.slice(6) }
    : { number, state: 'HY000', message: text };
}

/** A connection to a server, as programs have it. Not modelled: TLS. */
export class MysqlConnection {
  /** Version of the server. */
  serverVersion = '';
  /** Number of the connection at the server. */
  id = 0;
  private readonly stream: PacketStream;

  private constructor(connection: Connection) {
    this.stream = new PacketStream(connection);
  }

  /**
   * Connects and says who asks.
   *
   * @throws MysqlServerError when the server refuses, ResolutionError when its name has no address, SystemError as
   * `NetworkStack.connect`, ECONNRESET when it ends the connection.
   */
  static *open(process: Process, address: MysqlAddress): Coroutine<MysqlConnection> {
    const [ip = ''] = yield* resolve(process, address.host);
    const client = new MysqlConnection(yield* process.network.connect(ip, address.port ?? 3306));
    try {
      yield* client.introduce(address);
    } catch (error) {
      client.abandon();
      throw error;
    }
    return client;
  }

  /** Runs a statement. @throws MysqlServerError; SystemError when the connection is lost */
  *query(statement: string): Coroutine<MysqlAnswer> {
    yield* this.send(COMMAND.query, statement);
    return yield* this.readAnswer();
  }

  /** Makes a database that which names without one mean. Throws as `query`. */
  *use(database: string): Coroutine<void> {
    yield* this.send(COMMAND.initDatabase, database);
    yield* this.readAnswer();
  }

  /** Whether the server answers. Throws as `query`. */
  *ping(): Coroutine<void> {
    yield* this.send(COMMAND.ping);
    yield* this.readAnswer();
  }

  /** What the server says of itself in one line. Throws as `query`. */
  *statistics(): Coroutine<string> {
    yield* this.send(COMMAND.statistics);
    return new PayloadReader(yield* this.read()).text();
  }

  /** Says good-bye and ends the connection. */
  *close(): Coroutine<void> {
    try {
      yield* this.send(COMMAND.quit);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
    this.abandon();
  }

  /** Ends the connection without a word. */
  abandon(): void {
    this.stream.close();
  }

  private *send(command: number, text = ''): Coroutine<void> {
    this.stream.restart();
    yield* this.stream.write(new PayloadWriter().number(command, 1).text(text).finish());
  }

  /** The next payload. A server that ends the connection has failed. */
  private *read(): Coroutine<Uint8Array> {
    const payload = yield* this.stream.read();
    if (payload === undefined) throw new SystemError('ECONNRESET');
    return payload;
  }

  private *introduce({ user, password = '', database }: MysqlAddress): Coroutine<void> {
    const greeting = yield* this.read();
    if (greeting[0] === 0xff) throw new MysqlServerError(problemOf(greeting));
    const reader = new PayloadReader(greeting.subarray(1));
    this.serverVersion = reader.textWithZero();
    this.id = reader.number(4);
    const first = reader.bytes(8);
    reader.bytes(19);
    const nonce = Uint8Array.from([...first, ...reader.bytes(12)]);
    reader.number(1);
    const plugin = reader.textWithZero() as AuthPlugin;
    const proof = proofOf(plugin, password, nonce);
    const writer = new PayloadWriter()
      .number(CLIENT_CAPABILITIES + (database === undefined ? 0 : CAPABILITY.connectWithDatabase), 4)
      .number(PACKET_MAX, 4)
      .number(CHARSET.utf8, 1)
      .zeros(23)
      .textWithZero(user)
      .length(proof.length)
      .bytes(proof);
    if (database !== undefined) writer.textWithZero(database);
    yield* this.stream.write(writer.textWithZero(plugin).finish());
    yield* this.finishProof(password);
  }

  /** Answers what the server asks until it is content. */
  private *finishProof(password: string): Coroutine<void> {
    for (;;) {
      const payload = yield* this.read();
      if (payload[0] === 0) return;
      if (payload[0] === 0xff) throw new MysqlServerError(problemOf(payload));
      if (payload[0] !== 0xfe) continue;
      const reader = new PayloadReader(payload.subarray(1));
      const plugin = reader.textWithZero() as AuthPlugin;
      yield* this.stream.write(proofOf(plugin, password, reader.bytes(20)));
    }
  }

  private *readAnswer(): Coroutine<MysqlAnswer> {
    const head = yield* this.read();
    if (head[0] === 0xff) throw new MysqlServerError(problemOf(head));
    const reader = new PayloadReader(head);
    if (head[0] === 0) {
      reader.number(1);
      const [affectedRows, insertId] = [reader.length(), reader.length()];
      const status = reader.number(2);
      reader.number(2);
      const answer = {
        type: 'done',
        affectedRows,
        insertId,
        info: reader.isAtEnd ? '' : (reader.textWithLength() ?? ''),
      } as const;
      return (status & STATUS.moreResults) === 0 ? answer : yield* this.readAnswer();
    }
    return yield* this.readRows(reader.length());
  }

  private *readRows(count: number): Coroutine<MysqlAnswer> {
    const columns: AnswerColumn[] = [];
    for (let index = 0; index < count; index += 1) {
      const reader = new PayloadReader(yield* this.read());
      const names = Array.from({ length: 6 }, () => reader.textWithLength());
      reader.bytes(7);
      const isNumber = NUMBER_TYPES.has(reader.number(1));
      columns.push({ name: names[4] ?? '', isNumber, isNullable: (reader.number(2) & COLUMN_FLAG.notNull) === 0 });
    }
    yield* this.read();
    const rows: (string | null)[][] = [];
    for (let payload = yield* this.read(); !isEnd(payload); payload = yield* this.read()) {
      if (payload[0] === 0xff) throw new MysqlServerError(problemOf(payload));
      const reader = new PayloadReader(payload);
      rows.push(columns.map(() => reader.textWithLength()));
    }
    return { type: 'rows', columns, rows };
  }
}

const isEnd = (payload: Uint8Array): boolean => payload[0] === 0xfe && payload.length < 9;
