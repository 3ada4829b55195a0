import { type ClientRequest, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Credentials } from './access';

/** A request to an API server. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
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

/** A connection, with its handshake, that takes longer will not come about. */
const CONNECT_MS = 10_000;

const asTransportError = (error: NodeJS.ErrnoException): TransportError =>
  new TransportError(error.code ?? 'UNKNOWN', error.message === '' ? (error.code ?? 'no answer') : error.message);

/** Where a server is, in the words of Node.js, and the path in front of all others, which it may have. */
interface Place {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  readonly prefix: string;
}

const places = new Map<string, Place>();

/** Taken apart once: there are thousands of requests to the same. */
function placeOf(server: string): Place {
  const known = places.get(server);
  if (known !== undefined) return known;
  const { protocol, hostname, port, pathname } = new URL(server);
  // An IPv6 address has no brackets where no URL is around it.
  const place = {
    protocol,
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    prefix: pathname.replace(/\/+$/, ''),
  };
  places.set(server, place);
  return place;
}

const queryText = (query: ApiRequest['query']): string =>
  query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;

/**
 * Sends one request, once, and waits for all of its answer.
 *
 * @throws TransportError when none comes.
 */
export async function send(server: string, { headers, agent }: Credentials, request: ApiRequest): Promise<ApiAnswer> {
  const { prefix, ...place } = placeOf(server);
  const path = `${prefix}${request.path}${queryText(request.query)}`;
  const { method, body, contentType = 'application/json', accept = 'application/json' } = request;
  const bodyHeaders =
    body === undefined ? {} : { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) };
  const begin = place.protocol === 'http:' ? requestHttp : requestHttps;
  return await new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(asTransportError(error));
    const sent = { ...headers, accept, 'user-agent': 'workshop-stacks', ...bodyHeaders };
    const options = { ...place, path, method, agent, headers: sent };
    let outgoing: ClientRequest;
    try {
      outgoing = begin(options, (response) => {
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
      });
    } catch (error) {
      // Certificates and keys that cannot be read are found out here.
      fail(error as Error);
      return;
    }
    const timeOut = (words: string): void => {
      outgoing.destroy(Object.assign(new Error(words), { code: 'ETIMEDOUT' }));
    };
    untilConnected(outgoing, () => timeOut(`no connection within ${CONNECT_MS / 1000} s`));
    outgoing.setTimeout(ANSWER_MS, () => timeOut('no answer for a minute'));
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/** Calls `late` when no connection comes about in time. */
function untilConnected(outgoing: ClientRequest, late: () => void): void {
  const timer = setTimeout(late, CONNECT_MS);
  const clear = (): void => clearTimeout(timer);
  outgoing.on('close', clear);
  outgoing.on('socket', (socket) => {
    if (!socket.connecting) clear();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', clear);
  });
}
