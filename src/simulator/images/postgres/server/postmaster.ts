import { type Coroutine, type Listener, type Process, type Program, waitFor } from '../../../process';
import type { ServerReport } from '../protocol/error-fields';
import { type PostgresVersion } from '../postgres-version';
import { versionText } from '../version-text';
import type { ServerState } from './client-connection';
import { ClientProcesses } from './client-processes';
import { readControlState, writeControlState } from './control-file';
import { Databases } from './databases';
import { listenAt } from './listen';
import { ServerLog, serverTime } from './server-log';
import { OptionError, readCommandLine, type ServerSettings, settingsOf } from './settings';
import { SOCKET_FOLDER, socketFile } from './socket-file';

const MEBIBYTE = 1024 * 1024;

/** What the server holds with its helpers. */
const MEMORY_BYTES = 40 * MEBIBYTE;

/** Processor time of a start. */
const START_MS = 60;

/** A server that runs: it lets clients in, and ends in the ways that its signals ask for. */
class Postmaster {
  private readonly log: ServerLog;
  private readonly databases: Databases;
  private readonly clients: ClientProcesses;
  private ending: 'smart' | 'fast' | undefined;

  constructor(
    private readonly process: Process,
    private readonly version: PostgresVersion,
    private readonly directory: string,
    private readonly settings: ServerSettings,
  ) {
    this.log = new ServerLog(process, version);
    this.clients = new ClientProcesses(process);
    this.databases = new Databases(process, directory, version, settings);
  }

  *run(): Coroutine<number> {
    const { process, log, directory } = this;
    if (this.version.isModern) yield* log.write('LOG', `starting ${versionText(this.version)}`);
    const listeners = yield* listenAt(process, this.settings, this.version, log);
    if (listeners === undefined) return 1;
    process.files.write(`${directory}/postmaster.pid`, `${process.pid}\n${directory}\n`, 0o600);
    yield* process.compute(START_MS);
    yield* this.recover();
    this.handleSignals();
    writeControlState(process.files, directory, { state: 'in production', timeMs: process.nowMs });
    const port = this.settings.get('port') ?? '';
    process.files.write(`${SOCKET_FOLDER}/${socketFile(port)}`, `${port}\n`, 0o777);
    yield* log.write('LOG', 'database system is ready to accept connections');
    if (!this.version.isModern) yield* log.write('LOG', 'autovacuum launcher started');
    for (const listener of listeners) process.start(this.accept(listener));
    while (this.ending === undefined || (this.ending === 'smart' && this.clients.count > 0)) {
      yield* waitFor(this.clients.changes.change);
    }
    yield* this.shutDown(listeners, port);
    return 0;
  }

  /** Says how the last server has ended, and takes up what it left. */
  private *recover(): Coroutine<void> {
    const { process, log, directory } = this;
    const last = readControlState(process.files, directory);
    const time = serverTime(last?.timeMs ?? process.nowMs);
    if (last?.state !== 'in production') {
      yield* log.write('LOG', `database system was shut down at ${time}`);
    } else {
      yield* log.write('LOG', `database system was interrupted; last known up at ${time}`);
      yield* log.write('LOG', 'database system was not properly shut down; automatic recovery in progress');
    }
    this.databases.load();
    // Every change is in the files of its table before a client hears of it.
    if (last?.state === 'in production') yield* log.write('LOG', 'redo is not required');
    if (!this.version.isModern) yield* log.write('LOG', 'MultiXact member wraparound protections are now enabled');
  }

  private handleSignals(): void {
    const end = (way: 'smart' | 'fast') =>
      function* (this: Postmaster): Coroutine<void> {
        if (this.ending === 'fast') return;
        this.ending = way;
        yield* this.log.write('LOG', `received ${way} shutdown request`);
        if (way === 'fast') {
          yield* this.log.write('LOG', 'aborting any active transactions');
          yield* this.clients.end();
        }
        this.clients.changes.wakeAll();
      }.bind(this);
    const { process } = this;
    process.onSignal('TERM', end('smart'));
    process.onSignal('INT', end('fast'));
    process.onSignal(
      'QUIT',
      function* (this: Postmaster) {
        yield* this.log.write('LOG', 'received immediate shutdown request');
        process.exit(2);
      }.bind(this),
    );
    process.onSignal(
      'HUP',
      function* (this: Postmaster) {
        yield* this.log.write('LOG', 'received SIGHUP, reloading configuration files');
      }.bind(this),
    );
    process.onSignal('CHLD', 'ignore');
  }

