import {
  type Connection,
  type Coroutine,
  decodeText,
  encodeText,
  type Process,
  resolve,
  SystemError,
} from '../../../process';
import { fromBase64, toBase64 } from '../protocol/base64';
import { readReport, type ServerReport } from '../protocol/error-fields';
import { type FieldReader, MessageBuilder } from '../protocol/fields';
import { type Message, MessageReader } from '../protocol/message-reader';
import { keptPassword, md5Answer } from '../protocol/passwords';
import { attributesOf, hmac, keysOf, saltedPassword, xor } from '../protocol/scram';

const PROTOCOL_3 = 196_608;
const NONCE_BYTES = 18;

/** Where to connect, and as whom. */
export interface PgOptions {
  readonly host: string;
  /** @default 5432 */
  readonly port?: number;
  readonly user: string;
  /** @default - that of the user */
  readonly database?: string;
  /** @default - none; a server that asks for one refuses */
  readonly password?: string;
  /** @default - none */
  readonly applicationName?: string;
  /** Virtual milliseconds to connect. @default - as Linux */
  readonly timeoutMs?: number;
}

/** What the server has refused. */
export class PgError extends Error {
  constructor(readonly report: ServerReport) {
    super(report.message);
    this.name = 'PgError';
  }
}

/** A server that wants a password of a client that has none. */
export class PasswordMissing extends Error {
  constructor() {
    super('no password supplied');
  }
}

/** A column of an answer. */
export interface PgColumn {
  readonly name: string;
  /** Number of its type. */
  readonly type: number;
}

/** What one statement came to. */
export interface PgResult {
  readonly columns: readonly PgColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** `INSERT 0 1`; undefined for an empty statement. */
  readonly tag?: string;
}

/** A connection to a PostgreSQL server, for programs that use it as a library does. */
export class PgClient {
  private readonly reader: MessageReader;

  private constructor(
    private readonly process: Process,
    private readonly connection: Connection,
  ) {
    this.reader = new MessageReader(connection);
  }

  /**
   * Connects, and proves who it is.
   *
   * @throws ResolutionError, SystemError as `NetworkStack.connect`, PgError, PasswordMissing
   */
  static *connect(process: Process, options: PgOptions): Coroutine<PgClient> {
    const { host, port = 5432, timeoutMs } = options;
    const [address = host] = yield* resolve(process, host);
    const connection = yield* process.network.connect(address, port, timeoutMs === undefined ? {} : { timeoutMs });
    const client = new PgClient(process, connection);
    try {
      yield* client.begin(options);
    } catch (error) {
      client.drop();
      throw error;
    }
    return client;
  }

  /** Runs statements, and returns what each came to. @throws PgError at the first that is refused, SystemError ECONNRESET */
  *query(text: string, onNotice?: (report: ServerReport) => void): Coroutine<readonly PgResult[]> {
    yield* this.send(new MessageBuilder('Q').text(text));
    return yield* this.results(onNotice);
  }

  /** Runs one statement with values for `$1`, `$2`. Throws as `query`. */
  *run(statement: string, values: readonly (string | null)[]): Coroutine<PgResult> {
    const bytes = values.map((value) => (value === null ? null : encodeText(value)));
    const bind = new MessageBuilder('B').text('').text('').int16(0);
    yield* this.send(new MessageBuilder('P').text('').text(statement).int16(0));
    yield* this.send(bind.list(bytes, (value) => bind.value(value)).int16(0));
    yield* this.send(new MessageBuilder('D').letter('P').text(''));
    yield* this.send(new MessageBuilder('E').text('').int32(0));
    yield* this.send(new MessageBuilder('S'));
    return (yield* this.results())[0] ?? { columns: [], rows: [] };
  }

  /** Takes its leave. */
  *close(): Coroutine<void> {
    try {
      yield* this.send(new MessageBuilder('X'));
    } finally {
      this.drop();
    }
  }

  /** Ends it without a word. */
  drop(): void {
    this.connection.close();
    this.connection.end();
  }

