import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Credentials } from './access';

/** A request to an API server. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path without the prefix that the server may have. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Media type of the body. @default application/json */
  readonly contentType?: string;
  /** @default application/json */
  readonly accept?: string;
}

/** What an API server answered. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** No answer came, or half of one. */
export class TransportError extends Error {
  constructor(
    /** What Node.js calls it: `ECONNREFUSED`, `ECONNRESET`, `CERT_HAS_EXPIRED`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'TransportError';
  }
}

/** An answer that takes longer than this will not come. A real server ends requests after one minute. */
const ANSWER_MS = 65_000;

const asTransportError = (error: NodeJS.ErrnoException): TransportError =>
  new TransportError(error.code ?? 'UNKNOWN', error.message === '' ? (error.code ?? 'no answer') : error.message);

/** Address of a request below the server's own, which may have a path. */
function addressOf(server: string, { path, query }: ApiRequest): URL {
  const url = new URL(server.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url;
}

/**
 * Sends one request, once, and waits for all of its answer.
 *
 * @throws TransportError when none comes.
 */
export async function send(server: string, { headers, agent }: Credentials, request: ApiRequest): Promise<ApiAnswer> {
  const url = addressOf(server, request);
  const { method, body, contentType = 'application/json', accept = 'application/json' } = request;
  const bodyHeaders =
    body === undefined ? {} : { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) };
  const begin = url.protocol === 'http:' ? requestHttp : requestHttps;
  return await new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(asTransportError(error));
    const outgoing = begin(
      url,
      { method, agent, headers: { ...headers, accept, 'user-agent': 'workshop-stacks', ...bodyHeaders } },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', fail);
        response.on('aborted', () => reject(new TransportError('ECONNRESET', 'the answer was cut off')));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(pieces).toString('utf8'),
          }),
        );
      },
    );
    outgoing.setTimeout(ANSWER_MS, () => {
      outgoing.destroy(Object.assign(new Error('no answer for a minute'), { code: 'ETIMEDOUT' }));
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}
