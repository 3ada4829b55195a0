import { type Coroutine, isSystemError, type Process, ResolutionError, resolve } from '../../../process';
import { bytesOfText } from '../protocol/byte-text';
import { ErrorReply, type Reply } from '../protocol/reply';
import { MasterLink } from '../replication/master-link';
import type { CliOptions } from './cli-options';

/** A server that cannot be reached; the message is that of redis-cli. */
export class ConnectionFailure extends Error {}

/** The connection of a redis-cli, made when it is first needed, and again when it was lost. */
export class CliConnection {
  private link: MasterLink | undefined;
  /** Database that the server takes commands for. */
  database = 0;
  isInTransaction = false;

  constructor(
    private readonly process: Process,
    private readonly options: CliOptions,
  ) {}

  get isConnected(): boolean {
    return this.link !== undefined;
  }

  /** Connects, authenticates and selects the database. Throws ConnectionFailure. */
  *connect(): Coroutine<void> {
    const { process, options } = this;
    this.close();
    try {
      const [address = ''] = yield* resolve(process, options.host);
      const connection = yield* process.network.connect(address, options.port);
      this.link = new MasterLink(process, connection);
      yield* this.introduce(this.link);
    } catch (error) {
      this.close();
      if (!isSystemError(error) && !(error instanceof ResolutionError)) throw error;
      throw new ConnectionFailure(`Could not connect to Redis at ${options.host}:${options.port}: ${error.message}`);
    }
  }

  /** Sends a command and waits for the answer. Throws ConnectionFailure; SystemError when the connection is lost. */
  *ask(words: readonly string[]): Coroutine<Reply> {
    if (this.link === undefined) yield* this.connect();
    const { link } = this;
    if (link === undefined) throw new ConnectionFailure('');
    try {
      const reply = yield* link.ask(...words);
      this.note(words, reply);
      return reply;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What comes without being asked for: messages of channels. Throws SystemError. */
  *receive(): Coroutine<Reply> {
    if (this.link === undefined) throw new ConnectionFailure('');
    return yield* this.link.receive();
  }

  close(): void {
    this.link?.connection.end();
    this.link?.connection.close();
    this.link = undefined;
    this.isInTransaction = false;
    this.database = 0;
  }

  private *introduce(link: MasterLink): Coroutine<void> {
    const { process, options } = this;
    if (options.password !== '') {
      const user = options.user === '' ? [] : [bytesOfText(options.user)];
      const reply = yield* link.ask('AUTH', ...user, bytesOfText(options.password));
      if (reply instanceof ErrorReply) yield* process.complain(`AUTH failed: ${reply.text}\n`);
    }
    if (options.protocol === 3) {
      const reply = yield* link.ask('HELLO', '3');
      if (reply instanceof ErrorReply) yield* process.complain(`HELLO 3 failed: ${reply.text}\n`);
    }
    if (options.database === 0) return;
    const reply = yield* link.ask('SELECT', String(options.database));
    if (reply instanceof ErrorReply) yield* process.complain(`SELECT ${options.database} failed: ${reply.text}\n`);
    else this.database = options.database;
  }

  private note(words: readonly string[], reply: Reply): void {
    if (reply instanceof ErrorReply) return;
    const name = (words[0] ?? '').toLowerCase();
    if (name === 'select') this.database = Number(words[1]);
    else if (name === 'multi') this.isInTransaction = true;
    else if (name === 'exec' || name === 'discard') this.isInTransaction = false;
  }
}
