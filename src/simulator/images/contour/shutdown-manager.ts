import { type Coroutine, type Process, serveHttp, waitForEver } from '../../process';
import { emptyAnswer, textAnswer } from '../web/answers';
import { Router } from '../web/router';

/** Source: Contour 1.33, cmd/contour/shutdownmanager.go. */
const PORT = 8090;

/**
 * `contour envoy shutdown-manager`: tells a proxy that it may end. `contour envoy shutdown` has nothing to wait for: open
 * requests to a proxy end before it does.
 */
export function* shutdownManager(process: Process): Coroutine<number> {
  if (process.argv[2] !== 'shutdown-manager') return 0;
  const router = new Router()
    .add('GET', '/healthz', () => textAnswer('OK'))
    .add('GET', '/shutdown', () => emptyAnswer(200));
  serveHttp(process, { port: PORT }, (request) => router.handle(request));
  return yield* waitForEver();
}
