import type { SecureContext } from 'node:tls';
import type { ConnectedServer, RemoteListener } from '../..';
import type { ClientPortForward, ClientSession } from '../connections';
import { type SessionInput, sessionOf } from '../connections/client-session';
import { contextsOf } from './contexts';
import { TlsTermination } from './termination';

/** First byte of a TLS handshake. Source: RFC 8446, section 5.1. */
const HANDSHAKE = 0x16;

/** A client whose first word is held until it is known who hears it. */
interface Held {
  readonly bytes: Uint8Array;
  hasEnded: boolean;
}

/**
 * A connection to a port whose client may speak TLS. The network inside carries what TLS carries: where the server wants
 * TLS, this machine shakes hands in its place, with its certificate; where it does not, it gets what the client sends, and
 * makes of it what it can.
 */
class SecuredSession {
  private session: ClientSession | undefined;
  private server: ConnectedServer | undefined;
  private held: Held | undefined;
  private tls: TlsTermination | undefined;
  private isDecided = false;
  private isOver = false;

  constructor(
    private readonly listener: RemoteListener,
    private readonly standIn: SecureContext,
  ) {}

  /** What the session is told to. */
  readonly heard: RemoteListener = {
    data: (stream, bytes) => {
      if (this.tls === undefined) this.listener.data(stream, bytes);
      else this.tls.send(bytes);
    },
    end: (outcome) => {
      this.isOver = true;
      if (this.tls === undefined) this.listener.end(outcome);
      else this.tls.end(outcome);
    },
    ready: () => {
      if (this.tls === undefined) this.listener.ready();
      else this.tls.ready();
    },
    connected: (server) => {
      this.server = server;
      // Who tells is amid its work: what follows comes after it.
      if (this.held !== undefined) queueMicrotask(() => this.decide());
    },
  };

  /** The client's side, for the session that hears. */
  over(session: ClientSession): ClientSession {
    this.session = session;
    return sessionOf((input) => this.take(session, input));
  }

  private take(session: ClientSession, input: SessionInput): boolean {
    const { tls, held } = this;
    switch (input.type) {
      case 'send':
        if (tls !== undefined) return tls.receive(input.bytes);
        if (this.isDecided || input.bytes.length === 0) return session.send(input.bytes);
        return this.begin(session, input.bytes);
      case 'endInput':
        if (tls !== undefined) tls.receiveEnd();
        else if (held !== undefined && !this.isDecided) held.hasEnded = true;
        else session.endInput();
        return true;
      case 'taken':
        if (tls !== undefined) tls.taken(input.bytes);
        else session.taken(input.bytes);
        return true;
      case 'close':
        this.isOver = true;
        if (tls !== undefined) tls.close();
        else session.close();
        return true;
      case 'startTls':
      case 'resize':
        return true;
    }
  }

  /** The client says its first word. */
  private begin(session: ClientSession, bytes: Uint8Array): boolean {
    if (bytes[0] !== HANDSHAKE) {
      this.isDecided = true;
      return session.send(bytes);
    }
    this.held = { bytes, hasEnded: false };
    if (this.server !== undefined) queueMicrotask(() => this.decide());
    return false;
  }

  private decide(): void {
    const { session, server, held } = this;
    if (this.isDecided || this.isOver || session === undefined || server === undefined || held === undefined) return;
    this.isDecided = true;
    const { certificateFor } = server;
    let takesMore: boolean;
    if (certificateFor === undefined) {
      takesMore = session.send(held.bytes);
      if (held.hasEnded) session.endInput();
    } else {
      this.tls = new TlsTermination(contextsOf(certificateFor, this.standIn), session, this.listener);
      takesMore = this.tls.receive(held.bytes);
      if (held.hasEnded) this.tls.receiveEnd();
    }
    if (takesMore) this.listener.ready();
  }
}

/** The same connections, through which clients may speak TLS; `standIn` is for servers without a certificate of their own. */
export const withTls = (forward: ClientPortForward, standIn: SecureContext): ClientPortForward => ({
  ...forward,
  open: (port, listener) => {
    const secured = new SecuredSession(listener, standIn);
    return secured.over(forward.open(port, secured.heard));
  },
});
