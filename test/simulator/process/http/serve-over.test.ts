import {
  createPipe,
  decodeText,
  encodeText,
  type HttpHandler,
  type HttpResponse,
  readBodyText,
  type ReceivedRequest,
  runTask,
  serveHttpOver,
  textResponse,
} from '../../../../src/simulator/process';
import { byteConnections } from './byte-connection';

/** Says what it was asked. */
const echo: HttpHandler = function* (request) {
  const body = yield* readBodyText(request.body);
  return textResponse(`${request.method} ${request.target} ${body}`, { type: 'text/plain' });
};

/** Sends bytes to a handler and returns all that comes back; `ends` after them. */
function ask(sent: string, handler: HttpHandler = echo, { ends = true } = {}) {
  const { client, server, resets } = byteConnections();
  let error: unknown;
  const task = runTask(serveHttpOver(server, handler, false), undefined, (thrown) => {
    error = thrown;
  });
  let answer = '';
  runTask(
    (function* () {
      yield* client.write(encodeText(sent));
      if (ends) client.end();
    })(),
    undefined,
    () => undefined,
  );
  runTask(
    (function* () {
      for (let bytes = yield* client.read(); bytes !== undefined; bytes = yield* client.read())
        answer += decodeText(bytes);
    })(),
    undefined,
    () => undefined,
  );
  return { answer: () => answer, task, resets, client, error: () => error };
}

const ok = (body: string, headers = ''): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n${headers}\r\n${body}`;

test.each([
  { what: 'a request', sent: 'GET /a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n', comes: ok('GET /a?b=1 ') },
  { what: 'lines that end with LF alone', sent: 'GET / HTTP/1.1\nHost: x\n\n', comes: ok('GET / ') },
  {
    what: 'a body of a given length',
    sent: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello',
    comes: ok('POST / hello'),
  },
  {
    what: 'a body in chunks, with trailers',
    sent: 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nT: v\r\n\r\n',
    comes: ok('POST / hello'),
  },
  {
    what: 'pipelined requests, answered in order',
    sent: 'GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nokGET /3 HTTP/1.1\r\nHost: x\r\n\r\n',
    comes: ok('GET /1 ') + ok('POST /2 ok') + ok('GET /3 '),
  },
  {
    what: 'nothing after connection: close',
    sent: 'GET /1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n',
    comes: ok('GET /1 ', 'Connection: close\r\n'),
  },
  {
    what: 'HTTP/1.0, once',
    sent: 'GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.0\r\n\r\n',
    comes: ok('GET /1 ', 'Connection: close\r\n'),
  },
  {
    what: 'HTTP/1.0 that wants to go on',
    sent: 'GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
    comes: ok('GET /1 ', 'Connection: keep-alive\r\n'),
  },
  {
    what: 'HEAD without a body',
    sent: 'HEAD /long HTTP/1.1\r\nHost: x\r\n\r\n',
    comes: ok('HEAD /long ').replace(/HEAD .*/, ''),
  },
])('answers $what', ({ sent, comes }) => {
  const { answer, resets } = ask(sent);
  expect([answer(), resets]).toEqual([comes, []]);
});

test.each([
  { what: 'rubbish', sent: 'hello\r\n\r\n', status: '400 Bad Request' },
  { what: 'Redis', sent: '*1\r\n$4\r\nPING\r\n\r\n', status: '400 Bad Request' },
  { what: 'no host', sent: 'GET / HTTP/1.1\r\n\r\n', status: '400 Bad Request' },
  { what: 'a header without a name', sent: 'GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', status: '400 Bad Request' },
  { what: 'a folded header', sent: 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n', status: '400 Bad Request' },
  {
    what: 'two lengths',
    sent: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    status: '400 Bad Request',
  },
  {
    what: 'a negative length',
    sent: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    status: '400 Bad Request',
  },
  {
    what: 'a chunk of no size',
    sent: 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    status: '400 Bad Request',
  },
  { what: 'HTTP/2', sent: 'PRI * HTTP/2.0\r\n\r\n', status: '505 HTTP Version Not Supported' },
  {
    what: 'an unknown encoding',
    sent: 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n',
    status: '501 Not Implemented',
  },
  {
    what: 'a head that does not end',
    sent: `GET / HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(70_000)}\r\n\r\n`,
    status: '431 Request Header Fields Too Large',
  },
])('refuses $what with $status, and hears nothing more', ({ sent, status }) => {
  const { answer } = ask(sent + 'GET /2 HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(answer()).toBe(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`,
  );
});

