import {
  StatusError,
  statusError,
  statusErrors,
  type ProxyRequest,
  type ProxyResponse,
  type RemoteListener,
} from '../../../api';
import type { Call } from '../../call';
import { unknownMethod } from '../../errors';
import type { ApiAnswer, ApiExchange, ApiHead } from '../../request';
import { refusedExchange } from '../refused-exchange';
import { isUpgradeRequest } from '../upgrade';
import { type Backend, nodeBackend, podBackend, serviceBackend } from './backend';
import { answerHeaders, requestHeaders } from './headers';
import { type Place, rewriteLink, rewritePage } from './links';
import { pageListener } from './page-listener';
import { proxiedPath, queryText } from './path';

const BACKENDS: Readonly<Record<string, (call: Call) => Backend>> = {
  nodes: nodeBackend,
  pods: podBackend,
  services: serviceBackend,
};

/**
 * Answers `/proxy` of Pods, Services and nodes: hands the request on and the answer back. Links that lead to the backend
 * are rewritten in `Location` and in pages that are not compressed.
 * Source: Kubernetes 1.36, apimachinery/pkg/util/proxy/upgradeaware.go and transport.go.
 */
export function proxy(call: Call): ApiAnswer | ApiExchange {
  const backendOf = BACKENDS[call.resource.storage];
  if (backendOf === undefined) throw unknownMethod();
  const backend = backendOf(call);
  const { request, parts } = call;
  const isUpgrade = isUpgradeRequest(request);
  const { prefix, rest } = proxiedPath(request.path);
  if (rest === '' && !isUpgrade && ['GET', 'HEAD'].includes(request.method)) {
    return { status: 301, headers: { location: `${request.path}/${queryText(request)}` }, body: '' };
  }
  const { containers } = parts;
  if (containers === undefined) {
    throw statusErrors.notImplemented('simulator runs no programs in this cluster; see docs/FIDELITY.md');
  }
  const { address, port, isSecure } = backend;
  const target = rest === '' ? '/' : rest;
  const handedOn: ProxyRequest = {
    method: request.method,
    target: `${target}${queryText(request)}`,
    headers: requestHeaders(request.headers, `${prefix}${target}`, isUpgrade),
    body: request.body,
    isSecure,
  };
  const place: Place = {
    prefix,
    clientHost: request.headers['host'] ?? '',
    backendHost: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
  };
  return {
    kind: 'exchange',
    isReadOnly: false,
    open: (begin, listener) => {
      const answer = new Answer(begin, listener, place);
      try {
        return containers.proxy(address, port, handedOn, answer.begin, answer.listener);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        return refusedExchange(error, begin, listener);
      }
    },
  };
}

/** Hands an answer back, with its links rewritten. */
class Answer {
  private body: RemoteListener;
  private isRefused = false;

  constructor(
    private readonly beginClient: (head: ApiHead) => void,
    private readonly client: RemoteListener,
    private readonly place: Place,
  ) {
    this.body = client;
  }

  readonly begin = (response: ProxyResponse | { readonly error: string }): void => {
    if ('error' in response) {
      this.isRefused = true;
      const message = `error trying to reach service: ${response.error}`;
      refusedExchange(statusError(503, 'ServiceUnavailable', message), this.beginClient, this.client);
      return;
    }
    const { status, headers } = response;
    if (status === 101) {
      this.beginClient({ status, headers });
      return;
    }
    const kept = answerHeaders(headers);
    const { location } = kept;
    if (location !== undefined) kept['location'] = rewriteLink(location, this.place);
    else if (isPlainPage(kept)) {
      delete kept['content-length'];
      this.body = pageListener(this.client, (page) => rewritePage(page, this.place));
    }
    this.beginClient({ status, headers: kept });
  };

  readonly listener: RemoteListener = {
    data: (stream, bytes) => {
      if (!this.isRefused) this.body.data(stream, bytes);
    },
    end: (outcome) => {
      if (!this.isRefused) this.body.end(outcome);
    },
    ready: () => this.body.ready(),
  };
}

const isPlainPage = (headers: Readonly<Record<string, string>>): boolean =>
  (headers['content-type'] ?? '').split(';')[0]?.trim() === 'text/html' && (headers['content-encoding'] ?? '') === '';
