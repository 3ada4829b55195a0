import { encodeText, type HttpBody, type HttpHandler, type HttpHeaders, readAll, textResponse } from '../../process';
import type { ServerAnswer, ServerFunction, ServerStream } from './server-function';
import { StreamedBody } from './streamed-body';

/** Most bytes of a body. Source: Kubernetes 1.36, apiserver/pkg/server/config.go `MaxRequestBodyBytes`. */
const BODY_BYTES_MAX = 3 * 1024 * 1024;

function queryOf(text: string): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) query.set(name, [...(query.get(name) ?? []), value]);
  return query;
}

const headersOf = ({ headers }: ServerAnswer | ServerStream): HttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? value : value.join(', '),
    ]),
  );

function bodyOf(answer: ServerAnswer | ServerStream): HttpBody {
  if ('start' in answer) return new StreamedBody(answer);
  return typeof answer.body === 'string' ? encodeText(answer.body) : answer.body;
}

/** The API server as programs in the cluster reach it: who asks is told by the token that the request brings. */
export const apiServerHandler = (serve: ServerFunction): HttpHandler =>
  function* ({ method, target, headers, body: sent }) {
    const cut = target.indexOf('?');
    const body = yield* readAll(sent);
    if (body.length > BODY_BYTES_MAX)
      return textResponse('Request entity too large: limit is 3145728', { status: 413 });
    const answer = serve({
      method,
      path: cut < 0 ? target : target.slice(0, cut),
      query: queryOf(cut < 0 ? '' : target.slice(cut + 1)),
      headers,
      body,
    });
    return { status: answer.status, headers: headersOf(answer), body: bodyOf(answer) };
  };
