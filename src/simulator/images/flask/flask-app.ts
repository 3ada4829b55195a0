import type { Coroutine, Process } from '../../process';
import { emptyAnswer } from '../web/answers';
import { type RoutedRequest, type RouteHandler, Router } from '../web/router';
import { flaskErrorPage } from './error-pages';

/** A request that cannot be answered, and why: what a program in Python raises. */
export class PythonError extends Error {
  constructor(
    /** Its class as a traceback names it: `redis.exceptions.ConnectionError`. */
    readonly kind: string,
    message: string,
  ) {
    super(message);
    this.name = 'PythonError';
  }
}

/** What a route of an application answers, by method. */
export type FlaskRoutes = Readonly<Record<string, Readonly<Record<string, RouteHandler>>>>;

/** The lines that Flask logs for an error that nobody catches. Source: Flask 1.1, app.py `log_exception`. */
function* logError(process: Process, { method, path }: RoutedRequest, error: PythonError): Coroutine<void> {
  const time = new Date(process.nowMs).toISOString().replace('T', ' ').replace('Z', '').replace('.', ',');
  const head = `[${time}] ERROR in app: Exception on ${path} [${method}]`;
  yield* process.complain(`${head}\nTraceback (most recent call last):\n${error.kind}: ${error.message}\n`);
}

const guarded = (process: Process, handler: RouteHandler): RouteHandler =>
  function* (request) {
    try {
      const answer = handler(request);
      return 'status' in answer ? answer : yield* answer;
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
      yield* logError(process, request, error);
      return flaskErrorPage(500);
    }
  };

/**
 * The routes of a Flask application: paths by `<name>` or fixed, with what Flask does by itself: 404, 405, HEAD, OPTIONS,
 * and a page for what the application raises.
 */
export function flaskRouter(process: Process, routes: FlaskRoutes): Router {
  const router = new Router(() => flaskErrorPage(404));
  for (const [path, methods] of Object.entries(routes)) {
    const pattern = path.replace(/<(\w+)>/g, ':$1');
    const names = Object.keys(methods);
    const allow = ['OPTIONS', ...names, ...(names.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
    for (const [method, handler] of Object.entries(methods)) router.add(method, pattern, guarded(process, handler));
    router.add('OPTIONS', pattern, () => emptyAnswer(200, { allow }));
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
      if (!names.includes(method)) router.add(method, pattern, () => flaskErrorPage(405, { allow }));
    }
  }
  return router;
}
