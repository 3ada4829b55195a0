import {
  type Connection,
  type Coroutine,
  type HttpHandler,
  type HttpResponse,
  type Listener,
  type ListenOptions,
  SystemError,
} from '../../process';
import type { EventLoop } from '../../engine';
import { isLoopback } from '../addresses';
import type { ConnectionEnd } from './connection';
import { Bell } from './waiting';

/** Connections that wait for `accept`; further ones are not heard. Source: Linux, net.core.somaxconn. */
const BACKLOG = 4096;

/** First and last port that clients get. Source: Linux, net.ipv4.ip_local_port_range. */
const EPHEMERAL = { first: 32_768, last: 60_999 };

/** A port that somebody listens on. */
export interface BoundPort {
  readonly port: number;
  /** @default - all addresses */
  readonly address: string | undefined;
  readonly isSecure: boolean;
  /** How requests are answered; undefined for a listener of bytes. */
  readonly http: HttpService | undefined;
  /** Its certificate for a name. @default - it has signed one itself */
  readonly certificateFor?: ListenOptions['certificateFor'];
  /** Hands over a connection of bytes; false when too many wait. */
  take(connection: ConnectionEnd): boolean;
}

/** What answers HTTP requests, and starts the tasks that do. */
export interface HttpService {
  readonly handler: HttpHandler;
  readonly run: (coroutine: Coroutine<void>) => void;
  /** Serves clients of HTTP/2. @default - they are answered with an error */
  readonly http2?: ListenOptions['http2'];
  /** What a client without TLS is told at a secure port. @default - the words of Go's server */
  readonly plainAnswer?: HttpResponse;
}

/** The ports of one machine. */
export class PortTable {
  private readonly bound = new Map<number, BoundPort[]>();
  private lastEphemeral: number;

  /** `start` says, from 0 on, with which port clients begin. */
  constructor(start: number) {
    this.lastEphemeral = EPHEMERAL.first + (start % (EPHEMERAL.last - EPHEMERAL.first));
  }

  /** Who listens on a port of an address. */
  find(address: string, port: number): BoundPort | undefined {
    const candidates = this.bound.get(port);
    if (candidates === undefined) return undefined;
    return candidates.find((each) => each.address === address) ?? candidates.find((each) => each.address === undefined);
  }

  /**
   * Takes a port, a free one for 0.
   *
   * @throws SystemError EADDRINUSE when somebody listens there.
   */
  bind<Bound extends BoundPort>(
    newPort: (port: number, address: string | undefined) => Bound,
    options: ListenOptions,
  ): Bound {
    const address = options.address === '0.0.0.0' || options.address === '::' ? undefined : options.address;
    const port = options.port === 0 ? this.ephemeral() : options.port;
    const others = this.bound.get(port) ?? [];
    const isTaken = others.some(
      (each) => each.address === undefined || address === undefined || each.address === address,
    );
    if (isTaken) throw new SystemError('EADDRINUSE', `${options.address ?? '0.0.0.0'}:${port}`);
    const bound = newPort(port, address);
    this.bound.set(port, [...others, bound]);
    return bound;
  }

  /** Gives a port back; does nothing when it has been. */
  release(bound: BoundPort): void {
    const rest = (this.bound.get(bound.port) ?? []).filter((each) => each !== bound);
    if (rest.length === 0) this.bound.delete(bound.port);
    else this.bound.set(bound.port, rest);
  }

  /** Gives all ports back. */
  clear(): void {
    this.bound.clear();
  }

  /** The next port for a client. */
  ephemeral(): number {
    do {
      this.lastEphemeral = this.lastEphemeral === EPHEMERAL.last ? EPHEMERAL.first : this.lastEphemeral + 1;
    } while (this.bound.has(this.lastEphemeral));
    return this.lastEphemeral;
  }
}

/** Whether a machine with these addresses can listen on one. */
export const isOwnAddress = (address: string | undefined, own: readonly string[]): boolean =>
  address === undefined || address === '0.0.0.0' || address === '::' || isLoopback(address) || own.includes(address);

/** A port whose connections a program accepts one by one. */
export class ByteListener implements BoundPort, Listener {
  readonly http = undefined;
  private readonly waiting: ConnectionEnd[] = [];
  private isClosed = false;
  private readonly came: Bell;

  constructor(
    loop: EventLoop,
    readonly port: number,
    readonly address: string | undefined,
    readonly isSecure: boolean,
    private readonly onClose: (listener: BoundPort) => void,
    readonly certificateFor?: ListenOptions['certificateFor'],
  ) {
    this.came = new Bell(loop);
  }

  take(connection: ConnectionEnd): boolean {
    if (this.waiting.length >= BACKLOG) return false;
    this.waiting.push(connection);
    this.came.ring();
    return true;
  }

  *accept(): Coroutine<Connection> {
    for (;;) {
      if (this.isClosed) throw new SystemError('EBADF');
      const connection = this.waiting.shift();
      if (connection !== undefined) return connection;
      yield* this.came.wait();
    }
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.onClose(this);
    for (const connection of this.waiting.splice(0)) connection.reset();
    this.came.ring();
  }
}
