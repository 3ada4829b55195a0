import {
  type Connection,
  type Coroutine,
  encodeText,
  type HttpHandler,
  type HttpResponse,
  isSystemError,
  serveHttpOver,
} from '../../process';

const TEXT = 'Client sent an HTTP request to an HTTPS server.\n';

/** What a server that wants TLS tells a client that does not speak it. Source: Go 1.24, net/http `conn.serve`. */
export const PLAIN_TO_SECURE: HttpResponse = {
  status: 400,
  headers: { connection: 'close' },
  body: encodeText(TEXT),
};

const always = (answer: HttpResponse): HttpHandler =>
  // eslint-disable-next-line require-yield -- The answer is there.
  function* () {
    return answer;
  };

/** The same for a client that sends bytes: `answer` where the server has its own, else what Go sends. */
export function* refusePlain(connection: Connection, answer?: HttpResponse): Coroutine<void> {
  if (answer !== undefined) {
    yield* serveHttpOver(connection, always(answer), false);
    return;
  }
  try {
    const first = yield* connection.read();
    if (first !== undefined) yield* connection.write(encodeText(`HTTP/1.0 400 Bad Request\r\n\r\n${TEXT}`));
  } catch (error) {
    // The client has gone: nobody has to be told.
    if (!isSystemError(error)) throw error;
  }
  connection.end();
  connection.close();
}
