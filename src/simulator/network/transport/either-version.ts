import {
  ByteQueue,
  type Connection,
  type Coroutine,
  encodeText,
  ForwardedConnection,
  isSystemError,
} from '../../process';

/** How a client begins that speaks HTTP/2: no other request does. Source: RFC 9113, 3.4. */
const HTTP2 = encodeText('PRI ');

type Serve = (connection: Connection) => Coroutine<void>;

/** A connection of which something was read already: that is read first. */
class BegunConnection extends ForwardedConnection {
  constructor(
    connection: Connection,
    private readonly first: ByteQueue,
  ) {
    super(connection);
  }

  override *read(maxBytes?: number): Coroutine<Uint8Array | undefined> {
    return this.first.size > 0 ? this.first.take(maxBytes) : yield* super.read(maxBytes);
  }
}

/** Serves a client in the version of HTTP with which it begins. */
export function* serveEither(connection: Connection, http2: Serve, http1: Serve): Coroutine<void> {
  const first = new ByteQueue();
  try {
    while (first.size < HTTP2.length) {
      const bytes = yield* connection.read();
      if (bytes === undefined) break;
      first.push(bytes);
    }
  } catch (error) {
    // A client that goes away without a word is no fault of the program.
    if (!isSystemError(error)) throw error;
    connection.reset();
    return;
  }
  const begin = first.take();
  first.putBack(begin);
  const isHttp2 = HTTP2.every((byte, place) => begin[place] === byte);
  yield* (isHttp2 ? http2 : http1)(new BegunConnection(connection, first));
}
