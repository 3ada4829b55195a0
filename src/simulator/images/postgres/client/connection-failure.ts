import { isSystemError, ResolutionError } from '../../../process';
import type { PostgresVersion } from '../postgres-version';
import { SOCKET_FOLDER, socketFile } from '../server/socket-file';
import { PasswordMissing, PgError } from './pg-client';

/** Where a client wants to connect. */
export interface Target {
  /** Undefined for the server of the same container, over its socket file. */
  readonly host: string | undefined;
  readonly port: number;
}

/** Whether a version words failures as version 14 began to. */
const isNew = ({ major }: PostgresVersion): boolean => Number(major) >= 14;

const socketPath = (port: number): string => `${SOCKET_FOLDER}/${socketFile(String(port))}`;

function systemText(message: string, address: string, { host, port }: Target, version: PostgresVersion): string {
  if (host === undefined) {
    return isNew(version)
      ? `connection to server on socket "${socketPath(port)}" failed: ${message}\n` +
          '\tIs the server running locally and accepting connections on that socket?\n'
      : `could not connect to server: ${message}\n\tIs the server running locally and accepting\n` +
          `\tconnections on Unix domain socket "${socketPath(port)}"?\n`;
  }
  const where = address === host ? `"${host}"` : `"${host}" (${address})`;
  return isNew(version)
    ? `connection to server at ${where}, port ${port} failed: ${message}\n` +
        '\tIs the server running on that host and accepting TCP/IP connections?\n'
    : `could not connect to server: ${message}\n\tIs the server running on host ${where} and accepting\n` +
        `\tTCP/IP connections on port ${port}?\n`;
}

/**
 * Why a client has no connection, in the words of libpq; undefined for an error of another kind. Source: PostgreSQL 9.4 and 16,
 * src/interfaces/libpq/fe-connect.c.
 */
export function connectionFailure(
  error: unknown,
  target: Target,
  address: string,
  version: PostgresVersion,
): string | undefined {
  if (error instanceof ResolutionError) {
    return `could not translate host name "${target.host ?? ''}" to address: ${error.message}\n`;
  }
  if (isSystemError(error)) return systemText(error.message, address, target, version);
  const said =
    error instanceof PgError
      ? `${error.report.severity}:  ${error.report.message}`
      : error instanceof PasswordMissing
        ? 'fe_sendauth: no password supplied'
        : undefined;
  if (said === undefined || !isNew(version)) return said === undefined ? undefined : `${said}\n`;
  const { host, port } = target;
  const where =
    host === undefined
      ? `on socket "${socketPath(port)}"`
      : `at "${host}"${address === host ? '' : ` (${address})`}, port ${port}`;
  return `connection to server ${where} failed: ${said}\n`;
}
