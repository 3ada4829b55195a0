import type { Coroutine } from '../coroutine';
import { joinBytes } from '../encoding';
import { ProcessGone } from '../kernel/process-gone';
import type { Listener, ListenOptions } from '../network-stack';
import type { Process } from '../process';
import type { Connection } from '../streams';
import { isSystemError } from '../system-error';
import { HttpFrameError } from './frames';
import { encodeStatusMessage, framedMessage, GRPC_CODES, GrpcError, messageIn } from './grpc-status';
import type { HeaderField } from './header-table';
import { Http2Session } from './session';

/** Answers one call: bytes of a message of protobuf to bytes of another one. Throws GrpcError for a call that fails. */
export type GrpcMethod = (request: Uint8Array) => Coroutine<Uint8Array>;

/** Methods by their paths: `/grpc.health.v1.Health/Check`. */
export type GrpcMethods = Readonly<Record<string, GrpcMethod>>;

/** A call that has not been answered. */
interface Call {
  readonly path: string;
  readonly pieces: Uint8Array[];
}

const HEAD: readonly HeaderField[] = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
];

/** Says that there is no such method. Source: grpc-go, server.go `handleStream`. */
function missing(methods: GrpcMethods, path: string): GrpcError {
  const [, service = '', method = ''] = /^\/(.*)\/([^/]*)$/.exec(path) ?? [];
  const isKnown = Object.keys(methods).some((each) => each.startsWith(`/${service}/`));
  const words = isKnown ? `unknown method ${method} for service ${service}` : `unknown service ${service}`;
  return new GrpcError('Unimplemented', words);
}

/** Answers calls of one client. */
class GrpcServer {
  private readonly calls = new Map<number, Call>();
  private readonly session: Http2Session;

  constructor(
    connection: Connection,
    private readonly methods: GrpcMethods,
    private readonly run: (coroutine: Coroutine<void>) => void,
    private readonly complain: (text: string) => Coroutine<void>,
  ) {
    this.session = new Http2Session(connection, {
      onHeaders: (stream, fields, isEnd) => {
        const path = fields.find(([name]) => name === ':path')?.[1] ?? '';
        // Fields behind a body say nothing more.
        if (!this.calls.has(stream)) this.calls.set(stream, { path, pieces: [] });
        if (isEnd) this.begin(stream);
      },
      onData: (stream, bytes, isEnd) => {
        this.calls.get(stream)?.pieces.push(bytes);
        if (isEnd) this.begin(stream);
      },
      onReset: (stream) => this.end(stream),
    });
  }

  /** Serves until the client has gone. */
  *serve(): Coroutine<void> {
    yield* this.session.begin();
    if (!(yield* this.session.hearsPreface())) return;
    while (yield* this.session.next());
  }

  private begin(stream: number): void {
    const call = this.calls.get(stream);
    if (call !== undefined) this.run(this.answer(stream, call));
  }

  private *answer(stream: number, { path, pieces }: Call): Coroutine<void> {
    let message: Uint8Array | undefined;
    let failure: GrpcError | undefined;
    try {
      const method = Object.hasOwn(this.methods, path) ? this.methods[path] : undefined;
      if (method === undefined) throw missing(this.methods, path);
      message = yield* method(messageIn(joinBytes(pieces)));
    } catch (error) {
      if (error instanceof ProcessGone) throw error;
      const text = error instanceof Error ? error.message : String(error);
      if (!(error instanceof GrpcError)) yield* this.complain(`${text}\n`);
      failure = error instanceof GrpcError ? error : new GrpcError('Unknown', text);
    }
    // The client may have given up meanwhile.
    if (!this.calls.has(stream)) return;
    try {
      yield* this.tell(stream, message, failure);
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
    this.end(stream);
  }

  private *tell(stream: number, message: Uint8Array | undefined, failure: GrpcError | undefined): Coroutine<void> {
    const { session } = this;
    const status: HeaderField[] = [
      ['grpc-status', String(failure === undefined ? 0 : GRPC_CODES.indexOf(failure.code))],
    ];
    if (failure !== undefined) status.push(['grpc-message', encodeStatusMessage(failure.message)]);
    if (message === undefined) return yield* session.sendHeaders(stream, [...HEAD, ...status], true);
    yield* session.sendHeaders(stream, HEAD, false);
    yield* session.sendData(stream, framedMessage(message), false);
    yield* session.sendHeaders(stream, status, true);
  }

  private end(stream: number): void {
    this.calls.delete(stream);
    this.session.forget(stream);
  }
}

/**
 * Answers the calls of a client that speaks gRPC, each as a thread of the process; ends the connection. Who speaks something
 * else is cut off.
 */
export function* serveGrpcOver(process: Process, connection: Connection, methods: GrpcMethods): Coroutine<void> {
  let isClean = false;
  try {
    const run = (coroutine: Coroutine<void>): void => void process.start(coroutine);
    yield* new GrpcServer(connection, methods, run, (text) => process.complain(text)).serve();
    isClean = true;
  } catch (error) {
    // A client that goes away, or says what nobody understands, is no fault of the program.
    if (!isSystemError(error) && !(error instanceof HttpFrameError)) throw error;
  } finally {
    if (isClean) {
      connection.end();
      connection.close();
    } else {
      connection.reset();
    }
  }
}

/**
 * Answers calls of gRPC without TLS: unary ones, whose messages the program reads and writes as bytes of protobuf. What a
 * method throws that is no GrpcError is answered with the code Unknown and told on stderr.
 *
 * Source: gRPC, doc/PROTOCOL-HTTP2.md. Not modelled: streams of messages, compression, deadlines.
 *
 * @throws SystemError as `NetworkStack.listen`
 */
export function serveGrpc(process: Process, options: ListenOptions, methods: GrpcMethods): Listener {
  const listener = process.network.listen(options);
  process.start(acceptAll(process, listener, methods));
  return listener;
}

/** Serves clients until the port is closed. */
function* acceptAll(process: Process, listener: Listener, methods: GrpcMethods): Coroutine<void> {
  try {
    for (;;) process.start(serveGrpcOver(process, yield* listener.accept(), methods));
  } catch (error) {
    if (!isSystemError(error, 'EBADF')) throw error;
  }
}
