import { type ApiConnection, type RemoteListener, StatusError } from '../..';
import { type ClientConnection, type ClientSession, give, withSessions } from './client-session';
import { openWithWindow } from './flow-window';
import type { ConnectionNote } from './recorded-connections';

/** Plays what happened to connections again, with nobody who listens. */
export class PlayedConnections {
  private readonly connections = new Map<number, ClientConnection>();
  private readonly sessions = new Map<number, ClientSession>();
  private lastSession = 0;
  private lastConnection = 0;

  /** The highest numbers that were used: what comes next goes on from there. */
  get last(): { readonly connection: number; readonly session: number } {
    return { connection: this.lastConnection, session: this.lastSession };
  }

  /** A request has led to a connection, as it did before. */
  take(number: number, connection: ApiConnection): void {
    this.lastConnection = Math.max(this.lastConnection, number);
    this.connections.set(number, withSessions(connection, openWithWindow));
  }

  /** Something happens to one, as it did before. What was refused then is refused again. */
  play(note: ConnectionNote): void {
    if (note.type === 'input') {
      const session = this.sessions.get(note.session);
      if (note.input.type === 'close') this.sessions.delete(note.session);
      if (session !== undefined) give(session, note.input);
      return;
    }
    this.lastSession = Math.max(this.lastSession, note.session);
    const connection = this.connections.get(note.connection);
    if (connection === undefined) return;
    let isOver = false;
    const listener: RemoteListener = {
      data: () => undefined,
      end: () => {
        isOver = true;
        this.sessions.delete(note.session);
      },
      ready: () => undefined,
    };
    try {
      const session = this.open(connection, note.port ?? 0, listener);
      if (!isOver) this.sessions.set(note.session, session);
    } catch (error) {
      // Its client heard of it.
      if (!(error instanceof StatusError)) throw error;
    }
  }

  /** The clients of what is still open are not there: it is closed, and `note` hears of it before. */
  closeAll(note: (note: ConnectionNote) => void): void {
    for (const [session, each] of [...this.sessions]) {
      note({ type: 'input', session, input: { type: 'close' } });
      each.close();
    }
    this.sessions.clear();
  }

  private open(connection: ClientConnection, port: number, listener: RemoteListener): ClientSession {
    switch (connection.kind) {
      case 'exchange':
        return connection.open(() => undefined, listener);
      case 'command':
        return connection.open(listener);
      case 'ports':
        return connection.open(port, listener);
    }
  }
}
