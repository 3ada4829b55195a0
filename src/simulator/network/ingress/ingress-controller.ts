import type { ApiClient } from '../../api';
import type { EventLoop, SeededRandom } from '../../engine';
import {
  type Coroutine,
  type HttpRequest,
  type HttpResponse,
  isSystemError,
  type Listener,
  type NetworkStack,
  type ReceivedRequest,
  runTask,
  SystemError,
} from '../../process';
import type { ServiceEndpoint } from '../services/endpoints';
import type { ServiceTable } from '../services/service-table';
import { certificateOf, findTarget, type IngressTarget } from './ingress-rules';
import { type IngressClassRule, ServedIngresses } from './served-ingresses';

/** Milliseconds in which an endpoint has to accept a connection. Source: Contour 1.33, `cluster.connect-timeout`. */
const CONNECT_MS = 2_000;

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** What an ingress controller is made of. */
export interface IngressControllerOptions extends IngressClassRule {
  readonly client: ApiClient;
  readonly services: ServiceTable;
  readonly loop: EventLoop;
  readonly random: SeededRandom;
  /** The machine that it runs on: a Pod, or a node. */
  readonly stack: NetworkStack;
  /** Port for HTTP. @default 80 */
  readonly httpPort?: number;
  /** Port for HTTPS. @default 443 */
  readonly httpsPort?: number;
}

/** An ingress controller that runs. */
export interface IngressController {
  /** Ends it: its ports refuse. */
  close(): void;
}

const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: { server: 'envoy', ...(body === '' ? {} : { 'content-type': 'text/plain' }) },
  body: new TextEncoder().encode(body),
});

/** Host of a request, without port, in lower case. */
const hostOf = ({ headers }: HttpRequest): string => (headers['host'] ?? '').replace(/:\d+$/, '').toLowerCase();

/** Path of a request, without query. */
const pathOf = ({ target }: HttpRequest): string => target.split('?')[0] ?? '/';

/** Why an endpoint has not answered, in the words of the proxy. */
const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'remote connection failure, transport failure reason: delayed connect error: Connection refused',
  EHOSTUNREACH: 'remote connection failure, transport failure reason: delayed connect error: No route to host',
  ETIMEDOUT: 'connection timeout',
};

/**
 * Starts an ingress controller: it answers HTTP and HTTPS for the Ingresses of its class, each request by one of the ready
 * endpoints of a Service in turn.
 *
 * Source: Contour 1.33 with Envoy: 404 without a word where no rule fits, 503 where no endpoint is ready; hosts with TLS
 * answer plain HTTP, too. Not modelled: the status of Ingresses, annotations, HTTPProxy, time limits of answers.
 */
export function startIngressController(options: IngressControllerOptions): IngressController {
  const { client, stack, httpPort = HTTP_PORT, httpsPort = HTTPS_PORT } = options;
  const proxy = new IngressProxy(options, new ServedIngresses(client, options));
  const run = (coroutine: Coroutine<void>): void => {
    runTask(coroutine, undefined, (error) => {
      // A connection that was cut off on purpose.
      if (!isSystemError(error)) throw error;
    });
  };
  const listeners: Listener[] = [
    stack.listenHttp({ port: httpPort }, (request) => proxy.answer(request), run),
    stack.listenHttp({ port: httpsPort, isSecure: true }, (request) => proxy.answer(request), run),
  ];
  return { close: () => listeners.forEach((listener) => listener.close()) };
}

class IngressProxy {
  private readonly turns = new Map<string, number>();

  constructor(
    private readonly options: IngressControllerOptions,
    private readonly ingresses: ServedIngresses,
  ) {}

  *answer(request: ReceivedRequest): Coroutine<HttpResponse> {
    const { rules } = this.ingresses;
    const host = hostOf(request);
    const isKnown = this.isCertified(certificateOf(rules, host));
    // Without a certificate there is no handshake, and nobody to say so.
    if (request.isSecure && !isKnown) throw new SystemError('ECONNRESET');
    const target = findTarget(rules, host, pathOf(request));
    return target === undefined ? text(404, '') : yield* this.forward(request, target);
  }

  private *forward(request: ReceivedRequest, target: IngressTarget): Coroutine<HttpResponse> {
    const { loop, stack } = this.options;
    const endpoint = this.nextEndpoint(target);
    if (endpoint === undefined) return text(503, 'no healthy upstream');
    const startMs = loop.nowMs;
    try {
      const response = yield* stack.exchange(endpoint.address, endpoint.port, this.forwarded(request), {
        timeoutMs: CONNECT_MS,
      });
      const headers = {
        ...response.headers,
        server: 'envoy',
        'x-envoy-upstream-service-time': String(loop.nowMs - startMs),
      };
      return { ...response, headers };
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const reason = FAILURES[error.code] ?? 'connection termination';
      return text(503, `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`);
    }
  }

  /** The request as the endpoint sees it. */
  private forwarded({ method, target, headers, body, remoteAddress, isSecure }: ReceivedRequest): HttpRequest {
    const before = headers['x-forwarded-for'];
    return {
      method,
      target,
      body,
      headers: {
        ...headers,
        'x-forwarded-for': before === undefined ? remoteAddress : `${before},${remoteAddress}`,
        'x-forwarded-proto': isSecure ? 'https' : 'http',
        'x-request-id': headers['x-request-id'] ?? this.options.random.uuid(),
      },
    };
  }

  /** The ready endpoints of a Service in turn; undefined when there is none. */
  private nextEndpoint({ namespace, backend }: IngressTarget): ServiceEndpoint | undefined {
    const { name = '', port } = backend.service ?? {};
    const entry = this.options.services.find(`${namespace}/${name}`);
    const served = [...(entry?.ports.values() ?? [])].find((each) =>
      port?.name === undefined ? each.port.port === port?.number : each.port.name === port.name,
    );
    const endpoints = served?.choicesAt('Cluster', { node: '', zone: '' }).endpoints ?? [];
    const key = `${namespace}/${name}:${port?.name ?? port?.number ?? ''}`;
    const turn = this.turns.get(key) ?? 0;
    this.turns.set(key, turn + 1);
    return endpoints[turn % Math.max(endpoints.length, 1)];
  }

  /** Whether a Secret holds a certificate and its key. */
  private isCertified(secret: string | undefined): boolean {
    if (secret === undefined) return false;
    const [namespace = '', name = ''] = secret.split('/');
    const { data = {} } = this.options.client.get('secrets', namespace, name) ?? {};
    return data['tls.crt'] !== undefined && data['tls.key'] !== undefined;
  }
}
