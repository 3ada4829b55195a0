import fc from 'fast-check';
import {
  type ByteReader,
  createPipe,
  encodeText,
  exchangeOver,
  type HttpHandler,
  type HttpResponse,
  readAll,
  readBodyText,
  runTask,
  serveHttpOver,
  textResponse,
} from '../../../../src/simulator/process';
import { byteConnections } from './byte-connection';

/** What comes of asking a server that sends these bytes: status and body, or the name of the error. */
function answerOf(bytes: string, method = 'GET'): string {
  const { client, server } = byteConnections();
  let outcome = 'nothing';
  runTask(
    (function* () {
      yield* server.read();
      yield* server.write(encodeText(bytes));
      server.end();
    })(),
  );
  runTask(
    (function* () {
      const { status, body } = yield* exchangeOver(client, {
        method,
        target: '/',
        headers: { host: 'x' },
        body: new Uint8Array(0),
      });
      return `${status} ${yield* readBodyText(body)}`;
    })(),
    (text) => {
      outcome = text;
    },
    (error) => {
      outcome = (error as { code?: string }).code ?? String(error);
    },
  );
  return outcome;
}

test.each([
  { what: 'a length', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', comes: '200 ok' },
  {
    what: 'chunks',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n',
    comes: '200 ok',
  },
  { what: 'an end', bytes: 'HTTP/1.0 404 Not Found\r\n\r\nnone', comes: '404 none' },
  { what: 'no words', bytes: 'HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n', comes: '200 ' },
  { what: 'a word before', bytes: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', comes: '204 ' },
  { what: 'too little', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok', comes: 'ECONNRESET' },
  { what: 'nothing', bytes: '', comes: 'ECONNRESET' },
  { what: 'no HTTP', bytes: '-ERR unknown command\r\n\r\n', comes: 'ECONNRESET' },
])('an answer with $what', ({ bytes, comes }) => {
  expect(answerOf(bytes)).toBe(comes);
});

test('an answer to HEAD has no body, whatever its length says', () => {
  expect(answerOf('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n', 'HEAD')).toBe('200 ');
});

/** A body that comes in pieces. */
function inPieces(body: Uint8Array, size: number): ByteReader {
  const { reader, writer } = createPipe();
  runTask(
    (function* () {
      for (let offset = 0; offset < body.length; offset += size)
        yield* writer.write(body.subarray(offset, offset + size));
      writer.end();
    })(),
  );
  return reader;
}

test('what one side sends comes out at the other, whole or in pieces, both ways', () => {
  const echo: HttpHandler = function* (request) {
    const bytes = yield* readAll(request.body);
    const pieces = request.headers['x-pieces'];
    const body = pieces === undefined ? bytes : inPieces(bytes, Number(pieces));
    return { status: 200, headers: { 'x-method': request.method }, body };
  };
  const pieces = fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined });
  fc.assert(
    fc.property(fc.nat(150_000), pieces, pieces, (size, sentSize, answerSize) => {
      const { client, server } = byteConnections();
      const sent = Uint8Array.from({ length: size }, (_, index) => (index * 31) & 0xff);
      runTask(serveHttpOver(server, echo, false));
      let response: HttpResponse | undefined;
      let received: Uint8Array | undefined;
      runTask(
        (function* () {
          response = yield* exchangeOver(client, {
            method: 'POST',
            target: '/',
            headers: { host: 'x', ...(answerSize === undefined ? {} : { 'x-pieces': String(answerSize) }) },
            body: sentSize === undefined ? sent : inPieces(sent, sentSize),
          });
          received = yield* readAll(response.body);
        })(),
      );
      expect(response?.headers['x-method']).toBe('POST');
      expect(received !== undefined && Buffer.from(received).equals(Buffer.from(sent))).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test('a server may answer before it has heard all', () => {
  const { client, server } = byteConnections();
  let status = 0;
  runTask(
    serveHttpOver(
      server,
      // eslint-disable-next-line require-yield -- It reads nothing.
      function* () {
        return textResponse('too much', { status: 413, headers: { connection: 'close' } });
      },
      false,
    ),
  );
  runTask(
    (function* () {
      const body = new Uint8Array(1_000_000);
      const response = yield* exchangeOver(client, { method: 'POST', target: '/', headers: { host: 'x' }, body });
      status = response.status;
    })(),
  );
  expect(status).toBe(413);
});
