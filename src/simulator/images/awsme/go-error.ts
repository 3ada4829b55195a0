import { isSystemError, type Process, ResolutionError } from '../../process';
import { readResolverSettings } from '../../process/resolver';
import type { MysqlServerError } from '../mysql/client/mysql-connection';

/** What Go's network says of a connection that cannot be made: `dial tcp 10.0.0.1:80: connect: connection refused`. */
export function dialError(process: Process, error: unknown, port: number): string | undefined {
  if (error instanceof ResolutionError) {
    const [server = '127.0.0.1'] = readResolverSettings(process.files).servers;
    const reason = error.code === 'EAI_NONAME' ? 'no such host' : 'server misbehaving';
    return `dial tcp: lookup ${error.subject} on ${server}:53: ${reason}`;
  }
  if (!isSystemError(error)) return undefined;
  const subject = error.subject ?? '';
  const address = subject === '' || subject.includes(':') ? subject : `${subject}:${port}`;
  return `dial tcp ${address}: connect: ${error.message.toLowerCase()}`;
}

/** What the MySQL driver of Go says of a refusal: `Error 1049: Unknown database 'sample_app'`. */
export const mysqlErrorText = (error: MysqlServerError): string =>
  `Error ${error.problem.number}: ${error.problem.message}`;
