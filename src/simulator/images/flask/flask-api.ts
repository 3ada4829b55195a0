import { type Coroutine, type HttpResponse, jsonResponse, type Process, readBodyText } from '../../process';
import { textOf } from '../clients/redis-client';
import type { RoutedRequest } from '../web/router';
import { flaskErrorPage } from './error-pages';
import type { FlaskRoutes } from './flask-app';
import { withRedis } from './redis-access';

/** Where its entries are. */
const KEY = 'entries';

/**
 * Host of Redis: what REDIS_HOST says, or else the Service that the homework puts beside it, which has the name of its own
 * Deployment with `redis` in place of `flask`: `jstubbs-test-redis-service` for `jstubbs-test-flask-deployment-...`.
 */
export function redisHostOf({ env, machine }: Pick<Process, 'env' | 'machine'>): string {
  const [, prefix] = /^(.+)-flask-/.exec(machine.hostname) ?? [];
  return env.get('REDIS_HOST') ?? (prefix === undefined ? 'redis' : `${prefix}-redis-service`);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A small API that keeps named entries in Redis: what the students of the homework bring is theirs, and this stands for it.
 *
 * `GET /` says who answers, `GET /entries` lists names, `GET`, `PUT` (JSON with `value`) and `DELETE /entries/NAME`.
 */
export function flaskApiRoutes(process: Process): FlaskRoutes {
  const host = redisHostOf(process);
  const name = ({ parameters }: RoutedRequest): string => parameters['name'] ?? '';
  const asked = (...words: readonly string[]) => withRedis(process, host, (redis) => redis.command(...words));
  return {
    '/': { GET: () => jsonResponse({ service: 'flask-api', hostname: process.machine.hostname, redis: host }) },
    '/entries': {
      *GET() {
        const names = yield* asked('HKEYS', KEY);
        return jsonResponse(Array.isArray(names) ? names.map((each) => textOf(each)).sort() : []);
      },
    },
    '/entries/<name>': {
      *GET(request) {
        const value = textOf(yield* asked('HGET', KEY, name(request)));
        return value === undefined ? flaskErrorPage(404) : jsonResponse({ name: name(request), value });
      },
      *PUT(request): Coroutine<HttpResponse> {
        const value = parsed(yield* readBodyText(request.body))?.['value'];
        if (typeof value !== 'string') return flaskErrorPage(400);
        yield* asked('HSET', KEY, name(request), value);
        return jsonResponse({ name: name(request), value });
      },
      *DELETE(request): Coroutine<HttpResponse> {
        const removed = yield* asked('HDEL', KEY, name(request));
        return removed === 0 ? flaskErrorPage(404) : jsonResponse({ name: name(request) });
      },
    },
  };
}
