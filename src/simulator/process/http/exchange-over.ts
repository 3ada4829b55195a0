import { type Coroutine, runTask, type Task } from '../coroutine';
import type { HttpBody, HttpRequest, HttpResponse } from '../http-message';
import type { ByteReader, ByteWriter, Connection } from '../streams';
import { isSystemError, SystemError } from '../system-error';
import { BodyReader, framingOf } from './body-reader';
import { BufferedReader } from './buffered-reader';
import { HttpSyntaxError, readResponseHead } from './head';
import { headText, joined, writeChunked, writePlain } from './message-writer';
import { mayHaveBody } from './responses';

const NONE = new Uint8Array(0);
/** Bodies up to this size are read before the answer is handed on: nobody has to hold a connection for them. */
const WHOLE_BYTES_MAX = 65_536;

/**
 * Sends a request to a server of bytes, and reads its answer. The connection is closed with the body of the answer. Answers
 * 100 to 199 are passed over, but 101: what follows it is handed to `upgrade`.
 *
 * @throws SystemError ECONNRESET when the server breaks off, or sends what is no HTTP.
 */
export function* exchangeOver(connection: Connection, request: HttpRequest): Coroutine<HttpResponse> {
  const reader = new BufferedReader(connection);
  // A server may answer before it has read all: sending and reading go on side by side.
  const upload = runTask(writeRequest(connection, request), undefined, () => undefined);
  let isHandedOn = false;
  try {
    const response = yield* readResponse(connection, reader, request, upload);
    isHandedOn = !(response.body instanceof Uint8Array) || response.upgrade !== undefined;
    return response;
  } catch (error) {
    if (error instanceof HttpSyntaxError || isSystemError(error, 'EPIPE')) throw new SystemError('ECONNRESET');
    throw error;
  } finally {
    if (!isHandedOn) hangUp(connection, upload);
  }
}

function hangUp(connection: Connection, upload: Task): void {
  upload.cancel();
  connection.end();
  connection.close();
}

function* writeRequest(connection: Connection, { method, target, headers, body }: HttpRequest): Coroutine<void> {
  const { 'transfer-encoding': encoding, ...others } = headers;
  const length = headers['content-length'] ?? lengthOf(method, body);
  const isChunked = length === undefined && !(body instanceof Uint8Array);
  const head = headText(`${method} ${target} HTTP/1.1`, {
    ...others,
    ...(length === undefined ? {} : { 'content-length': length }),
    ...(isChunked ? { 'transfer-encoding': encoding ?? 'chunked' } : {}),
    ...(headers.upgrade === undefined ? { connection: 'close' } : {}),
  });
  if (body instanceof Uint8Array) {
    yield* connection.write(joined(head, body));
    return;
  }
  yield* connection.write(joined(head, NONE));
  yield* isChunked ? writeChunked(connection, body) : writePlain(connection, body);
}

/** What `content-length` says of a body that is there; nothing for requests that usually have none. */
function lengthOf(method: string, body: HttpBody): string | undefined {
  if (!(body instanceof Uint8Array)) return undefined;
  return body.length > 0 || method === 'POST' || method === 'PUT' || method === 'PATCH'
    ? String(body.length)
    : undefined;
}

function* readResponse(
  connection: Connection,
  reader: BufferedReader,
  request: HttpRequest,
  upload: Task,
): Coroutine<HttpResponse> {
  let head = yield* readResponseHead(reader);
  while (head !== undefined && head.status < 200 && head.status !== 101) head = yield* readResponseHead(reader);
  if (head === undefined) throw new SystemError('ECONNRESET');
  const { status, headers } = head;
  if (status === 101) return { status, headers, body: NONE, upgrade: (other) => join(connection, reader, other) };
  if (request.method === 'HEAD' || !mayHaveBody(status)) return { status, headers, body: NONE };
  const framing = framingOf(headers, { type: 'untilEnd' });
  const body = new BodyReader(reader, framing, { onClose: () => hangUp(connection, upload) });
  if (framing.type !== 'length' || framing.bytes > WHOLE_BYTES_MAX) return { status, headers, body: endWith(body) };
  const whole = new Uint8Array(framing.bytes);
  for (let offset = 0; offset < whole.length;) {
    const bytes = (yield* body.read()) ?? NONE;
    whole.set(bytes, offset);
    offset += bytes.length;
  }
  return { status, headers, body: whole };
}

/** The body, closed when its end is read. */
const endWith = (body: BodyReader): ByteReader => ({
  *read(maxBytes) {
    const bytes = yield* body.read(maxBytes);
    if (bytes === undefined) body.close();
    return bytes;
  },
  close: () => body.close(),
});

/** Copies what comes from either side to the other, until both have ended. */
function join(connection: Connection, reader: BufferedReader, other: ByteReader & ByteWriter): void {
  const copy = function* (from: ByteReader, to: ByteWriter): Coroutine<void> {
    try {
      for (let bytes = yield* from.read(); bytes !== undefined; bytes = yield* from.read()) yield* to.write(bytes);
    } finally {
      from.close();
      to.end();
    }
  };
  // What goes wrong on one side is seen by the other: its bytes end.
  const ignore = (): void => undefined;
  runTask(copy(reader, other), ignore, ignore);
  runTask(copy(other, connection), ignore, ignore);
}
