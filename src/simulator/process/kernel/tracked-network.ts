import type { Coroutine } from '../coroutine';
import { ForwardedConnection } from '../forwarded-connection';
import type { HttpRequest, HttpResponse } from '../http-message';
import type {
  ConnectOptions,
  DnsAnswer,
  DnsType,
  HttpHandler,
  Listener,
  ListenOptions,
  NetworkStack,
} from '../network-stack';
import type { ByteReader, Connection } from '../streams';

/** A connection of a process; it is forgotten once nothing more can pass in either direction. */
class TrackedConnection extends ForwardedConnection {
  private isReadOver = false;
  private isWriteOver = false;

  constructor(
    connection: Connection,
    private readonly forget: () => void,
  ) {
    super(connection);
  }

  override *read(maxBytes?: number): Coroutine<Uint8Array | undefined> {
    const bytes = yield* super.read(maxBytes);
    if (bytes === undefined) this.isReadOver = true;
    this.forgetWhenOver();
    return bytes;
  }

  override close(): void {
    super.close();
    this.isReadOver = true;
    this.forgetWhenOver();
  }

  override end(): void {
    super.end();
    this.isWriteOver = true;
    this.forgetWhenOver();
  }

  override reset(): void {
    super.reset();
    this.forget();
  }

  private forgetWhenOver(): void {
    if (this.isReadOver && this.isWriteOver) this.forget();
  }
}

/**
 * The network as one process sees it: what it opened is closed when it ends. Of its connections the other side hears as of
 * any that a program closes: their end, or a reset where data was not read, which is for the stack below to tell.
 */
export class TrackedNetwork implements NetworkStack {
  /** What closes each of the things that are open. */
  private readonly open = new Map<object, () => void>();

  constructor(private readonly stack: NetworkStack) {}

  get addresses(): readonly string[] {
    return this.stack.addresses;
  }

  listen(options: ListenOptions): Listener {
    return this.trackListener(this.stack.listen(options));
  }

  listenHttp(options: ListenOptions, handler: HttpHandler, run: (coroutine: Coroutine<void>) => void): Listener {
    return this.trackListener(this.stack.listenHttp(options, handler, run));
  }

  *connect(address: string, port: number, options?: ConnectOptions): Coroutine<Connection> {
    return this.trackConnection(yield* this.stack.connect(address, port, options));
  }

  *exchange(address: string, port: number, request: HttpRequest, options?: ConnectOptions): Coroutine<HttpResponse> {
    const response = yield* this.stack.exchange(address, port, request, options);
    const { body } = response;
    return body instanceof Uint8Array ? response : { ...response, body: this.trackBody(body) };
  }

  ping(address: string, timeoutMs?: number): Coroutine<number> {
    return this.stack.ping(address, timeoutMs);
  }

  query(name: string, type: DnsType, server?: string): Coroutine<DnsAnswer> {
    return this.stack.query(name, type, server);
  }

  /** Closes all that is open. */
  close(): void {
    for (const close of [...this.open.values()]) close();
    this.open.clear();
  }

  private trackListener(listener: Listener): Listener {
    const accept = function* (this: TrackedNetwork): Coroutine<Connection> {
      return this.trackConnection(yield* listener.accept());
    };
    this.open.set(listener, () => listener.close());
    const close = (): void => {
      this.open.delete(listener);
      listener.close();
    };
    return { port: listener.port, accept: accept.bind(this), close };
  }

  private trackConnection(connection: Connection): Connection {
    this.open.set(connection, () => {
      connection.close();
      connection.end();
    });
    return new TrackedConnection(connection, () => this.open.delete(connection));
  }

  private trackBody(body: ByteReader): ByteReader {
    this.open.set(body, () => body.close());
    const forget = (): void => void this.open.delete(body);
    return {
      *read(maxBytes) {
        const bytes = yield* body.read(maxBytes);
        if (bytes === undefined) forget();
        return bytes;
      },
      close: () => {
        forget();
        body.close();
      },
    };
  }
}
