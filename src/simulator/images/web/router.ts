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
  /** Path that it is for; a pattern when parts of it are free. */
  readonly path: string | RegExp;
  readonly handler: RouteHandler;
}

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

const NO_PARAMETERS = {};

function pathOf(path: string): string | RegExp {
  if (!/[:*]/.test(path)) return path;
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

/** Parts of a path that a route leaves free; undefined for a path that is not its. */
function parametersOf(route: Route, path: string): Readonly<Record<string, string>> | undefined {
  if (typeof route.path === 'string') return route.path === path ? NO_PARAMETERS : undefined;
  const match = route.path.exec(path);
  return match === null ? undefined : (match.groups ?? NO_PARAMETERS);
}

/** A request with its route's view of it; its query is read when a handler looks at it. */
class MatchedRequest implements RoutedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: ReceivedRequest['headers'];
  readonly body: ReceivedRequest['body'];
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly isSecure: boolean;

  constructor(
    request: ReceivedRequest,
    readonly path: string,
    readonly parameters: Readonly<Record<string, string>>,
    private readonly queryText: string,
  ) {
    this.method = request.method;
    this.target = request.target;
    this.headers = request.headers;
    this.body = request.body;
    this.remoteAddress = request.remoteAddress;
    this.remotePort = request.remotePort;
    this.localAddress = request.localAddress;
    this.localPort = request.localPort;
    this.isSecure = request.isSecure;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.queryText);
  }
}

/** Finds who answers a request, by method and path. HEAD is answered as GET. */
export class Router {
  private readonly routes: Route[] = [];

  /** `notFound` answers what no route matches. @default - 404 in the words of Go */
  constructor(private readonly notFound: (request: ReceivedRequest) => HttpResponse = goNotFound) {}

  /** Adds a route: `/queues/:queue/enqueue`, `/fs/*path`. The first that matches answers. */
  add(method: string, path: string, handler: RouteHandler): this {
    this.routes.push({ method, path: pathOf(path), handler });
    return this;
  }

  /** Answers a request. */
  *handle(request: ReceivedRequest): Coroutine<HttpResponse> {
    const cut = request.target.indexOf('?');
    const path = decoded(cut < 0 ? request.target : request.target.slice(0, cut));
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    let isKnown = false;
    for (const route of this.routes) {
      const parameters = parametersOf(route, path);
      if (parameters === undefined) continue;
      isKnown = true;
      if (route.method !== method) continue;
      const queryText = cut < 0 ? '' : request.target.slice(cut + 1);
      const answer = route.handler(new MatchedRequest(request, path, parameters, queryText));
      return 'status' in answer ? answer : yield* answer;
    }
    return isKnown ? goError('Method Not Allowed', 405) : this.notFound(request);
  }
}
