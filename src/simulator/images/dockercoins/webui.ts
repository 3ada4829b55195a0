import {
  type Coroutine,
  type HttpResponse,
  isSystemError,
  type Process,
  type Program,
  ResolutionError,
  serveHttp,
  waitFor,
  waitForEver,
  WaitList,
} from '../../process';
import { DOCKERCOINS_INDEX } from '../pages.generated';
import { emptyAnswer, pageAnswer } from '../web/answers';
import { Router } from '../web/router';
import { RedisGone, RedisLink } from './redis-link';

const MEBIBYTE = 1024 * 1024;
/** Pauses between two attempts to connect: they double up to the longest. Source: node-redis 5, lib/client/socket.ts. */
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 2000;

/** Why there is no connection, in the words of Node.js. */
function failureText(error: unknown): string {
  if (error instanceof ResolutionError)
    return `getaddrinfo ${error.code === 'EAI_NONAME' ? 'ENOTFOUND' : error.code} redis`;
  if (isSystemError(error)) return `connect ${error.code} ${error.subject ?? 'redis:6379'}`;
  throw error;
}

/** The connection to redis, which is made anew whenever it is lost. */
class Redis {
  private link: RedisLink | undefined;
  private readonly change = new WaitList();

  constructor(private readonly process: Process) {}

  /** Connects for ever; what goes wrong is told on stderr. */
  *keepConnected(): Coroutine<void> {
    for (let failures = 0; ;) {
      try {
        this.link = yield* RedisLink.open(this.process, 'redis');
        failures = 0;
        this.change.wakeAll();
        yield* this.link.ended();
        this.link = undefined;
      } catch (error) {
        yield* this.process.complain(`Redis error Error: ${failureText(error)}\n`);
        failures += 1;
      }
      yield* this.process.sleep(Math.min(RETRY_MIN_MS * 2 ** failures, RETRY_MAX_MS));
    }
  }

  /** Asks; waits for a connection where there is none. A connection that is lost amid it is waited for once more. */
  *call(...words: readonly string[]): Coroutine<unknown> {
    for (;;) {
      while (this.link?.isOpen !== true) yield* waitFor(this.change.change);
      try {
        return yield* this.link.call(...words);
      } catch (error) {
        if (!(error instanceof RedisGone) && !isSystemError(error)) throw error;
      }
    }
  }
}

const foundIndex = (): HttpResponse => ({
  ...emptyAnswer(302, { location: '/index.html', 'content-type': 'text/plain; charset=utf-8' }),
  body: new TextEncoder().encode('Found. Redirecting to /index.html'),
});

function* counters(process: Process, redis: Redis): Coroutine<HttpResponse> {
  const coins = yield* redis.call('HLEN', 'wallet');
  const hashes = yield* redis.call('GET', 'hashes');
  const body = JSON.stringify({ coins, hashes, now: process.nowMs / 1000 });
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-powered-by': 'Express' },
    body: new TextEncoder().encode(body),
  };
}

/**
 * Shows how fast the workers are: a page with a graph, and the counters it is drawn from.
 *
 * Source: dockercoins, webui/webui.js. Not modelled: its libraries in files of their own; the page needs none.
 */
export const webui: Program = function* (process) {
  process.useMemory(35 * MEBIBYTE);
  process.useProcessor(0.001);
  const redis = new Redis(process);
  process.start(redis.keepConnected());
  const router = new Router(({ method, target }) => pageAnswer(`<pre>Cannot ${method} ${target}</pre>`, 404))
    .add('GET', '/', foundIndex)
    .add('GET', '/index.html', () => pageAnswer(DOCKERCOINS_INDEX))
    .add('GET', '/json', () => counters(process, redis));
  serveHttp(process, { port: 80 }, (request) => router.handle(request));
  yield* process.print('WEBUI running on port 80\n');
  return yield* waitForEver();
};
