import { type Connection, type Coroutine, isSystemError, type Process } from '../../../process';
import { reportMessage, type ServerReport } from '../protocol/error-fields';
import { MessageBuilder, ProtocolViolation, type FieldReader } from '../protocol/fields';
import { MessageReader } from '../protocol/message-reader';
import type { PostgresVersion } from '../postgres-version';
import type { Role } from './accounts';
import { authentication, parameterStatus, readyForQuery } from './answers';
import { findAccessRule } from './host-access';
import { type Asked, provesMd5, provesScram } from './proof-of-password';
import { QuerySession } from './query-session';
import type { ServerLog } from './server-log';
import type { SqlSession } from '../sql/sql-session';

/** First words of a client. Source: PostgreSQL 16, Message Formats. */
const PROTOCOL_3 = 196_608;
const CANCEL = 80_877_102;
const SECURE_WISHES: readonly number[] = [80_877_103, 80_877_104];

/** What is said to a client that has proved who it is. */
const AUTHENTICATED = 0;

/** What the server knows that clients ask for. */
export interface ServerState {
  readonly version: PostgresVersion;
  readonly log: ServerLog;
  /** Whether new clients are let in; otherwise why not. */
  readonly refusal: () => ServerReport | undefined;
  /** Text of pg_hba.conf. */
  readonly accessRules: () => string;
  readonly role: (name: string) => Role | undefined;
  /** Begins to work in a database; undefined when there is none of that name. */
  readonly open: (database: string, role: Role, pid: number) => SqlSession | undefined;
}

/** Thrown where a client is sent away. */
class Refused extends Error {
  constructor(
    readonly report: ServerReport,
    readonly logDetail?: string,
  ) {
    super(report.message);
  }
}

/** Thrown where a client has gone amid a question. */
class Gone extends Error {}

const fatal = (code: string, message: string, detail?: string): Refused =>
  new Refused({ severity: 'FATAL', code, message }, detail);

/** One client of the server, from its first word to its last. */
export class ClientConnection implements Asked {
  readonly reader: MessageReader;

  constructor(
    readonly process: Process,
    readonly connection: Connection,
    private readonly server: ServerState,
    /** Number of the process that works for it. */
    private readonly pid: number,
  ) {
    this.reader = new MessageReader(connection);
  }

  /** Serves it until one side ends it. */
  *serve(): Coroutine<void> {
    try {
      yield* this.converse();
    } catch (error) {
      if (error instanceof Refused) yield* this.sendAway(error);
      else if (error instanceof ProtocolViolation) yield* this.sendAway(fatal('08P01', error.message));
      else if (!isSystemError(error) && !(error instanceof Gone)) throw error;
    } finally {
      this.connection.end();
      this.connection.close();
    }
  }

  /** Sends it away because the server ends, or somebody has ended this process. */
  *end(): Coroutine<void> {
    yield* this.sendAway(fatal('57P01', 'terminating connection due to administrator command'));
    this.process.exit(1);
  }

  private *converse(): Coroutine<void> {
    const settings = yield* this.greeting();
    if (settings === undefined) return;
    const user = settings.get('user');
    if (user === undefined) throw fatal('28000', 'no PostgreSQL user name specified in startup packet');
    const database = settings.get('database') ?? user;
    const refusal = this.server.refusal();
    if (refusal !== undefined) throw new Refused(refusal);
    const role = yield* this.authenticate(user, database);
    const sql = this.server.open(database, role, this.pid);
    if (sql === undefined) throw fatal('3D000', `database "${database}" does not exist`);
    try {
      const session = new QuerySession(this.connection, sql, (error, statement) =>
        this.server.log.refusal(error.report, this.pid, statement),
      );
      yield* this.welcome(session, role, settings);
      for (;;) {
        const message = yield* this.reader.next();
        if (message === undefined || !(yield* session.answer(message))) return;
      }
    } finally {
      sql.close();
    }
  }

