import type { Coroutine, Process } from '../../../process';
import type { MysqlVersion } from '../version';

/** How bad it is. */
export type Severity = 'Note' | 'System' | 'Warning' | 'ERROR';

/** The log of a server on stderr, in the form of its version. */
export class ServerLog {
  constructor(
    private readonly process: Process,
    private readonly version: MysqlVersion,
  ) {}

  /** Writes a line; `code` is the number that MySQL 8.0 gives the message. */
  *write(severity: Severity, code: string, text: string): Coroutine<void> {
    const { process, version } = this;
    const time = new Date(process.nowMs).toISOString();
    if (version.isSince80) {
      yield* process.complain(`${time.replace('Z', '000Z')} 0 [${severity}] [${code}] [Server] ${text}\n`);
      return;
    }
    const level = severity === 'System' ? 'Note' : severity;
    const stamp = version.isSince57
      ? `${time.replace('Z', '000Z')} 0`
      : `${time.slice(0, 19).replace('T', ' ')} ${process.pid}`;
    yield* process.complain(`${stamp} [${level}] ${text}\n`);
  }
}
