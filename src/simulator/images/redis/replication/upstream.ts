import { type Connection, type Coroutine, isSystemError, ResolutionError, resolve, type Task } from '../../../process';
import { fromByteText, toByteText } from '../protocol/byte-text';
import { ErrorReply, StatusReply } from '../protocol/reply';
import { RequestParser } from '../protocol/request-parser';
import { DumpError, readDump } from '../rdb/read-dump';
import { execute } from '../server/execute';
import type { RedisServer } from '../server/redis-server';
import { Session } from '../server/session';
import { lineOf, MasterLink } from './master-link';

/** Time before it tries again, and between two words of where it is. Source: Redis 7.0, src/replication.c `replicationCron`. */
const SECOND_MS = 1000;

/** A master that a replica follows: connects, takes all data or what is missing, and then whatever changes. */
export class Upstream {
  /** Whether the data are those of the master. */
  isUp = false;
  isSyncing = false;
  lastHeardMs: number;
  downSinceMs: number;
  private task: Task | undefined;
  private connection: Connection | undefined;
  /** Whether the stream of the last connection may go on. */
  private canContinue = false;

  constructor(
    private readonly server: RedisServer,
    readonly host: string,
    readonly port: number,
  ) {
    this.lastHeardMs = server.nowMs;
    this.downSinceMs = server.nowMs;
    // A replica that follows another master now may go on when that knows the stream.
    this.canContinue = server.version.isFrom(4) && server.replication.feed.hasBacklog;
  }

  start(): void {
    this.task = this.server.process.start(this.follow());
  }

  stop(): void {
    this.task?.cancel();
    this.connection?.reset();
    this.isUp = false;
  }

  private get sides(): string {
    return `${this.server.version.isFrom(5) ? 'MASTER <-> REPLICA' : 'MASTER <-> SLAVE'} sync`;
  }

  private *follow(): Coroutine<void> {
    const { server } = this;
    const { log } = server;
    for (;;) {
      log.write('*', `Connecting to MASTER ${this.host}:${this.port}`);
      try {
        yield* this.connect();
      } catch (error) {
        yield* this.report(error);
      } finally {
        this.connection?.reset();
        this.connection = undefined;
      }
      if (this.isUp) {
        log.write('#', 'Connection with master lost.');
        log.write('*', 'Caching the disconnected master state.');
        this.downSinceMs = server.nowMs;
      }
      this.isUp = false;
      this.isSyncing = false;
      yield* server.process.sleep(SECOND_MS);
    }
  }

  // eslint-disable-next-line require-yield -- Errors that are not expected must end the process as in any coroutine.
  private *report(error: unknown): Coroutine<void> {
    const { log } = this.server;
    if (error instanceof ResolutionError) log.write('#', `Unable to connect to MASTER: ${error.message}`);
    else if (error instanceof DumpError)
      log.write('#', `Failed trying to load the MASTER synchronization DB: ${error.message}`);
    else if (!isSystemError(error)) throw error;
    else if (!this.isUp && !this.isSyncing) log.write('#', `Error condition on socket for SYNC: ${error.message}`);
  }

  private *connect(): Coroutine<void> {
    const { server } = this;
    const { process, log, config, version } = server;
    const [address = ''] = yield* resolve(process, this.host);
    log.write('*', `${this.sides} started`);
    const timeoutMs = config.number('repl-timeout') * SECOND_MS;
    const connection = yield* process.network.connect(address, this.port, { timeoutMs });
    this.connection = connection;
    log.write('*', 'Non blocking connect for SYNC fired the event.');
    const link = new MasterLink(process, connection);
    if (!(yield* this.greet(link))) return;
    const { feed } = server.replication;
    const wanted = this.canContinue ? [feed.id, String(feed.offset + 1)] : ['?', '-1'];
    log.write(
      '*',
      this.canContinue
        ? `Trying a partial resynchronization (request ${wanted.join(':')}).`
        : 'Partial resynchronization not possible (no cached master)',
    );
    const answer = lineOf(yield* link.ask('PSYNC', ...wanted));
    const [, id, offset] = /^\+FULLRESYNC (\S+) (\d+)$/.exec(answer) ?? [];
    if (id !== undefined) yield* this.takeAll(link, id, Number(offset));
    else if (/^\+CONTINUE\b/.test(answer)) this.goOn(answer.split(' ')[1]);
    else {
      log.write('#', `Unexpected reply to PSYNC from master: ${answer}`);
      return;
    }
    this.isUp = true;
    this.canContinue = version.isFrom(3);
    yield* this.listen(link);
  }