  /** What the client says first; undefined for one that wants nothing more. */
  private *greeting(): Coroutine<ReadonlyMap<string, string> | undefined> {
    for (;;) {
      const first = yield* this.reader.first();
      if (first === undefined) return undefined;
      const version = first.int32();
      if (version === CANCEL) return undefined;
      if (SECURE_WISHES.includes(version)) {
        yield* this.connection.write(Uint8Array.of('N'.charCodeAt(0)));
        continue;
      }
      if (version >> 16 !== PROTOCOL_3 >> 16) {
        const asked = `${version >> 16}.${version & 0xffff}`;
        throw fatal('0A000', `unsupported frontend protocol ${asked}: server supports 3.0 to 3.0`);
      }
      return readSettings(first);
    }
  }

  private *authenticate(user: string, database: string): Coroutine<Role> {
    const { remoteAddress } = this.connection;
    const rule = findAccessRule(this.server.accessRules(), { address: remoteAddress, user, database });
    if (rule === undefined || rule.method === 'reject') {
      const what = rule === undefined ? 'no pg_hba.conf entry for' : 'pg_hba.conf rejects connection for';
      const encryption = this.server.version.isModern ? 'no encryption' : 'SSL off';
      throw fatal('28000', `${what} host "${remoteAddress}", user "${user}", database "${database}", ${encryption}`);
    }
    const role = this.server.role(user);
    if (rule.method !== 'trust') {
      const matched = `Connection matched pg_hba.conf line ${rule.line}: "${rule.text}"`;
      yield* this.askPassword(user, role, rule.method, matched);
    }
    if (role === undefined) throw fatal('28000', `role "${user}" does not exist`);
    return role;
  }

  private *askPassword(user: string, role: Role | undefined, method: string, matched: string): Coroutine<void> {
    const kept = role?.password;
    // A password that is kept for SCRAM cannot be proved by MD5, and md5 asks for what is kept.
    const isScram = method === 'scram-sha-256' || kept?.startsWith('SCRAM-') === true;
    const proof = yield* (isScram ? provesScram : provesMd5)(this, kept);
    if (proof === undefined) throw new Gone();
    if (proof) return;
    const why =
      role === undefined
        ? `Role "${user}" does not exist.`
        : kept === undefined
          ? `User "${user}" has no password assigned.`
          : `Password does not match for user "${user}".`;
    throw fatal('28P01', `password authentication failed for user "${user}"`, `${why}\n\t${matched}`);
  }

  private *welcome(session: QuerySession, role: Role, settings: ReadonlyMap<string, string>): Coroutine<void> {
    yield* session.send(authentication(AUTHENTICATED));
    const told = {
      application_name: settings.get('application_name') ?? '',
      client_encoding: settings.get('client_encoding')?.toUpperCase() ?? 'UTF8',
      DateStyle: 'ISO, MDY',
      integer_datetimes: 'on',
      IntervalStyle: 'postgres',
      is_superuser: role.isSuperuser ? 'on' : 'off',
      server_encoding: 'UTF8',
      server_version: this.server.version.number,
      session_authorization: role.name,
      standard_conforming_strings: 'on',
      TimeZone: 'UTC',
    };
    for (const [name, value] of Object.entries(told)) yield* session.send(parameterStatus(name, value));
    yield* session.send(
      new MessageBuilder('K')
        .int32(this.pid)
        .int32(this.process.random.next() | 0)
        .bytes(),
    );
    yield* session.send(readyForQuery('I'), true);
  }

  private *sendAway({ report, logDetail }: Refused): Coroutine<void> {
    yield* this.server.log.refusal(logDetail === undefined ? report : { ...report, detail: logDetail }, this.pid);
    try {
      yield* this.connection.write(reportMessage('E', report));
    } catch (error) {
      if (!isSystemError(error)) throw error; // It has gone: nobody hears it.
    }
  }
}

function readSettings(fields: FieldReader): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (let name = fields.text(); name !== ''; name = fields.text()) settings.set(name, fields.text());
  return settings;
}
