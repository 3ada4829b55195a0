import type { Coroutine } from '../coroutine';
import type { HttpBody, HttpHeaders, HttpRequest, HttpResponse } from '../http-message';
import type { ConnectOptions } from '../network-stack';
import type { Process } from '../process';
import { resolve } from '../resolver';
import { SystemError } from '../system-error';
import { limitTime } from '../time-limit';

/** What is to be sent. */
export interface RequestOptions {
  /** @default 'GET' */
  readonly method?: string;
  /** `host` and `content-length` are added. @default - none */
  readonly headers?: HttpHeaders;
  /** @default - none */
  readonly body?: HttpBody;
  /** Redirections that are followed; the answer behind them is returned as it is. @default 0 */
  readonly redirectsMax?: number;
  /** Virtual milliseconds until the head of the answer is there, redirections included. @default - no limit */
  readonly timeoutMs?: number;
  /** Virtual milliseconds until a connection is there. @default - as Linux */
  readonly connectTimeoutMs?: number;
}

const REDIRECTIONS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Sends a request to a URL (`http` or `https`), and returns the head of the answer, with its body to be read.
 *
 * @throws ResolutionError when its host has no address; SystemError ECONNREFUSED, EHOSTUNREACH, ECONNRESET as the network,
 * ETIMEDOUT when it takes too long; TypeError for what is no URL.
 */
export function* request(process: Process, url: string, options: RequestOptions = {}): Coroutine<HttpResponse> {
  const { timeoutMs } = options;
  const all = follow(process, new URL(url), options);
  return timeoutMs === undefined ? yield* all : yield* limitTime(process, timeoutMs, all);
}

function* follow(process: Process, first: URL, options: RequestOptions): Coroutine<HttpResponse> {
  let url = first;
  let { method = 'GET', body = new Uint8Array(0) } = options;
  for (let left = options.redirectsMax ?? 0; ; left -= 1) {
    const response = yield* sendOnce(process, url, { ...options, method, body });
    const { location } = response.headers;
    if (left <= 0 || location === undefined || !REDIRECTIONS.includes(response.status)) return response;
    if (!(response.body instanceof Uint8Array)) response.body.close();
    url = new URL(location, url);
    // Source: RFC 9110, 15.4: all but 307 and 308 ask for the other page with GET.
    if (response.status < 307 && method !== 'HEAD') [method, body] = ['GET', new Uint8Array(0)];
  }
}

/** Tries one address of the host after the other. */
function* sendOnce(
  process: Process,
  url: URL,
  { method = 'GET', headers = {}, body = new Uint8Array(0), connectTimeoutMs }: RequestOptions,
): Coroutine<HttpResponse> {
  const isSecure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  const message: HttpRequest = {
    method,
    target: `${url.pathname}${url.search}`,
    headers: { host: url.host, ...headers, ...lengthHeader(body, headers) },
    body,
  };
  const connect: ConnectOptions = {
    ...(connectTimeoutMs === undefined ? {} : { timeoutMs: connectTimeoutMs }),
    ...(isSecure ? { isSecure, serverName: host } : {}),
  };
  let failure: unknown;
  for (const address of yield* resolve(process, host)) {
    try {
      return yield* process.network.exchange(address, port, message, connect);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      failure = error;
    }
  }
  throw failure ?? new SystemError('EHOSTUNREACH', host);
}

const lengthHeader = (body: HttpBody, headers: HttpHeaders): HttpHeaders =>
  body instanceof Uint8Array && body.length > 0 && headers['content-length'] === undefined
    ? { 'content-length': String(body.length) }
    : {};

/** Whether nothing was sent yet: another address may do better. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof SystemError && ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].includes(error.code);
