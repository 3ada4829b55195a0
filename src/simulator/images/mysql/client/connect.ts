import { type Coroutine, isSystemError, type Process, ResolutionError } from '../../../process';
import type { MysqlVersion } from '../version';
import type { ClientOptions } from './client-options';
import { MysqlConnection, MysqlServerError } from './mysql-connection';

const SOCKET = '/var/run/mysqld/mysqld.sock';

/** Numbers of errors of the system. */
const NUMBERS: Readonly<Record<string, number>> = {
  ECONNREFUSED: 111,
  ECONNRESET: 104,
  EHOSTUNREACH: 113,
  ENETUNREACH: 101,
  ETIMEDOUT: 110,
};

/** A failure as a client tells it: `ERROR 1045 (28000): ...`. */
export class ClientFailure extends Error {
  constructor(
    readonly number: number,
    readonly state: string,
    message: string,
  ) {
    super(message);
  }
}

/** What went wrong, as a client tells it; other errors are thrown on. Source: MySQL 5.6, libmysql/errmsg.c. */
export function clientFailure(
  error: unknown,
  { host, port = 3306 }: ClientOptions,
  version: MysqlVersion,
): ClientFailure {
  if (error instanceof MysqlServerError) {
    const { number, state, message } = error.problem;
    return new ClientFailure(number, state, message);
  }
  if (error instanceof ResolutionError) {
    return new ClientFailure(2005, 'HY000', `Unknown MySQL server host '${host}' (${version.isSince80 ? -2 : 0})`);
  }
  if (!isSystemError(error)) throw error;
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') {
    return new ClientFailure(2013, 'HY000', 'Lost connection to MySQL server during query');
  }
  if (host === 'localhost') {
    return new ClientFailure(2002, 'HY000', `Can't connect to local MySQL server through socket '${SOCKET}' (2)`);
  }
  const where = version.isSince80 ? `${host}:${port}` : host;
  return new ClientFailure(2003, 'HY000', `Can't connect to MySQL server on '${where}' (${NUMBERS[error.code] ?? 2})`);
}

/** Connects as the options say. @throws ClientFailure */
export function* connectClient(
  process: Process,
  options: ClientOptions,
  password: string | undefined,
  version: MysqlVersion,
): Coroutine<MysqlConnection> {
  const { host, port = 3306, user, database } = options;
  const given = password ?? options.password;
  try {
    return yield* MysqlConnection.open(process, {
      // The socket of the same machine is its loopback.
      host: host === 'localhost' ? '127.0.0.1' : host,
      port,
      user,
      ...(given !== undefined && { password: given }),
      ...(database !== undefined && { database }),
    });
  } catch (error) {
    throw clientFailure(error, options, version);
  }
}

/** Says that a password on the command line is seen by others, as the version does. */
export function* warnOfPassword(process: Process, program: string, version: MysqlVersion): Coroutine<void> {
  const text = 'Using a password on the command line interface can be insecure.';
  yield* process.complain(version.isSince57 ? `${program}: [Warning] ${text}\n` : `Warning: ${text}\n`);
}
