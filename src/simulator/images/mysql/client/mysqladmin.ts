import { type Coroutine, type Process, type Program } from '../../../process';
import type { MysqlVersion } from '../version';
import { ClientOptionError, clientOptions } from './client-options';
import { ClientFailure, connectClient, warnOfPassword } from './connect';
import type { MysqlConnection } from './mysql-connection';

/** Runs one command; false for one that is unknown. */
function* runCommand(process: Process, connection: MysqlConnection, command: string): Coroutine<boolean> {
  switch (command) {
    case 'ping':
      yield* connection.ping();
      yield* process.print('mysqld is alive\n');
      return true;
    case 'status':
      yield* process.print(`${yield* connection.statistics()}\n`);
      return true;
    case 'version':
      yield* process.print(`Server version\t\t${connection.serverVersion}\n`);
      return true;
    default:
      return false;
  }
}

/** The client `mysqladmin`: ping, status, version. Not modelled: its other commands. */
export const mysqladmin = (version: MysqlVersion): Program =>
  function* (process) {
    const name = 'mysqladmin';
    let commands: readonly string[] = [];
    try {
      const options = clientOptions(name, process.argv.slice(1), process.env);
      commands = options.words;
      if (options.showsPassword) yield* warnOfPassword(process, name, version);
      const connection = yield* connectClient(process, options, undefined, version);
      for (const command of commands) {
        if (yield* runCommand(process, connection, command)) continue;
        yield* process.complain(`mysqladmin: Unknown command: '${command}'\n`);
        return 1;
      }
      yield* connection.close();
      return 0;
    } catch (error) {
      if (error instanceof ClientOptionError) {
        yield* process.complain(`${error.message}\n`);
        return 2;
      }
      if (!(error instanceof ClientFailure)) throw error;
      // Whoever is refused has found a server.
      if (commands[0] === 'ping' && error.number === 1045) {
        yield* process.print('mysqld is alive\n');
        return 0;
      }
      yield* process.complain(
        `mysqladmin: connect to server at '${hostOf(process)}' failed\nerror: '${error.message}'\n`,
      );
      return 1;
    }
  };

function hostOf(process: Process): string {
  return clientOptions('mysqladmin', process.argv.slice(1), process.env).host;
}
