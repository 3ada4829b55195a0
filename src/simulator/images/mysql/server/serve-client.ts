import { type Connection, type Coroutine, decodeText, encodeText, isSystemError } from '../../../process';
import { type Outcome, rollback, Session } from '../../sql';
import {
  errorPayload,
  type MysqlProblem,
  okPayload,
  preparedPayloads,
  type RowForm,
  rowsPayloads,
} from '../protocol/answers';
import { CAPABILITY, CHARSET, COMMAND, SERVER_CAPABILITIES, STATUS } from '../protocol/constants';
import { hasCapability, type Introduction, readIntroduction } from '../protocol/introduction';
import { PacketStream } from '../protocol/packet-stream';
import { PayloadReader } from '../protocol/payload-reader';
import { PayloadWriter } from '../protocol/payload-writer';
import type { Account } from './accounts';
import { PreparedStatements } from './prepared-statements';
import { refusalOf, StatementRunner } from './run-statement';
import type { ServerState } from './server-state';
import { splitStatements } from './split-statements';
import { parseMysql } from './statements';

const NONCE_BYTES = 20;

/** One client of a server, from its greeting to its end. */
class ClientServer {
  private readonly stream: PacketStream;
  private readonly nonce: Uint8Array;
  private readonly id: number;
  /** Where the client is: it comes over the socket when it is on the same machine. */
  private readonly host: string;
  private capabilities = 0;

  constructor(
    private readonly state: ServerState,
    private readonly connection: Connection,
  ) {
    this.stream = new PacketStream(connection);
    // No zeros: clients read it as a text.
    this.nonce = Uint8Array.from({ length: NONCE_BYTES }, () => 33 + state.random.below(94));
    this.id = state.newConnection();
    this.host = connection.remoteAddress.startsWith('127.') ? 'localhost' : connection.remoteAddress;
  }

  *serve(): Coroutine<void> {
    yield* this.stream.write(this.greeting());
    const payload = yield* this.stream.read();
    if (payload === undefined) return;
    const introduction = readIntroduction(payload);
    this.capabilities = introduction.capabilities;
    const account = yield* this.authenticate(introduction);
    if (account === undefined) return;
    const { state, id, connection } = this;
    const session = new Session(id, `${introduction.user}@${this.host}`);
    const host = this.host === 'localhost' ? this.host : `${this.host}:${connection.remotePort}`;
    state.clients.set(id, { session, host, sinceMs: state.nowMs });
    try {
      const runner = new StatementRunner(state, session, account);
      if (introduction.database !== '') runner.use(introduction.database);
      yield* this.stream.write(this.ok(session));
      yield* this.commands(session, runner);
    } catch (error) {
      // The database that was asked for at once.
      const problem = refusalOf(error);
      if (problem === undefined) throw error;
      yield* this.stream.write(errorPayload(problem));
    } finally {
      rollback({ session });
      state.clients.delete(id);
    }
  }

  private greeting(): Uint8Array {
    const { version } = this.state;
    return new PayloadWriter()
      .number(10, 1)
      .textWithZero(version.text)
      .number(this.id, 4)
      .bytes(this.nonce.subarray(0, 8))
      .number(0, 1)
      .number(SERVER_CAPABILITIES % 0x1_0000, 2)
      .number(CHARSET.utf8, 1)
      .number(STATUS.autocommit, 2)
      .number(Math.floor(SERVER_CAPABILITIES / 0x1_0000), 2)
      .number(NONCE_BYTES + 1, 1)
      .zeros(10)
      .bytes(this.nonce.subarray(8))
      .number(0, 1)
      .textWithZero(version.plugin)
      .finish();
  }

  /** The account of a client that has proved it; undefined when it has not, which it was told. */
  private *authenticate({ user, proof, plugin }: Introduction): Coroutine<Account | undefined> {
    const { accounts, version } = this.state;
    const account = accounts.find(user, this.host);
    const wanted = account?.plugin ?? version.plugin;
    let given: Uint8Array | undefined = proof;
    if (plugin !== wanted && hasCapability(this.capabilities, CAPABILITY.pluginAuth)) {
      yield* this.stream.write(
        new PayloadWriter().number(0xfe, 1).textWithZero(wanted).bytes(this.nonce).number(0, 1).finish(),
      );
      given = yield* this.stream.read();
      if (given === undefined) return undefined;
    }
    // An empty password is sent as one zero by some clients.
    if (given.length === 1 && given[0] === 0) given = given.subarray(1);
    if (account !== undefined && accounts.isPassword(account, given, this.nonce)) {
      // Whoever has proved it so needs no more proof. Not modelled: the longer way by TLS or RSA.
      if (wanted === 'caching_sha2_password' && given.length > 0) yield* this.stream.write(Uint8Array.of(1, 3));
      return account;
    }
    const message = `Access denied for user '${user}'@'${this.host}' (using password: ${given.length > 0 ? 'YES' : 'NO'})`;
    yield* this.stream.write(errorPayload({ number: 1045, state: '28000', message }));
    return undefined;
  }

