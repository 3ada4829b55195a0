import {
  type Coroutine,
  encodeText,
  type HttpResponse,
  type Process,
  type Program,
  readAll,
  serveHttp,
  waitForEver,
} from '../../process';
import { hexOf, sha256 } from '../digests';
import { pageAnswer } from '../web/answers';
import { type RoutedRequest, Router } from '../web/router';
import { accessDate } from './access-date';

const MEBIBYTE = 1024 * 1024;
/** What one answer takes. Source: dockercoins, hasher/hasher.rb. */
const DELAY_MS = 100;

const plain = (text: string): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'text/plain;charset=utf-8' },
  body: encodeText(text),
});

function* hash(process: Process, { body }: RoutedRequest): Coroutine<HttpResponse> {
  yield* process.sleep(DELAY_MS);
  return plain(hexOf(sha256(yield* readAll(body))));
}

/**
 * The SHA-256 of what is sent, in hexadecimal digits; requests are answered at the same time.
 *
 * Source: dockercoins, hasher/hasher.rb; log lines of Sinatra and Rack from memory.
 */
export const hasher: Program = function* (process) {
  process.useMemory(28 * MEBIBYTE);
  process.onSignal('TERM', function* () {
    yield* process.complain('== Sinatra has ended his set (crowd applauds)\n');
    process.exit(0);
  });
  const router = new Router(() => pageAnswer('<h1>Not Found</h1>', 404))
    .add('GET', '/', () => pageAnswer(`HASHER running on ${process.machine.hostname}\n`))
    .add('POST', '/', (request) => hash(process, request));
  serveHttp(process, { port: 80 }, function* (request) {
    const beginMs = process.nowMs;
    const response = yield* router.handle(request);
    const size = response.body instanceof Uint8Array ? response.body.length : 0;
    const seconds = ((process.nowMs - beginMs) / 1000).toFixed(4);
    const date = `[${accessDate(process.nowMs, ':')} +0000]`;
    const line = `"${request.method} ${request.target} HTTP/1.1" ${response.status} ${size} ${seconds}`;
    yield* process.complain(`${request.remoteAddress} - - ${date} ${line}\n`);
    return response;
  });
  yield* process.complain('== Sinatra (v2.0.1) has taken the stage on 80 for development with backup from Thin\n');
  return yield* waitForEver();
};
