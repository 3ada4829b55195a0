import {
  type Coroutine,
  isSystemError,
  type Listener,
  type Process,
  type Program,
  waitForEver,
} from '../../../process';
import type { MysqlVersion } from '../version';
import { DataDirectory } from './data-directory';
import { serveClient } from './serve-client';
import { ServerLog } from './server-log';
import { ServerState } from './server-state';

/** Time from the start of a server with files to its first client. */
const START_MS = 1500;
/** Time that it takes to end. */
const STOP_MS = 800;

/** What the command line says. */
export interface MysqldOptions {
  readonly port: number;
  readonly dataDirectory: string;
}

/** Value of an option: `--port=3307`, `--port 3307`, `-P 3307`. */
function option(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (names.includes(arg)) return args[index + 1];
    const name = names.find((each) => arg.startsWith(`${each}=`));
    if (name !== undefined) return arg.slice(name.length + 1);
  }
  return undefined;
}

/** Reads the arguments of a server. Not modelled: most of them, and `/etc/mysql/my.cnf`. */
export const mysqldOptions = (args: readonly string[]): MysqldOptions => ({
  port: Number(option(args, '--port', '-P') ?? 3306),
  dataDirectory: (option(args, '--datadir', '-h') ?? '/var/lib/mysql').replace(/\/$/, ''),
});

function* refuse(log: ServerLog, text: string): Coroutine<number> {
  yield* log.write('ERROR', 'MY-010119', text);
  yield* log.write('ERROR', 'MY-010119', 'Aborting');
  return 1;
}

/** Serves clients until the port is closed. */
function* acceptAll(process: Process, state: ServerState, listener: Listener): Coroutine<void> {
  try {
    for (;;) process.start(serveClient(state, yield* listener.accept()));
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** The server: keeps databases in its data directory, and answers clients on its port. */
export const mysqld = (version: MysqlVersion): Program =>
  function* (process) {
    const args = process.argv.slice(1);
    if (args.includes('--version') || args.includes('-V')) {
      yield* process.print(
        `${process.argv[0] ?? 'mysqld'}  Ver ${version.text} for Linux on x86_64 (MySQL Community Server (GPL))\n`,
      );
      return 0;
    }
    const { port, dataDirectory } = mysqldOptions(args);
    const log = new ServerLog(process, version);
    const name = `mysqld (mysqld ${version.text})`;
    yield* log.write(
      'System',
      'MY-010116',
      `${version.isSince80 ? '/usr/sbin/' : ''}${name} starting as process ${process.pid} ...`,
    );
    process.useMemory(version.memoryBytes);
    process.useProcessor(0.003);
    const directory = new DataDirectory(process.files, dataDirectory);
    if (!directory.isInitialized) {
      return yield* refuse(log, "Fatal error: Can't open and lock privilege tables: Table 'mysql.user' doesn't exist");
    }
    yield* process.sleep(START_MS);
    const state = new ServerState(process, version, directory, {
      port,
      dataDirectory,
      hostname: process.machine.hostname,
    });
    let listener: Listener;
    try {
      listener = process.network.listen({ port });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* log.write('ERROR', 'MY-010262', `Can't start server: Bind on TCP/IP port: ${error.message}`);
      return yield* refuse(log, `Do you already have another mysqld server running on port: ${port} ?`);
    }
    const socket = '/var/run/mysqld/mysqld.sock';
    const license = version.isSince80 ? 'MySQL Community Server - GPL.' : 'MySQL Community Server (GPL)';
    const ready = `Version: '${version.text}'  socket: '${socket}'  port: ${port}  ${license}`;
    if (version.isSince80) {
      yield* log.write('System', 'MY-010931', `/usr/sbin/mysqld: ready for connections. ${ready}`);
    } else {
      yield* log.write('Note', '', 'mysqld: ready for connections.');
      yield* process.complain(`${ready}\n`);
    }
    process.onSignal('TERM', function* () {
      yield* log.write(
        'System',
        'MY-013172',
        version.isSince80
          ? 'Received SHUTDOWN from user <via user signal>. Shutting down mysqld.'
          : 'mysqld: Normal shutdown',
      );
      listener.close();
      yield* process.sleep(STOP_MS);
      yield* log.write(
        'System',
        'MY-010910',
        `${version.isSince80 ? '/usr/sbin/mysqld' : 'mysqld'}: Shutdown complete`,
      );
      process.exit(0);
    });
    process.start(acceptAll(process, state, listener));
    return yield* waitForEver();
  };