  private *commands(session: Session, runner: StatementRunner): Coroutine<void> {
    const prepared = new PreparedStatements(runner);
    for (;;) {
      this.stream.restart();
      const payload = yield* this.stream.read();
      if (payload === undefined || payload[0] === COMMAND.quit) return;
      const answer = this.answer(payload, session, runner, prepared);
      if (answer.length > 0) yield* this.stream.write(...answer);
    }
  }

  private answer(
    payload: Uint8Array,
    session: Session,
    runner: StatementRunner,
    prepared: PreparedStatements,
  ): readonly Uint8Array[] {
    const text = decodeText(payload.subarray(1));
    const statementId = new PayloadReader(payload.subarray(1)).number(4);
    try {
      switch (payload[0]) {
        case COMMAND.prepare:
          return preparedPayloads(prepared.prepare(text), session.database ?? '', this.status(session));
        case COMMAND.execute:
          return this.outcome(prepared.execute(payload), session, 0, 'binary');
        case COMMAND.sendLongData:
          prepared.takeLong(payload);
          return [];
        case COMMAND.resetStatement:
          prepared.reset(statementId);
          return [this.ok(session)];
        case COMMAND.closeStatement:
          prepared.close(statementId);
          return [];
        case COMMAND.initDatabase:
          runner.use(text);
          return [this.ok(session)];
        case COMMAND.query:
          return this.query(text, session, runner);
        case COMMAND.statistics:
          return [encodeText(this.statistics())];
        case COMMAND.ping:
          return [this.ok(session)];
        case COMMAND.resetConnection:
          rollback({ session });
          session.variables.clear();
          session.commitsAlone = true;
          prepared.clear();
          return [this.ok(session)];
        default:
          return [errorPayload(UNKNOWN_COMMAND)];
      }
    } catch (error) {
      const problem = refusalOf(error);
      if (problem === undefined) throw error;
      return [errorPayload(problem)];
    }
  }

  /** Answers to one statement, or to several when the client may send them; the first that is refused ends them. */
  private query(text: string, session: Session, runner: StatementRunner): readonly Uint8Array[] {
    const statements = hasCapability(this.capabilities, CAPABILITY.multiStatements) ? splitStatements(text) : [text];
    if (statements.length === 0) return [errorPayload(EMPTY_QUERY)];
    const answers: Uint8Array[] = [];
    for (const [index, statement] of statements.entries()) {
      const more = index < statements.length - 1 ? STATUS.moreResults : 0;
      try {
        answers.push(...this.outcome(runner.run(parseMysql(statement)), session, more));
      } catch (error) {
        const problem = refusalOf(error);
        if (problem === undefined) throw error;
        answers.push(errorPayload(problem));
        break;
      }
    }
    return answers;
  }

  private outcome(outcome: Outcome, session: Session, more: number, form: RowForm = 'text'): readonly Uint8Array[] {
    if (outcome.type === 'rows') {
      return rowsPayloads(outcome, session.database ?? '', this.status(session) | more, form);
    }
    const { affectedRows, matchedRows, insertId } = outcome;
    const info = matchedRows > 0 ? `Rows matched: ${matchedRows}  Changed: ${affectedRows}  Warnings: 0` : '';
    const counted = hasCapability(this.capabilities, CAPABILITY.foundRows) && info !== '' ? matchedRows : affectedRows;
    return [okPayload({ affectedRows: counted, insertId, status: this.status(session) | more, info })];
  }

  private ok(session: Session): Uint8Array {
    return okPayload({ status: this.status(session) });
  }

  private status({ transaction, commitsAlone }: Session): number {
    return (commitsAlone ? STATUS.autocommit : 0) | (transaction === undefined ? 0 : STATUS.inTransaction);
  }

  private statistics(): string {
    const { nowMs, startedMs, clients, questions } = this.state;
    const seconds = Math.floor((nowMs - startedMs) / 1000);
    const average = seconds === 0 ? 0 : questions / seconds;
    return (
      `Uptime: ${seconds}  Threads: ${clients.size}  Questions: ${questions}  Slow queries: 0  Opens: 0  ` +
      `Flush tables: 1  Open tables: 0  Queries per second avg: ${average.toFixed(3)}`
    );
  }
}

const UNKNOWN_COMMAND: MysqlProblem = { number: 1047, state: '08S01', message: 'Unknown command' };
const EMPTY_QUERY: MysqlProblem = { number: 1065, state: '42000', message: 'Query was empty' };

/** Answers one client until it goes. */
export function* serveClient(state: ServerState, connection: Connection): Coroutine<void> {
  try {
    yield* new ClientServer(state, connection).serve();
  } catch (error) {
    // A client that goes away is no fault of the server.
    if (!isSystemError(error)) throw error;
  } finally {
    connection.end();
    connection.close();
  }
}
