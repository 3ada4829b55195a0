import { type Connection, type Coroutine, limitTime, type Process, resolve, SystemError } from '../../../process';
import { type BsonDocument, numberOf } from '../bson/values';
import { MessageReader } from '../wire/message-reader';
import { type MessageForm, readReply, writeCommand } from '../wire/messages';

/** Port of a server that nobody names another one for. */
export const MONGO_PORT = 27017;

/** What a server has refused. */
export class CommandError extends Error {
  constructor(
    /** The whole answer. */
    readonly reply: BsonDocument,
  ) {
    super(typeof reply.errmsg === 'string' ? reply.errmsg : 'unknown error');
    this.name = 'CommandError';
  }

  get code(): number {
    return numberOf(this.reply.code) ?? 0;
  }
}

/** `mongo-0.mongo:27017` in its parts. */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const [, host = address, port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
  return { host, port: port === undefined ? MONGO_PORT : Number(port) };
}

/** One connection to one server: commands and answers in turn. */
export class MongoConnection {
  private readonly reader: MessageReader;
  private requestId = 0;
  private form: MessageForm = 'query';
  /** Whether a secondary may answer. */
  maySecondary = false;
  /** What the server has said of itself. */
  hello: BsonDocument = {};

  private constructor(
    private readonly connection: Connection,
    /** `host:port`. */
    readonly address: string,
  ) {
    this.reader = new MessageReader(connection);
  }

  /**
   * Connects to `host:port` and hears what is there.
   *
   * @throws ResolutionError, and SystemError as `NetworkStack.connect`
   */
  static *open(process: Process, address: string, timeoutMs = 10_000): Coroutine<MongoConnection> {
    const { host, port } = splitAddress(address);
    const [ip = host] = yield* resolve(process, host);
    const connection = new MongoConnection(yield* process.network.connect(ip, port, { timeoutMs }), `${host}:${port}`);
    try {
      yield* limitTime(process, timeoutMs, connection.refresh());
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  /** Asks the server anew what it is. */
  *refresh(): Coroutine<BsonDocument> {
    this.hello = yield* this.command('admin', { isMaster: 1 });
    if ((numberOf(this.hello.maxWireVersion) ?? 0) >= 6) this.form = 'message';
    return this.hello;
  }

  /**
   * Sends a command, and returns the answer.
   *
   * @throws CommandError what the server refuses; SystemError ECONNRESET when it goes away.
   */
  *command(database: string, command: BsonDocument): Coroutine<BsonDocument> {
    this.requestId += 1;
    const { requestId, form } = this;
    const sent = this.maySecondary ? { ...command, $readPreference: { mode: 'secondaryPreferred' } } : command;
    yield* this.connection.write(writeCommand({ requestId, form, database, command: sent }));
    const message = yield* this.reader.next();
    if (message === undefined) throw new SystemError('ECONNRESET', this.address);
    const reply = readReply(message);
    if (numberOf(reply.ok) !== 1) throw new CommandError(reply);
    return reply;
  }

  /** All documents of a cursor that a command has opened. */
  *all(database: string, command: BsonDocument): Coroutine<BsonDocument[]> {
    const first = (yield* this.command(database, command)).cursor as BsonDocument;
    const documents = [...(first.firstBatch as readonly BsonDocument[])];
    const namespace = String(first.ns);
    for (let { id } = first; id !== 0n && id !== 0;) {
      const collection = namespace.slice(namespace.indexOf('.') + 1);
      const next = (yield* this.command(database, { getMore: id, collection })).cursor as BsonDocument;
      documents.push(...(next.nextBatch as readonly BsonDocument[]));
      ({ id } = next);
    }
    return documents;
  }

  close(): void {
    this.connection.close();
    this.connection.end();
  }
}
