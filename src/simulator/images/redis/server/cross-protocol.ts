import type { RedisVersion } from '../redis-version';
import type { ServerLog } from './server-log';
import type { Session } from './session';

/** What only HTTP says. */
const HTTP_WORDS: ReadonlySet<string> = new Set(['post', 'host:']);

/** Time for which one line in the log is enough. */
const SILENCE_MS = 60_000;

/**
 * Ends connections of browsers and the like, before what follows in their requests is taken for commands.
 *
 * Source: Redis 7.0, src/networking.c `securityWarningCommand`; the address is told since 7.2 (release from memory).
 */
export class CrossProtocolGuard {
  private loggedMs = -Infinity;

  constructor(
    private readonly version: RedisVersion,
    private readonly log: ServerLog,
  ) {}

  /** Whether a request can only be HTTP. */
  isHttp([name = '']: readonly string[]): boolean {
    return this.version.isFrom(3, 2) && HTTP_WORDS.has(name.toLowerCase());
  }

  /** Closes a connection, once what it was answered before is out. */
  abort(session: Session, nowMs: number): void {
    if (nowMs - this.loggedMs > SILENCE_MS) {
      const from = this.version.isFrom(7, 2) ? ` from ${session.address}` : '';
      this.log.write(
        '#',
        'Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis. This is likely ' +
          'due to an attacker attempting to use Cross Protocol Scripting to compromise your Redis instance. ' +
          `Connection${from} aborted.`,
      );
      this.loggedMs = nowMs;
    }
    session.close();
  }
}