  private *accept(listener: Listener): Coroutine<void> {
    for (;;) this.clients.begin(yield* listener.accept(), this.state());
  }

  private state(): ServerState {
    const { process, version, log, databases, directory } = this;
    return {
      version,
      log,
      refusal: () => this.refusal(),
      accessRules: () => process.files.readText(`${directory}/pg_hba.conf`),
      role: (name) => databases.role(name),
      open: (database, role, pid) => databases.open(database, role, pid),
    };
  }

  private refusal(): ServerReport | undefined {
    const severity = 'FATAL' as const;
    if (this.ending !== undefined) return { severity, code: '57P03', message: 'the database system is shutting down' };
    const isFull = this.clients.count > Number(this.settings.get('max_connections'));
    return isFull ? { severity, code: '53300', message: 'sorry, too many clients already' } : undefined;
  }

  private *shutDown(listeners: readonly Listener[], port: string): Coroutine<void> {
    const { process, log, directory } = this;
    for (const listener of listeners) listener.close();
    if (!this.version.isModern) yield* log.write('LOG', 'autovacuum launcher shutting down');
    yield* log.write('LOG', 'shutting down');
    writeControlState(process.files, directory, { state: 'shut down', timeMs: process.nowMs });
    for (const path of [`${directory}/postmaster.pid`, `${SOCKET_FOLDER}/${socketFile(port)}`]) {
      if (process.files.exists(path)) process.files.remove(path);
    }
    yield* log.write('LOG', 'database system is shut down');
  }
}

/** Why a server cannot work with what is in a directory. */
function* refuseDirectory(process: Process, version: PostgresVersion, directory: string): Coroutine<boolean> {
  const path = `${directory}/PG_VERSION`;
  const log = new ServerLog(process, version);
  if (!process.files.exists(path)) {
    yield* process.complain(
      `postgres: could not find the database system\nExpected to find it in the directory "${directory}",\n` +
        `but could not open file "${directory}/global/pg_control": No such file or directory\n`,
    );
    return true;
  }
  const found = process.files.readText(path).trim();
  if (found === version.major) return false;
  yield* log.write('FATAL', 'database files are incompatible with server');
  yield* log.write(
    'DETAIL',
    `The data directory was initialized by PostgreSQL version ${found}, which is not compatible with this version ` +
      `${version.number}.`,
  );
  return true;
}

const ROOT_REFUSED =
  '"root" execution of the PostgreSQL server is not permitted.\n' +
  'The server must be started under an unprivileged user ID to prevent\n' +
  'possible system security compromise.  See the documentation for\n' +
  'more information on how to properly start the server.\n';

/** `postgres`: the server. Not modelled: single-user mode, its helper processes, TLS. */
export const postgresServer = (version: PostgresVersion): Program =>
  function* (process) {
    const args = process.argv.slice(1);
    if (args.includes('--version') || args.includes('-V')) {
      yield* process.print(`postgres (PostgreSQL) ${version.number}\n`);
      return 0;
    }
    try {
      const line = readCommandLine(args);
      if (process.uid === 0) {
        yield* process.complain(ROOT_REFUSED);
        return 1;
      }
      const directory = line.dataDirectory ?? process.env.get('PGDATA') ?? '';
      const settings = settingsOf(process.files, directory, line);
      if (line.printed !== undefined) {
        yield* process.print(`${settings.get(line.printed) ?? ''}\n`);
        return 0;
      }
      if (yield* refuseDirectory(process, version, directory)) return 1;
      process.useMemory(MEMORY_BYTES);
      process.useProcessor(0.001);
      return yield* new Postmaster(process, version, directory, settings).run();
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      yield* new ServerLog(process, version).write('FATAL', error.message);
      return 1;
    }
  };
