import {
  type Coroutine,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  type NetworkStack,
  type Program,
  readBodyText,
  request,
  type RequestOptions,
  serveHttp,
  SystemError,
  textResponse,
} from '../../../../src/simulator/process';
import { noNetwork, startProgramContainer } from '../../../support/program-container';

/** A network in which only `answer` is reached, at 10.0.0.1; `refused` addresses refuse. */
function oneServer(answer: (message: HttpRequest, where: string) => Coroutine<HttpResponse>): NetworkStack {
  return {
    ...noNetwork,
    *exchange(address, port, message, options) {
      if (address === '10.0.0.99') throw new SystemError('ECONNREFUSED', address);
      return yield* answer(message, `${options?.isSecure === true ? 'tls ' : ''}${address}:${port}`);
    },
  };
}

/** What a request comes to: status, headers that matter, and body. */
function ask(url: string, options: RequestOptions, network: NetworkStack): string {
  const main: Program = function* (process) {
    const { status, headers, body } = yield* request(process, url, options);
    yield* process.print(`${status} ${headers.location ?? '-'} ${yield* readBodyText(body)}`);
    return 0;
  };
  const hosts = '10.0.0.99 twice\n10.0.0.1 twice web\n';
  const container = startProgramContainer({ main, network, layer: { '/etc/hosts': { type: 'file', content: hosts } } });
  container.pass(60_000);
  return container.stdout() || container.stderr();
}

const mirror = oneServer(function* ({ method, target, headers, body }, where) {
  return textResponse(`${where} ${method} ${target} ${headers.host} ${yield* readBodyText(body)}`);
});

test.each<{ url: string; options?: RequestOptions; says: string }>([
  { url: 'http://web', says: '200 - 10.0.0.1:80 GET / web ' },
  { url: 'http://web:8080/a?b=c#d', says: '200 - 10.0.0.1:8080 GET /a?b=c web:8080 ' },
  { url: 'https://web/', says: '200 - tls 10.0.0.1:443 GET / web ' },
  { url: 'http://twice/', says: '200 - 10.0.0.1:80 GET / twice ' },
  { url: 'http://web/', options: { headers: { host: 'shop.example' } }, says: '200 - 10.0.0.1:80 GET / shop.example ' },
  {
    url: 'http://web/',
    options: { method: 'POST', body: new TextEncoder().encode('x=1') },
    says: '200 - 10.0.0.1:80 POST / web x=1',
  },
  { url: 'http://10.0.0.99/', says: 'main: 10.0.0.99: Connection refused\n' },
])('$url', ({ url, options = {}, says }) => {
  expect(ask(url, options, mirror)).toBe(says);
});

// eslint-disable-next-line require-yield -- It answers at once.
const redirecting = oneServer(function* ({ method, target }) {
  const [, left = '0', status = '302'] = /^\/(\d+)\/(\d+)/.exec(target) ?? [];
  return left === '0'
    ? textResponse(`${method} ${target}`)
    : { status: Number(status), headers: { location: `/${Number(left) - 1}/${status}` }, body: new Uint8Array(0) };
});

test.each([
  { path: '/2/302', method: 'POST', max: 5, says: '200 - GET /0/302' },
  { path: '/2/307', method: 'POST', max: 5, says: '200 - POST /0/307' },
  { path: '/1/302', method: 'GET', max: 0, says: '302 /0/302 ' },
  { path: '/3/301', method: 'GET', max: 2, says: '301 /0/301 ' },
])('$method $path with at most $max redirections', ({ path, method, max, says }) => {
  expect(ask(`http://web${path}`, { method, redirectsMax: max }, redirecting)).toBe(says);
});

test('a request that takes too long is given up', () => {
  const never = oneServer(function* () {
    for (;;) yield { begin: () => () => undefined };
  });
  expect(ask('http://web/', { timeoutMs: 2000 }, never)).toBe('main: Connection timed out\n');
});

describe('serveHttp', () => {
  /** Lets `handler` answer one request of a client that is in the same process. */
  function answerOf(handler: HttpHandler) {
    let received: HttpResponse | undefined;
    const network: NetworkStack = {
      ...noNetwork,
      listenHttp: ({ port }, own, run) => {
        const nobody = { remoteAddress: '', remotePort: 0, localAddress: '', localPort: port, isSecure: false };
        const message = { method: 'GET', target: '/', headers: {}, body: new Uint8Array(0), ...nobody };
        run(
          (function* () {
            received = yield* own(message);
          })(),
        );
        return { port, accept: () => noNetwork.connect('', 0), close: () => undefined };
      },
    };
    const container = startProgramContainer({
      network,
      *main(process) {
        serveHttp(process, { port: 80 }, handler);
        yield* process.sleep(10);
        return 0;
      },
    });
    container.pass(0);
    return { received, stderr: container.stderr(), end: container.end() };
  }

  test('adds date and length', () => {
    // eslint-disable-next-line require-yield -- It answers at once.
    const { received } = answerOf(function* () {
      return textResponse('hello');
    });
    expect(received?.headers).toEqual({
      'content-type': 'text/plain; charset=utf-8',
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'content-length': '5',
    });
  });

  test('answers 500 for a handler that throws, and lives on', () => {
    // eslint-disable-next-line require-yield -- It fails at once.
    const { received, stderr, end } = answerOf(function* () {
      throw new Error('no database');
    });
    expect([received?.status, stderr, end]).toEqual([500, 'no database\n', undefined]);
  });
});
