import { type Coroutine, waitFor } from '../coroutine';
import { encodeText } from '../encoding';
import type { HttpHeaders, HttpResponse, ReceivedRequest } from '../http-message';
import type { HttpHandler } from '../network-stack';
import type { ByteReader, ByteWriter, Connection } from '../streams';
import { isSystemError } from '../system-error';
import { WaitList } from '../wait-list';
import { BodyReader, framingOf } from './body-reader';
import { BufferedReader } from './buffered-reader';
import { hasWord, HttpSyntaxError, readRequestHead, type RequestHead } from './head';
import { headText, joined, writeChunked, writePlain } from './message-writer';
import { mayHaveBody } from './responses';
import { statusText } from './status-text';

/** Bytes of a body that nobody has read which are read to keep the connection. Source: Go 1.24, net/http maxPostHandlerReadBytes. */
const SKIPPED_BYTES_MAX = 262_144;
const NONE = new Uint8Array(0);
const CONTINUE = encodeText('HTTP/1.1 100 Continue\r\n\r\n');

/**
 * Answers a client that sends bytes, request after request, until it or the handler wants no more; ends the connection. When
 * it is cancelled, or the handler throws, the client gets a reset.
 */
export function* serveHttpOver(connection: Connection, handler: HttpHandler, isSecure: boolean): Coroutine<void> {
  const reader = new BufferedReader(connection);
  let isClean = false;
  try {
    while (yield* serveOne(connection, reader, handler, isSecure));
    isClean = true;
  } catch (error) {
    // A client that goes away is no fault of the program.
    if (!isSystemError(error, 'ECONNRESET') && !isSystemError(error, 'EPIPE')) throw error;
  } finally {
    if (isClean) {
      connection.end();
      connection.close();
    } else {
      connection.reset();
    }
  }
}

/** Answers one request; whether another one may follow. */
function* serveOne(
  connection: Connection,
  reader: BufferedReader,
  handler: HttpHandler,
  isSecure: boolean,
): Coroutine<boolean> {
  let head: RequestHead | undefined;
  let body: BodyReader;
  let response: HttpResponse;
  try {
    head = yield* readRequestHead(reader);
    if (head === undefined) return false;
    body = bodyOf(head, connection, reader);
    response = yield* handler(receivedOf(head, body, connection, isSecure));
  } catch (error) {
    if (!(error instanceof HttpSyntaxError)) throw error;
    yield* refuse(connection, error.status);
    return false;
  }
  if (response.upgrade !== undefined) {
    yield* connection.write(joined(headText(firstLine(response.status), response.headers), NONE));
    yield* handOver(connection, reader, response.upgrade);
    return false;
  }
  return (yield* writeResponse(connection, head, response)) && (yield* skipRest(head, body));
}

/** Reads what the handler has left of a body; whether that is all of it. */
function* skipRest({ headers }: RequestHead, body: BodyReader): Coroutine<boolean> {
  // Whoever did not send its body because nobody asked for it may still do so.
  if (!body.isOver && hasWord(headers.expect, '100-continue')) return false;
  try {
    return yield* body.skip(SKIPPED_BYTES_MAX);
  } catch (error) {
    if (!(error instanceof HttpSyntaxError)) throw error;
    return false;
  }
}

function bodyOf({ headers }: RequestHead, writer: ByteWriter, reader: BufferedReader): BodyReader {
  const framing = framingOf(headers, { type: 'length', bytes: 0 });
  const onBegin = (): Coroutine<void> => writer.write(CONTINUE);
  return new BodyReader(reader, framing, hasWord(headers.expect, '100-continue') ? { onBegin } : {});
}

const receivedOf = (
  head: RequestHead,
  body: BodyReader,
  connection: Connection,
  isSecure: boolean,
): ReceivedRequest => ({
  method: head.method,
  target: head.target,
  headers: head.headers,
  body: body.isOver ? NONE : body,
  remoteAddress: connection.remoteAddress,
  remotePort: connection.remotePort,
  localAddress: connection.localAddress,
  localPort: connection.localPort,
  isSecure,
});

const firstLine = (status: number): string => `HTTP/1.1 ${status} ${statusText(status)}`;

/** Writes an answer; whether the connection is kept. */
function* writeResponse(connection: Connection, request: RequestHead, response: HttpResponse): Coroutine<boolean> {
  const { status, body } = response;
  const isOld = request.version === '1.0';
  const hasBody = request.method !== 'HEAD' && mayHaveBody(status);
  const length = response.headers['content-length'] ?? (body instanceof Uint8Array ? String(body.length) : undefined);
  const isChunked = length === undefined && !isOld;
  const wish = request.headers.connection;
  const keepsAlive =
    !hasWord(response.headers.connection, 'close') &&
    (isOld ? hasWord(wish, 'keep-alive') && length !== undefined : !hasWord(wish, 'close'));
  const { connection: ownWish, 'transfer-encoding': encoding, ...others } = response.headers;
  const headers: HttpHeaders = {
    ...others,
    ...(!mayHaveBody(status) ? {} : length !== undefined ? { 'content-length': length } : {}),
    ...(mayHaveBody(status) && isChunked ? { 'transfer-encoding': encoding ?? 'chunked' } : {}),
    ...(ownWish !== undefined ? { connection: ownWish } : {}),
    ...(ownWish === undefined && !keepsAlive ? { connection: 'close' } : {}),
    ...(ownWish === undefined && keepsAlive && isOld ? { connection: 'keep-alive' } : {}),
  };
  const head = headText(firstLine(status), headers);
  const isWhole = body instanceof Uint8Array && !isChunked;
  yield* connection.write(joined(head, hasBody && isWhole ? body : NONE));
  if (hasBody && isChunked) yield* writeChunked(connection, body);
  else if (hasBody && !isWhole) yield* writePlain(connection, body);
  if (!(body instanceof Uint8Array)) body.close();
  return keepsAlive;
}

/** Says what is wrong with a request, and that nothing more is heard. Source: Go 1.24, net/http `serve`. */
function* refuse(connection: Connection, status: number): Coroutine<void> {
  const text = `${status} ${statusText(status)}`;
  const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' };
  yield* connection.write(joined(headText(firstLine(status), headers), encodeText(text)));
}

/** Lets `upgrade` have the bytes of the connection, and waits until it has closed both directions. */
function* handOver(
  connection: Connection,
  reader: BufferedReader,
  upgrade: (connection: ByteReader & ByteWriter) => void,
): Coroutine<void> {
  const closed = new WaitList();
  let [isReading, isWriting] = [true, true];
  upgrade({
    read: (maxBytes) => reader.read(maxBytes),
    write: (bytes) => connection.write(bytes),
    close: () => {
      isReading = false;
      reader.close();
      closed.wakeAll();
    },
    end: () => {
      isWriting = false;
      connection.end();
      closed.wakeAll();
    },
  });
  while (isReading || isWriting) yield* waitFor(closed.change);
}
