import {
  type Coroutine,
  encodeText,
  type HttpHeaders,
  type HttpRequest,
  type HttpResponse,
  isSystemError,
  type Process,
  type ReceivedRequest,
  SystemError,
} from '../../../process';
import type { ProxyConfig, Upstream } from '../proxy-config';
import { findCertificate, findRoute } from './find-route';

/** Milliseconds in which an endpoint has to accept a connection. Source: Contour 1.33, `cluster.connect-timeout`. */
const CONNECT_MS = 2_000;

/** How a proxy speaks for itself. */
export interface Voice {
  /** What it adds to answers of endpoints, which took so many milliseconds. */
  readonly headers: (tookMs: number) => HttpHeaders;
  /** Its own answer: 404 where nothing fits, 503 where no endpoint is ready, or one has not answered, for a reason. */
  readonly refuse: (status: 404 | 503, reason?: string) => HttpResponse;
  /**
   * Whether it always listens, and shows names without a certificate one that it has made up.
   *
   * @default - it listens while there is something to answer, and breaks off where it has no certificate
   */
  readonly isAlwaysThere?: boolean;
}

/** Envoy gives its reasons. */
const ENVOY: Voice = {
  headers: (tookMs) => ({ server: 'envoy', 'x-envoy-upstream-service-time': String(tookMs) }),
  refuse: (status, reason) => {
    const body = status === 404 ? '' : (reason ?? 'no healthy upstream');
    return {
      status,
      headers: { server: 'envoy', ...(body === '' ? {} : { 'content-type': 'text/plain' }) },
      body: encodeText(body),
    };
  },
};

/** Host of a request, without port, in lower case. */
const hostOf = ({ headers }: HttpRequest): string => (headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase();

const pathOf = ({ target }: HttpRequest): string => target.split('?')[0] ?? '/';

/** Why an endpoint has not answered, in the words of the proxy. */
const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'remote connection failure, transport failure reason: delayed connect error: Connection refused',
  EHOSTUNREACH: 'remote connection failure, transport failure reason: delayed connect error: No route to host',
  ETIMEDOUT: 'connection timeout',
};

/** The request as an endpoint sees it. */
function forwarded(
  { random }: Process,
  { method, target, headers, body, remoteAddress, isSecure: isTls }: ReceivedRequest,
): HttpRequest {
  const before = headers['x-forwarded-for'];
  return {
    method,
    target,
    body,
    headers: {
      ...headers,
      'x-forwarded-for': before === undefined ? remoteAddress : `${before},${remoteAddress}`,
      'x-forwarded-proto': isTls ? 'https' : 'http',
      'x-request-id': headers['x-request-id'] ?? random.uuid(),
    },
  };
}

/**
 * Answers requests by the endpoints of a cluster in turn: 404 without a word where no route fits, 503 where no endpoint is
 * ready.
 *
 * Source: Envoy 1.35, source/common/router/router.cc.
 */
export class Proxy {
  private readonly turns = new Map<string, number>();

  constructor(
    private readonly process: Process,
    private readonly config: () => ProxyConfig,
    private readonly voice: Voice = ENVOY,
  ) {}

  *answer(request: ReceivedRequest): Coroutine<HttpResponse> {
    const config = this.config();
    const host = hostOf(request);
    // Without a certificate there is no handshake, and nobody to say so.
    const isKnown = this.voice.isAlwaysThere === true || findCertificate(config, host) !== undefined;
    if (request.isSecure && !isKnown) throw new SystemError('ECONNRESET');
    const route = findRoute(config, host, pathOf(request));
    if (route === undefined) return this.voice.refuse(404);
    const { cluster, path } = route;
    const upstream = this.next(cluster, config.clusters[cluster] ?? []);
    if (upstream === undefined) return this.voice.refuse(503);
    const [, query] = request.target.split(/\?(.*)/s);
    const target = query === undefined ? path : `${path}?${query}`;
    return yield* this.forward({ ...request, target }, upstream);
  }

  private *forward(request: ReceivedRequest, { address, port }: Upstream): Coroutine<HttpResponse> {
    const { network, nowMs: startMs } = this.process;
    try {
      const response = yield* network.exchange(address, port, forwarded(this.process, request), {
        timeoutMs: CONNECT_MS,
      });
      return { ...response, headers: { ...response.headers, ...this.voice.headers(this.process.nowMs - startMs) } };
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const reason = FAILURES[error.code] ?? 'connection termination';
      return this.voice.refuse(
        503,
        `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`,
      );
    }
  }

  private next(cluster: string, upstreams: readonly Upstream[]): Upstream | undefined {
    const turn = this.turns.get(cluster) ?? 0;
    this.turns.set(cluster, turn + 1);
    return upstreams[turn % Math.max(upstreams.length, 1)];
  }
}
