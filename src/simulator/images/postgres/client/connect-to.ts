import { type Coroutine, type Process, resolve, SystemError } from '../../../process';
import type { PostgresVersion } from '../postgres-version';
import { SOCKET_FOLDER, socketFile } from '../server/socket-file';
import { connectionFailure, type Target } from './connection-failure';
import { PgClient } from './pg-client';

/** Who connects, and where. */
export interface ConnectTarget extends Target {
  readonly user: string;
  readonly database: string;
}

/** A connection that did not come about; the message is that of the clients of PostgreSQL, with its line end. */
export class ConnectionFailed extends Error {}

/** Virtual milliseconds that clients wait. */
const TIMEOUT_MS = 130_000;

/** Connects as clients of PostgreSQL do: over the socket file where no host is named. @throws ConnectionFailed */
export function* connectTo(process: Process, target: ConnectTarget, version: PostgresVersion): Coroutine<PgClient> {
  const { host, port, user, database } = target;
  let address = host ?? '127.0.0.1';
  try {
    if (host === undefined && !process.files.exists(`${SOCKET_FOLDER}/${socketFile(String(port))}`)) {
      throw new SystemError('ENOENT');
    }
    [address = address] = yield* resolve(process, address);
    const password = process.env.get('PGPASSWORD');
    return yield* PgClient.connect(process, {
      host: address,
      port,
      user,
      database,
      applicationName: 'psql',
      timeoutMs: TIMEOUT_MS,
      ...(password === undefined ? {} : { password }),
    });
  } catch (error) {
    const text = connectionFailure(error, target, address, version);
    if (text === undefined) throw error;
    throw new ConnectionFailed(text);
  }
}
