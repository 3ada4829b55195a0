import type { ApiCommand, ApiExchange, ApiHead, ApiPortForward, RemoteListener } from '../..';

/** What a client does to a session inside of the cluster. After its end nothing changes anything any more. */
export interface ClientSession {
  /** Hands on what the client sent; false when nothing more should come until the listener hears `ready`. */
  send(bytes: Uint8Array): boolean;
  /** The client sends nothing more. */
  endInput(): void;
  /** The client has shaken hands with a server that wants TLS; what it sends is what TLS carries. */
  startTls(): void;
  /** The terminal of the client has another size. */
  resize(columns: number, rows: number): void;
  /** So many bytes of output are out of the house: as many more may come. */
  taken(bytes: number): void;
  /** The client is gone. */
  close(): void;
}

/** What a client may do to a session, as data. */
export type SessionInput =
  | { readonly type: 'send'; readonly bytes: Uint8Array }
  | { readonly type: 'endInput' }
  | { readonly type: 'startTls' }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly type: 'taken'; readonly bytes: number }
  | { readonly type: 'close' };

/** Does to a session what `input` says. */
export function give(session: ClientSession, input: SessionInput): boolean {
  switch (input.type) {
    case 'send':
      return session.send(input.bytes);
    case 'endInput':
      session.endInput();
      return true;
    case 'startTls':
      session.startTls();
      return true;
    case 'resize':
      session.resize(input.columns, input.rows);
      return true;
    case 'taken':
      session.taken(input.bytes);
      return true;
    case 'close':
      session.close();
      return true;
  }
}

/** A session whose inputs go through `take`. */
export const sessionOf = (take: (input: SessionInput) => boolean): ClientSession => ({
  send: (bytes) => take({ type: 'send', bytes }),
  endInput: () => void take({ type: 'endInput' }),
  startTls: () => void take({ type: 'startTls' }),
  resize: (columns, rows) => void take({ type: 'resize', columns, rows }),
  taken: (bytes) => void take({ type: 'taken', bytes }),
  close: () => void take({ type: 'close' }),
});

/** An `ApiExchange` with sessions of another kind. */
interface ExchangeOf<Session> extends Omit<ApiExchange, 'open'> {
  readonly open: (begin: (head: ApiHead) => void, listener: RemoteListener) => Session;
}

/** An `ApiCommand` with sessions of another kind. */
interface CommandOf<Session> extends Omit<ApiCommand, 'open'> {
  readonly open: (listener: RemoteListener) => Session;
}

/** An `ApiPortForward` with sessions of another kind. */
interface PortForwardOf<Session> extends Omit<ApiPortForward, 'open'> {
  readonly open: (port: number, listener: RemoteListener) => Session;
}

type ConnectionOf<Session> = ExchangeOf<Session> | CommandOf<Session> | PortForwardOf<Session>;

/** An `ApiExchange` whose session a client holds. */
export type ClientExchange = ExchangeOf<ClientSession>;

/** An `ApiCommand` whose session a client holds. */
export type ClientCommand = CommandOf<ClientSession>;

/** An `ApiPortForward` whose sessions a client holds. */
export type ClientPortForward = PortForwardOf<ClientSession>;

/** An `ApiConnection` whose sessions a client holds. */
export type ClientConnection = ConnectionOf<ClientSession>;

/** Opens a session for somebody who listens. */
export type OpenSession<Session> = (listener: RemoteListener) => Session;

/** The same connection, with every session opened by `around`; `port` is that of a port-forward. */
export function withSessions<Session>(
  connection: ConnectionOf<Session>,
  around: (open: OpenSession<Session>, listener: RemoteListener, port?: number) => ClientSession,
): ClientConnection {
  switch (connection.kind) {
    case 'exchange': {
      const open: ClientExchange['open'] = (begin, listener) =>
        around((heard) => connection.open(begin, heard), listener);
      return { ...connection, open };
    }
    case 'command': {
      const open: ClientCommand['open'] = (listener) => around((heard) => connection.open(heard), listener);
      return { ...connection, open };
    }
    case 'ports': {
      const open: ClientPortForward['open'] = (port, listener) =>
        around((heard) => connection.open(port, heard), listener, port);
      return { ...connection, open };
    }
  }
}