test('a client that waits for it is told to go on once the body is wanted', () => {
  const sent = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n';
  const { answer, client } = ask(sent, echo, { ends: false });
  expect(answer()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  runTask(client.write(encodeText('ok')));
  expect(answer()).toBe(`HTTP/1.1 100 Continue\r\n\r\n${ok('POST / ok')}`);
});

test('a body that nobody reads is passed over, and the next request is heard', () => {
  const { answer } = ask(
    'POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\nHost: x\r\n\r\n',
    // eslint-disable-next-line require-yield -- It reads nothing.
    function* ({ target }) {
      return textResponse(target, { type: 'text/plain' });
    },
  );
  expect(answer()).toBe(ok('/1') + ok('/2'));
});

/** A body that comes in two pieces. */
function twoPieces(): HttpResponse {
  const { reader, writer } = createPipe();
  runTask(
    (function* () {
      yield* writer.write(encodeText('first'));
      yield* writer.write(encodeText('+second'));
      writer.end();
    })(),
  );
  return { status: 200, headers: {}, body: reader };
}

test.each([
  { version: '1.1', comes: 'Transfer-Encoding: chunked\r\n\r\nc\r\nfirst+second\r\n0\r\n\r\n' },
  { version: '1.0', comes: 'Connection: close\r\n\r\nfirst+second' },
])('a body of unknown length comes in chunks, or ends with the connection: HTTP/$version', ({ version, comes }) => {
  // eslint-disable-next-line require-yield -- The body comes later.
  const { answer } = ask(`GET / HTTP/${version}\r\nHost: x\r\n\r\n`, function* () {
    return twoPieces();
  });
  expect(answer()).toBe(`HTTP/1.1 200 OK\r\n${comes}`);
});

test('cookies stay lines of their own', () => {
  // eslint-disable-next-line require-yield -- It answers at once.
  const { answer } = ask('GET / HTTP/1.1\r\nHost: x\r\n\r\n', function* () {
    return { status: 204, headers: { 'set-cookie': 'a=1; Path=/\nb=2' }, body: new Uint8Array(0) };
  });
  expect(answer()).toBe('HTTP/1.1 204 No Content\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\n\r\n');
});

test('an upgrade hands over the bytes, those included that came with the request', () => {
  const { answer, client, task } = ask(
    'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\n\r\nearly ',
    // eslint-disable-next-line require-yield -- It answers at once.
    function* () {
      return {
        status: 101,
        headers: { upgrade: 'echo', connection: 'Upgrade' },
        body: new Uint8Array(0),
        upgrade: (connection) => {
          runTask(
            (function* () {
              for (let part = yield* connection.read(); part !== undefined; part = yield* connection.read()) {
                yield* connection.write(part);
              }
              connection.end();
              connection.close();
            })(),
          );
        },
      };
    },
    { ends: false },
  );
  const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n';
  runTask(client.write(encodeText('late')));
  expect([answer(), task.isOver]).toEqual([`${head}early late`, false]);
  client.end();
  expect(task.isOver).toBe(true);
});

test('a handler that throws, and one that is ended, leave the client with a reset', () => {
  // eslint-disable-next-line require-yield -- It fails at once.
  const failing = ask('GET / HTTP/1.1\r\nHost: x\r\n\r\n', function* () {
    throw new Error('failed');
  });
  expect([failing.resets, (failing.error() as Error).message]).toEqual([['server'], 'failed']);
  const { task, resets } = ask('GET / HTTP/1.1\r\nHost: x\r\n\r\n', function* (request: ReceivedRequest) {
    const { reader } = createPipe();
    yield* reader.read();
    return textResponse(request.target);
  });
  task.cancel();
  expect(resets).toEqual(['server']);
});
