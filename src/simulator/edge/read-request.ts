import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { ApiRequest, UserInfo } from '..';

/** Most bytes of a body. Source: Kubernetes 1.36, apiserver/pkg/server/config.go `MaxRequestBodyBytes`. */
export const BODY_BYTES_MAX = 3 * 1024 * 1024;

/** A request of either version of HTTP. */
export type IncomingRequest = IncomingMessage | Http2ServerRequest;

function headersOf(incoming: IncomingRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value === undefined || name.startsWith(':')) continue;
    headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  // HTTP/2 has another name for it.
  const authority = incoming.headers[':authority'];
  if (typeof authority === 'string') headers['host'] ??= authority;
  return headers;
}

function queryOf(text: string): Map<string, string[]> {
  const query = new Map<string, string[]>();
  if (text === '') return query;
  for (const [name, value] of new URLSearchParams(text)) {
    const values = query.get(name);
    if (values === undefined) query.set(name, [value]);
    else values.push(value);
  }
  return query;
}

/** The whole body, or undefined as soon as it is larger than a body may be. */
async function bodyOf(incoming: IncomingRequest): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const EMPTY = new Uint8Array();
const WITHOUT_BODY = new Set(['GET', 'HEAD']);

/** A request in the terms of the API server, or undefined when its body is too large. */
export async function readRequest(
  incoming: IncomingRequest,
  certificate: UserInfo | undefined,
): Promise<ApiRequest | undefined> {
  const body = WITHOUT_BODY.has(incoming.method ?? 'GET') ? EMPTY : await bodyOf(incoming);
  return body === undefined ? undefined : requestWith(incoming, certificate, body);
}

/** A request in the terms of the API server, with its body. */
export function requestWith(
  incoming: IncomingRequest,
  certificate: UserInfo | undefined,
  body: Uint8Array = EMPTY,
): ApiRequest {
  const { method = 'GET', url = '/' } = incoming;
  const cut = url.indexOf('?');
  return {
    method,
    path: cut < 0 ? url : url.slice(0, cut),
    query: queryOf(cut < 0 ? '' : url.slice(cut + 1)),
    headers: headersOf(incoming),
    body,
    ...(certificate === undefined ? {} : { certificate }),
  };
}
