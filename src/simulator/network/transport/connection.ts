import type { EventLoop } from '../../engine';
import { type Connection, type Coroutine, SystemError } from '../../process';
import { ByteChannel } from './channel';
import type { Transit } from './delivery';

/** Addresses and ports of a connection, as its client sees them; its server may see another client. */
export interface ConnectionNames {
  readonly clientAddress: string;
  readonly clientPort: number;
  /** What the client connected to: the address of a Service, perhaps. */
  readonly dialledAddress: string;
  readonly dialledPort: number;
  /** Where the server sees the client: behind a node that translates addresses, the address of the node. */
  readonly seenAddress: string;
  readonly seenPort: number;
  readonly serverAddress: string;
  readonly serverPort: number;
}

/** What is said over a connection takes so long, in each direction. */
export interface ConnectionTransit {
  readonly toServer: Transit;
  readonly toClient: Transit;
}

/** One end of a connection, which its machine can end without the program. */
export class ConnectionEnd implements Connection {
  private isRead = false;
  private hasEnded = false;
  private isBroken = false;
  private hasLeftData = false;

  constructor(
    readonly localAddress: string,
    readonly localPort: number,
    readonly remoteAddress: string,
    readonly remotePort: number,
    private readonly incoming: ByteChannel,
    private readonly outgoing: ByteChannel,
    /** Whether the other side hears something now. */
    private readonly isHeard: () => boolean,
    private readonly onOver: (end: ConnectionEnd) => void,
  ) {}

  *read(maxBytes?: number): Coroutine<Uint8Array | undefined> {
    if (this.isBroken) throw new SystemError('ECONNRESET');
    const bytes = yield* this.incoming.read(maxBytes);
    if (bytes === undefined) {
      this.isRead = true;
      this.checkOver();
    }
    return bytes;
  }

  *write(bytes: Uint8Array): Coroutine<void> {
    if (this.isBroken) throw new SystemError('ECONNRESET');
    yield* this.outgoing.write(bytes);
  }

  close(): void {
    if (this.isRead) return;
    this.isRead = true;
    this.hasLeftData = this.incoming.hasUnread;
    this.incoming.close();
    this.checkOver();
  }

  end(): void {
    this.hasEnded = true;
    this.outgoing.end();
    this.checkOver();
  }

  reset(): void {
    if (!this.isHeard()) {
      this.abandon();
      return;
    }
    this.isBroken = true;
    this.incoming.fail('ECONNRESET');
    this.outgoing.fail('ECONNRESET');
    this.onOver(this);
  }

  /** Ends it as a machine that is switched off does: the other side hears nothing until it says something. */
  abandon(): void {
    this.isBroken = true;
    this.incoming.abandon();
    this.onOver(this);
  }

  /** Lets the machine forget it when the program has done with both directions; data that it did not read means a reset. */
  private checkOver(): void {
    if (!this.isRead || !this.hasEnded || this.isBroken) return;
    if (this.hasLeftData) this.reset();
    else this.onOver(this);
  }
}

/** The two ends of a new connection. `onOver` hears of each end that its machine may forget. */
export function connectionEnds(
  loop: EventLoop,
  names: ConnectionNames,
  transit: ConnectionTransit,
  onOver: (end: ConnectionEnd) => void,
): { readonly client: ConnectionEnd; readonly server: ConnectionEnd } {
  const failBoth = (code: 'ETIMEDOUT' | 'ECONNRESET') => (): void => {
    toServer.fail(code);
    toClient.fail(code);
  };
  const toServer: ByteChannel = new ByteChannel(loop, transit.toServer, failBoth('ETIMEDOUT'), failBoth('ECONNRESET'));
  const toClient: ByteChannel = new ByteChannel(loop, transit.toClient, failBoth('ETIMEDOUT'), failBoth('ECONNRESET'));
  return {
    client: new ConnectionEnd(
      names.clientAddress,
      names.clientPort,
      names.dialledAddress,
      names.dialledPort,
      toClient,
      toServer,
      () => transit.toServer() !== undefined,
      onOver,
    ),
    server: new ConnectionEnd(
      names.serverAddress,
      names.serverPort,
      names.seenAddress,
      names.seenPort,
      toServer,
      toClient,
      () => transit.toClient() !== undefined,
      onOver,
    ),
  };
}
