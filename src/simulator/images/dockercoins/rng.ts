import type { SeededRandom } from '../../engine';
import {
  type Coroutine,
  type HttpResponse,
  type Process,
  type Program,
  type ReceivedRequest,
  serveHttp,
  waitForEver,
} from '../../process';
import { textAnswer } from '../web/answers';
import { Router, type RoutedRequest } from '../web/router';
import { accessDate } from './access-date';
import { Turns } from './turns';

const MEBIBYTE = 1024 * 1024;
/** What one answer takes. Source: dockercoins, rng/rng.py. */
const DELAY_MS = 100;

function randomBytes(random: SeededRandom, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) bytes[index] = random.below(256);
  return bytes;
}

function* numbers(process: Process, { parameters }: RoutedRequest): Coroutine<HttpResponse> {
  yield* process.sleep(DELAY_MS);
  const body = randomBytes(process.random, Number(parameters['count']));
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
}

const NOT_FOUND =
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n';

const notFound = (): HttpResponse => ({ ...textAnswer(NOT_FOUND, 404), headers: { 'content-type': 'text/html' } });

/**
 * Random bytes over HTTP, one request at a time: the development server of Flask without threads.
 *
 * Source: dockercoins, rng/rng.py; log lines of werkzeug from memory.
 */
export const rng: Program = function* (process) {
  process.useMemory(20 * MEBIBYTE);
  const turns = new Turns();
  const router = new Router(notFound)
    .add('GET', '/', () => textAnswer(`RNG running on ${process.machine.hostname}\n`))
    .add('GET', '/:count', (request) =>
      /^\d+$/.test(request.parameters['count'] ?? '') ? numbers(process, request) : notFound(),
    );
  function* answer(request: ReceivedRequest): Coroutine<HttpResponse> {
    const response = yield* router.handle(request);
    const line = `"${request.method} ${request.target} HTTP/1.1" ${response.status} -`;
    yield* process.complain(`${request.remoteAddress} - - [${accessDate(process.nowMs, ' ')}] ${line}\n`);
    return response;
  }
  serveHttp(process, { port: 80 }, (request) => turns.take(answer(request)));
  yield* process.complain(' * Running on http://0.0.0.0:80/ (Press CTRL+C to quit)\n');
  return yield* waitForEver();
};
