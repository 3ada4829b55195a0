import {
  type ClientConnection,
  type Coroutine,
  decodeText,
  encodeText,
  isSystemError,
  runTask,
  textResponse,
} from '../../../src/simulator/process';
import { answering, SmallNetwork } from './small-network';

const small = new SmallNetwork();
const [client, server] = [small.pod('client'), small.pod('server')];
const CERTIFICATE = { certificate: 'a certificate', key: 'its key' };

server.listenHttp(
  { port: 8443, isSecure: true, certificateFor: (name) => (name === 'known' ? CERTIFICATE : undefined) },
  function* (request) {
    yield* answering(() => textResponse(''))(request);
    return textResponse(`secure: ${request.isSecure}`);
  },
  (coroutine) => void runTask(coroutine),
);
server.listenHttp(
  { port: 8444, isSecure: true, plainAnswer: textResponse('not so', { status: 400 }) },
  answering(() => textResponse('hello')),
  (coroutine) => void runTask(coroutine),
);

/** Sends a request over a connection after `first` has happened to it, and returns what comes back, or what went wrong. */
const say = (port: number, first: (connection: ClientConnection) => void): string =>
  small.run(
    (function* (): Coroutine<string> {
      const connection = yield* client.connect(server.address, port);
      first(connection);
      let heard = '';
      try {
        yield* connection.write(encodeText('GET / HTTP/1.0\r\nhost: x\r\n\r\n'));
        for (let bytes = yield* connection.read(); bytes !== undefined; bytes = yield* connection.read())
          heard += decodeText(bytes);
      } catch (error) {
        if (!isSystemError(error)) throw error;
        return error.code;
      }
      return heard;
    })(),
  ).value;

const nothing = (): void => undefined;
const shakeHands = ({ secureServer }: ClientConnection): void => secureServer?.shakeHands();

test('who has connected to a secure port may shake hands, and then speaks with the server', () => {
  expect(say(8443, shakeHands)).toMatch(/\r\n\r\nsecure: true$/);
});

test('who speaks without is told so, in words of the server where it has some', () => {
  expect(say(8443, nothing)).toBe('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
  expect(say(8444, nothing)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*\r\n\r\nnot so$/);
});

test('it is too late to shake hands after the first word', () => {
  const late = (connection: ClientConnection): void => {
    runTask(connection.write(encodeText('GET ')));
    shakeHands(connection);
  };
  // It is refused, and what it goes on to say finds nobody.
  expect(say(8443, late)).toBe('ECONNRESET');
});

test('a connection to a secure port knows its certificates; one to another port has none', () => {
  const offered = (port: number): ClientConnection['secureServer'] =>
    small.run(client.connect(server.address, port)).value.secureServer;
  expect(['known', 'other'].map((name) => offered(8443)?.certificateFor?.(name))).toEqual([CERTIFICATE, undefined]);
  expect(offered(8444)).toMatchObject({ shakeHands: expect.any(Function) as unknown });
  expect(offered(8080)).toBeUndefined();
});

test('a server of bytes breaks off when a client does not speak TLS, and hears those that do', () => {
  const listener = server.listen({ port: 6379, isSecure: true });
  runTask(
    (function* () {
      for (;;) {
        const connection = yield* listener.accept();
        yield* connection.read();
        yield* connection.write(encodeText('+OK'));
        connection.end();
        connection.close();
      }
    })(),
  );
  expect(say(6379, nothing)).toBe('ECONNRESET');
  expect(say(6379, shakeHands)).toBe('+OK');
});

test('a server that has gone between connecting and the first word breaks off', () => {
  for (const begin of [nothing, shakeHands]) {
    const listener = server.listenHttp(
      { port: 9443, isSecure: true },
      answering(() => textResponse('hello')),
      (coroutine) => void runTask(coroutine),
    );
    const gone = (connection: ClientConnection): void => {
      listener.close();
      begin(connection);
    };
    expect(say(9443, gone)).toBe('ECONNRESET');
  }
});
