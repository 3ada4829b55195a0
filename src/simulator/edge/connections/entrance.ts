import type { ApiRequest, Way } from '../..';
import type { Pacing } from '../pacing';
import type { Session, SessionResult } from '../session';
import {
  type ClientConnection,
  type ClientSession,
  give,
  type SessionInput,
  sessionOf,
  withSessions,
} from './client-session';

/** Bytes of output that are out of the house before the session hears of it. */
const TAKEN_BYTES_MIN = 64 * 1024;

const rethrow = (error: unknown): never => {
  throw error;
};

/**
 * The way into a cluster: whatever comes happens at the virtual time that belongs to now, and what it causes at this
 * moment happens before anything else comes.
 */
export class Entrance {
  constructor(
    private readonly session: Session,
    private readonly pacing: Pacing,
    private readonly onDefect: (error: unknown) => void = rethrow,
  ) {}

  /** Answers a request; the sessions of a connection go through here as well. */
  handle(request: ApiRequest): SessionResult {
    const result = this.inTime(() => this.session.receive(request));
    return 'kind' in result ? this.entered(result) : result;
  }

  /** Goes a way beside the API, as `Cluster.enter`. */
  enter(way: Way): ClientConnection {
    return this.entered(this.inTime(() => this.session.enter(way)));
  }

  private entered(connection: ClientConnection): ClientConnection {
    return withSessions(connection, (open, listener) => this.paced(this.inTime(() => open(listener))));
  }

  private paced(session: ClientSession): ClientSession {
    let taken = 0;
    const giveNow = (input: SessionInput): boolean => {
      try {
        return this.inTime(() => give(session, input));
      } catch (error) {
        this.onDefect(error);
        return true;
      }
    };
    return sessionOf((input) => {
      if (input.type !== 'taken') return giveNow(input);
      taken += input.bytes;
      if (taken < TAKEN_BYTES_MIN) return true;
      const bytes = taken;
      taken = 0;
      return giveNow({ type: 'taken', bytes });
    });
  }

  private inTime<Result>(action: () => Result): Result {
    this.pacing.catchUp();
    try {
      return action();
    } finally {
      this.pacing.catchUp();
    }
  }
}