  /** Says who it is; whether the master takes it. */
  private *greet(link: MasterLink): Coroutine<boolean> {
    const { config, log, version, process } = this.server;
    const pong = yield* link.ask('PING');
    const isRefused = pong instanceof ErrorReply && !/^(?:NOAUTH|NOPERM|ERR operation not permitted)/.test(pong.text);
    if (isRefused) {
      log.write('#', `Error reply to PING from master: '${lineOf(pong)}'`);
      return false;
    }
    log.write('*', 'Master replied to PING, replication can continue...');
    const [user, password] = [config.text('masteruser'), config.text('masterauth')];
    if (password !== '') {
      const reply = yield* link.ask('AUTH', ...(user === '' ? [password] : [user, password]));
      if (reply instanceof ErrorReply) {
        log.write('#', `Unable to AUTH to MASTER: ${lineOf(reply)}`);
        return false;
      }
    }
    const port = config.number('replica-announce-port') || config.number('port');
    const listening = yield* link.ask('REPLCONF', 'listening-port', String(port));
    if (!(listening instanceof StatusReply)) {
      log.write('*', `(Non critical) Master does not understand REPLCONF listening-port: ${lineOf(listening)}`);
    }
    const address = config.text('replica-announce-ip');
    if (address !== '') yield* link.ask('REPLCONF', 'ip-address', address);
    if (version.isFrom(4)) yield* link.ask('REPLCONF', 'capa', 'psync2');
    process.useProcessor(0.002);
    return true;
  }

  private *takeAll(link: MasterLink, id: string, offset: number): Coroutine<void> {
    const { server } = this;
    const { log } = server;
    log.write('*', `Full resync from master: ${id}:${offset}`);
    this.isSyncing = true;
    const target = server.version.isFrom(6) ? ' to disk' : '';
    const text = yield* link.readDump((length) =>
      log.write('*', `${this.sides}: receiving ${length} bytes from master${target}`),
    );
    const dump = readDump(text);
    log.write('*', `${this.sides}: Flushing old data`);
    log.write('*', `${this.sides}: Loading DB in memory`);
    server.persistence.restore(dump);
    server.replication.feed.follow(id, offset, true);
    if (server.appendOnly.isOpen) server.appendOnly.rewrite();
    this.isSyncing = false;
    log.write('*', `${this.sides}: Finished with success`);
  }

  private goOn(id: string | undefined): void {
    const { server } = this;
    const { feed } = server.replication;
    server.log.write('*', 'Successful partial resynchronization with master.');
    if (id !== undefined && id !== feed.id) {
      server.log.write('*', `Master replication ID changed to ${id}`);
      feed.follow(id, feed.offset, false);
    }
    server.log.write('*', `${this.sides}: Master accepted a Partial Resynchronization.`);
  }

  /** Does what the master does, until the connection ends. */
  private *listen(link: MasterLink): Coroutine<void> {
    const { server } = this;
    const session = new Session(server.nextSessionId(), server.process, link.connection, true);
    session.isMaster = true;
    const parser = new RequestParser();
    const confirming = server.process.start(this.confirm(session));
    try {
      let bytes: Uint8Array | undefined = fromByteText(link.rest());
      while (bytes !== undefined) {
        this.lastHeardMs = server.nowMs;
        parser.push(bytes);
        server.replication.feed.appendText(toByteText(bytes));
        for (let words = parser.next(); words !== undefined; words = parser.next()) {
          if (words.length > 0) yield* execute(server, session, words);
        }
        bytes = yield* link.connection.read();
      }
    } finally {
      confirming.cancel();
    }
  }

  /** Tells the master every second how far it has come. */
  private *confirm(session: Session): Coroutine<void> {
    const { server } = this;
    for (;;) {
      session.sendText(confirmation(server));
      yield* server.process.sleep(SECOND_MS);
      const silentMs = server.nowMs - this.lastHeardMs;
      if (silentMs > server.config.number('repl-timeout') * SECOND_MS) {
        server.log.write('#', 'MASTER timeout: no data nor PING received...');
        this.connection?.reset();
        return;
      }
    }
  }
}

/** What a replica says of how far it has come. */
export const confirmation = (server: RedisServer): string => {
  const offset = String(server.replication.feed.offset);
  return `*3\r\n$8\r\nREPLCONF\r\n$3\r\nACK\r\n$${offset.length}\r\n${offset}\r\n`;
};
