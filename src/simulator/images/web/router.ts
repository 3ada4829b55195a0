import type { Coroutine, HttpResponse, ReceivedRequest } from '../../process';
import { goError, goNotFound } from './answers';

/** A request that a route has matched. */
export interface RoutedRequest extends ReceivedRequest {
  /** Path without query, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parts of the path that stand where the pattern has `:name` or `*name`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Answers a request, at once or after it has waited. */
export type RouteHandler = (request: RoutedRequest) => HttpResponse | Coroutine<HttpResponse>;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: RouteHandler;
}

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

function patternOf(path: string): RegExp {
  const parts = path.split('/').map((part) => {
    if (part.startsWith(':')) return `(?<${part.slice(1)}>[^/]+)`;
    return part.startsWith('*') ? `(?<${part.slice(1)}>.*)` : escaped(part);
  });
  return new RegExp(`^${parts.join('/')}$`);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // Not every client escapes a percent sign.
  }
}

/** Finds who answers a request, by method and path. HEAD is answered as GET. */
export class Router {
  private readonly routes: Route[] = [];

  /** `notFound` answers what no route matches. @default - 404 in the words of Go */
  constructor(private readonly notFound: (request: ReceivedRequest) => HttpResponse = goNotFound) {}

  /** Adds a route: `/queues/:queue/enqueue`, `/fs/*path`. The first that matches answers. */
  add(method: string, path: string, handler: RouteHandler): this {
    this.routes.push({ method, pattern: patternOf(path), handler });
    return this;
  }

  /** Answers a request. */
  *handle(request: ReceivedRequest): Coroutine<HttpResponse> {
    const cut = request.target.indexOf('?');
    const path = decoded(cut < 0 ? request.target : request.target.slice(0, cut));
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    let isKnown = false;
    for (const route of this.routes) {
      const match = route.pattern.exec(path);
      if (match === null) continue;
      isKnown = true;
      if (route.method !== method) continue;
      const queryText = cut < 0 ? '' : request.target.slice(cut + 1);
      const answer = route.handler({
        ...request,
        path,
        // Few handlers look at it.
        get query() {
          return new URLSearchParams(queryText);
        },
        parameters: match.groups ?? {},
      });
      return 'status' in answer ? answer : yield* answer;
    }
    return isKnown ? goError('Method Not Allowed', 405) : this.notFound(request);
  }
}
