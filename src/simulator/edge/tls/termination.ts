import { TLSSocket, type SecureContext } from 'node:tls';
import type { RemoteListener } from '../..';
import type { ClientSession } from '../connections';
import { ClientWire } from './client-wire';
import type { ContextFor } from './contexts';

/** A context without a certificate refuses every client. */
type Shown = SecureContext | undefined;

/**
 * Takes TLS off what a client sends, and puts it on what it gets. The session gets what is inside, from the end of the
 * handshake on.
 */
export class TlsTermination {
  private readonly wire: ClientWire;
  private readonly socket: TLSSocket;
  private isRefused = false;
  private hasBegun = false;
  private isOver = false;

  constructor(
    contextFor: ContextFor,
    private readonly session: ClientSession,
    private readonly listener: RemoteListener,
  ) {
    this.wire = new ClientWire({
      data: (bytes) => listener.data('stdout', bytes),
      end: () => this.finish({}),
      ready: () => listener.ready(),
    });
    const unnamed: Shown = contextFor('');
    this.socket = new TLSSocket(this.wire, {
      isServer: true,
      ...(unnamed === undefined ? {} : { secureContext: unnamed }),
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => {
        const context = contextFor(name);
        this.isRefused = context === undefined;
        if (context === undefined) done(new Error(`there is no certificate for ${name}`));
        else done(null, context);
      },
    });
    this.socket.once('secure', () => this.begin());
    // Who ends it amid the handshake does not like what it was shown.
    this.socket.once('end', () => (this.hasBegun ? this.session.endInput() : this.breakOff()));
    this.socket.on('error', () => this.breakOff());
    this.socket.once('close', () => this.breakOff());
  }

  /** The client has sent something; false when nothing more should come before its listener hears `ready`. */
  receive(bytes: Uint8Array): boolean {
    return this.wire.receive(bytes);
  }

  /** The client sends nothing more. */
  receiveEnd(): void {
    this.wire.receiveEnd();
  }

  /** So many bytes are out of the house. */
  taken(bytes: number): void {
    this.wire.taken(bytes);
  }

  /** The server sends something. */
  send(bytes: Uint8Array): void {
    this.socket.write(bytes, () => this.session.taken(bytes.length));
  }

  /** The server has ended it. */
  end(outcome: Parameters<RemoteListener['end']>[0]): void {
    if (outcome.error === undefined) {
      this.socket.end();
      return;
    }
    this.finish(outcome);
    this.socket.destroy();
  }

  /** The server takes more. */
  ready(): void {
    this.socket.resume();
  }

  /** The client is gone. */
  close(): void {
    this.isOver = true;
    this.socket.destroy();
    this.session.close();
  }

  private begin(): void {
    if (this.isOver) return;
    this.hasBegun = true;
    this.session.startTls();
    this.socket.on('data', (bytes: Buffer) => {
      if (!this.session.send(bytes)) this.socket.pause();
    });
  }

  /** The handshake, or what came after it, was none. */
  private breakOff(): void {
    if (this.isOver) return;
    this.session.close();
    this.finish(this.isRefused ? { error: 'the server has no certificate for the name' } : {});
    this.socket.destroy();
  }

  private finish(outcome: Parameters<RemoteListener['end']>[0]): void {
    if (this.isOver) return;
    this.isOver = true;
    this.listener.end(outcome);
  }
}