  private *send(message: MessageBuilder): Coroutine<void> {
    yield* this.connection.write(message.bytes());
  }

  private *receive(): Coroutine<Message> {
    const message = yield* this.reader.next();
    if (message === undefined) throw new SystemError('ECONNRESET');
    return message;
  }

  private *begin(options: PgOptions): Coroutine<void> {
    const { user, database = user, applicationName } = options;
    const hello = new MessageBuilder().int32(PROTOCOL_3).text('user').text(user).text('database').text(database);
    if (applicationName !== undefined) hello.text('application_name').text(applicationName);
    yield* this.send(hello.text('client_encoding').text('UTF8').raw(Uint8Array.of(0)));
    for (;;) {
      const { type, fields } = yield* this.receive();
      if (type === 'E') throw new PgError(readReport(fields));
      if (type === 'R') yield* this.authenticate(fields, options);
      else if (type === 'Z') return;
    }
  }

  private *authenticate(fields: FieldReader, { user, password }: PgOptions): Coroutine<void> {
    const kind = fields.int32();
    if (kind === 0) return;
    if (password === undefined || password === '') throw new PasswordMissing();
    if (kind === 5)
      yield* this.send(new MessageBuilder('p').text(md5Answer(keptPassword(user, password), fields.raw())));
    else if (kind === 3) yield* this.send(new MessageBuilder('p').text(password));
    else if (kind === 10) yield* this.proveByScram(password);
  }

  /** Source: RFC 5802. */
  private *proveByScram(password: string): Coroutine<void> {
    const { random } = this.process;
    const bare = `n=,r=${toBase64(Uint8Array.from({ length: NONCE_BYTES }, () => random.below(256)))}`;
    const first = encodeText(`n,,${bare}`);
    yield* this.send(new MessageBuilder('p').text('SCRAM-SHA-256').int32(first.length).raw(first));
    const challenge = yield* this.receive();
    if (challenge.type === 'E') throw new PgError(readReport(challenge.fields));
    challenge.fields.int32();
    const text = decodeText(challenge.fields.raw());
    const attributes = attributesOf(text);
    const salt = fromBase64(attributes.get('s') ?? '');
    const { client, stored } = keysOf(saltedPassword(password, salt, Number(attributes.get('i'))));
    const final = `c=biws,r=${attributes.get('r') ?? ''}`;
    const proof = xor(client, hmac(stored, encodeText(`${bare},${text},${final}`)));
    yield* this.send(new MessageBuilder('p').raw(encodeText(`${final},p=${toBase64(proof)}`)));
    const answer = yield* this.receive();
    if (answer.type === 'E') throw new PgError(readReport(answer.fields));
  }

  /** What the server answers, until it waits for more. */
  private *results(onNotice?: (report: ServerReport) => void): Coroutine<readonly PgResult[]> {
    const results: PgResult[] = [];
    let [columns, rows]: [readonly PgColumn[], (readonly (string | null)[])[]] = [[], []];
    let failure: PgError | undefined;
    for (;;) {
      const { type, fields } = yield* this.receive();
      if (type === 'T') columns = fields.list(() => columnOf(fields));
      else if (type === 'D') rows.push(fields.list(() => textOf(fields.value())));
      else if (type === 'C' || type === 'I') {
        results.push({ columns, rows, ...(type === 'C' ? { tag: fields.text() } : {}) });
        [columns, rows] = [[], []];
      } else if (type === 'N') onNotice?.(readReport(fields));
      else if (type === 'E') {
        failure ??= new PgError(readReport(fields));
        // After this the server says nothing more.
        if (failure.report.severity === 'FATAL') throw failure;
      } else if (type === 'Z') break;
    }
    if (failure !== undefined) throw failure;
    return results;
  }
}

const textOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : decodeText(bytes));

function columnOf(fields: FieldReader): PgColumn {
  const name = fields.text();
  // Table and number of the column stand before its type, size, modifier and form after it.
  fields.raw(6);
  const type = fields.int32();
  fields.raw(8);
  return { name, type };
}
