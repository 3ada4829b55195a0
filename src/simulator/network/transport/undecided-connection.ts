import type { ClientConnection, Coroutine, SecureServer } from '../../process';
import type { ConnectionEnd } from './connection';

/** What becomes of the other end of an undecided connection. */
export interface Decisions {
  /** The client has shaken hands. */
  readonly secure: () => void;
  /** It does without. */
  readonly plain: () => void;
}

/**
 * The client's end of a connection to a secure port, of whom nobody knows yet whether it speaks TLS: its first word shows.
 * The server hears of it then.
 */
export class UndecidedConnection implements ClientConnection {
  readonly secureServer: SecureServer;
  private isDecided = false;

  constructor(
    private readonly side: ConnectionEnd,
    certificateFor: SecureServer['certificateFor'],
    private readonly decisions: Decisions,
  ) {
    this.secureServer = {
      ...(certificateFor === undefined ? {} : { certificateFor }),
      shakeHands: () => this.decide('secure'),
    };
  }

  get localAddress(): string {
    return this.side.localAddress;
  }

  get localPort(): number {
    return this.side.localPort;
  }

  get remoteAddress(): string {
    return this.side.remoteAddress;
  }

  get remotePort(): number {
    return this.side.remotePort;
  }

  read(maxBytes?: number): Coroutine<Uint8Array | undefined> {
    return this.side.read(maxBytes);
  }

  write(bytes: Uint8Array): Coroutine<void> {
    this.decide('plain');
    return this.side.write(bytes);
  }

  close(): void {
    this.side.close();
  }

  end(): void {
    this.decide('plain');
    this.side.end();
  }

  reset(): void {
    this.decide('plain');
    this.side.reset();
  }

  private decide(decision: keyof Decisions): void {
    if (this.isDecided) return;
    this.isDecided = true;
    this.decisions[decision]();
  }
}
