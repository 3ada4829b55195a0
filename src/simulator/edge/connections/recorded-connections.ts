import type { ApiConnection, RemoteListener, RemoteSession } from '../..';
import {
  type ClientConnection,
  type ClientSession,
  give,
  type SessionInput,
  sessionOf,
  withSessions,
} from './client-session';
import { openWithWindow } from './flow-window';

/** What happens to connections, in words that can be kept and played again. */
export type ConnectionNote =
  | { readonly type: 'open'; readonly connection: number; readonly session: number; readonly port?: number }
  | { readonly type: 'input'; readonly session: number; readonly input: SessionInput };

/** Numbers connections and their sessions, and notes what comes through them before it happens. */
export class RecordedConnections {
  private connections = 0;
  private sessions = 0;
  /** What ends each session that goes on, for its client. */
  private readonly live = new Map<number, () => void>();

  /** `before` is called before anything happens to a session: time has to be at rest. */
  constructor(
    private readonly before: () => void,
    private readonly note: (note: ConnectionNote) => void,
  ) {}

  /** Number of sessions that go on. */
  get size(): number {
    return this.live.size;
  }

  /** Takes a connection over; the number is undefined for one that only reads, which is not noted. */
  take(given: ApiConnection): { readonly connection: ClientConnection; readonly number: number | undefined } {
    const isRead = given.kind === 'exchange' && given.isReadOnly;
    const number = isRead ? undefined : (this.connections += 1);
    const connection = withSessions<RemoteSession>(given, (open, listener, port) => {
      this.before();
      const session = (this.sessions += 1);
      if (number !== undefined) {
        this.note({ type: 'open', connection: number, session, ...(port === undefined ? {} : { port }) });
      }
      return this.open(session, number !== undefined, (heard) => openWithWindow(open, heard), listener);
    });
    return { connection, number };
  }

  /** Goes on with numbers after those that were used before. */
  continueAfter(last: { readonly connection: number; readonly session: number }): void {
    this.connections = last.connection;
    this.sessions = last.session;
  }

  /** Ends all sessions for their clients: what they were connected to is not there any more. */
  endAll(): void {
    for (const end of [...this.live.values()]) end();
  }

  private open(
    number: number,
    isNoted: boolean,
    open: (listener: RemoteListener) => ClientSession,
    listener: RemoteListener,
  ): ClientSession {
    let isOver = false;
    const end: RemoteListener['end'] = (outcome) => {
      if (isOver) return;
      isOver = true;
      this.live.delete(number);
      listener.end(outcome);
    };
    const session = open({
      data: (stream, bytes) => {
        if (!isOver) listener.data(stream, bytes);
      },
      end,
      ready: () => listener.ready(),
      connected: (server) => listener.connected?.(server),
    });
    if (!isOver) this.live.set(number, () => end({ error: 'the cluster was replaced' }));
    return sessionOf((input) => {
      if (isOver) return true;
      this.before();
      // What was still due may have ended it.
      if (isOver) return true;
      if (isNoted) this.note({ type: 'input', session: number, input });
      if (input.type === 'close') {
        isOver = true;
        this.live.delete(number);
      }
      return give(session, input);
    });
  }
}
