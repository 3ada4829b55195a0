import { type Connection, type Coroutine, encodeText, type HttpResponse, isSystemError } from '../../process';

const TEXT = 'Client sent an HTTP request to an HTTPS server.\n';

/** What a server that wants TLS tells a client that does not speak it. Source: Go 1.24, net/http `conn.serve`. */
export const PLAIN_TO_SECURE: HttpResponse = {
  status: 400,
  headers: { connection: 'close' },
  body: encodeText(TEXT),
};

/** The same for a client that sends bytes. */
export function* refusePlain(connection: Connection): Coroutine<void> {
  try {
    yield* connection.read();
    yield* connection.write(encodeText(`HTTP/1.0 400 Bad Request\r\n\r\n${TEXT}`));
  } catch (error) {
    // The client has gone: nobody has to be told.
    if (!isSystemError(error)) throw error;
  }
  connection.end();
  connection.close();
}
