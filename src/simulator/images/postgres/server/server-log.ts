import type { Coroutine, Process } from '../../../process';
import type { ServerReport } from '../protocol/error-fields';
import type { PostgresVersion } from '../postgres-version';

/** Time as the server writes it: `2026-01-01 00:00:00 UTC`. */
export function serverTime(timeMs: number, withMilliseconds = false): string {
  const text = new Date(timeMs).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, withMilliseconds ? 23 : 19)} UTC`;
}

/** What the server says on stderr. Versions before 10 write no time and number. Source: log_line_prefix of both. */
export class ServerLog {
  constructor(
    private readonly process: Process,
    private readonly version: PostgresVersion,
  ) {}

  /** Writes a line; `pid` is the number of the process that says it. @default `pid` - that of the server */
  *write(level: string, text: string, pid = this.process.pid): Coroutine<void> {
    const prefix = this.version.isModern ? `${serverTime(this.process.nowMs, true)} [${pid}] ` : '';
    yield* this.process.complain(`${prefix}${level}:  ${text}\n`);
  }

  /** Writes what a client is refused, and the statement it came of. */
  *refusal(report: ServerReport, pid: number, statement?: string): Coroutine<void> {
    const { position } = report;
    yield* this.write(
      report.severity,
      report.message + (position === undefined ? '' : ` at character ${position}`),
      pid,
    );
    if (report.detail !== undefined) yield* this.write('DETAIL', report.detail, pid);
    if (report.hint !== undefined) yield* this.write('HINT', report.hint, pid);
    if (statement !== undefined) yield* this.write('STATEMENT', statement, pid);
  }
}
