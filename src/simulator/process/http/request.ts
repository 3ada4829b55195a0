import { remembering } from '../../engine';
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
  const { timeoutMs, redirectsMax = 0 } = options;
  const page = pageAt(url);
  const all = redirectsMax === 0 ? sendOnce(process, page, options) : follow(process, page, options, redirectsMax);
  return timeoutMs === undefined ? yield* all : yield* limitTime(process, timeoutMs, all);
}

/** Where a URL leads. */
interface Page {
  readonly url: string;
  readonly isSecure: boolean;
  /** Name or address; that of IPv6 without its brackets. */
  readonly hostname: string;
  readonly port: number;
  /** What the header `host` says. */
  readonly host: string;
  readonly target: string;
}

/** Takes a URL apart. @throws TypeError for what is no URL */
const pageAt = remembering((url): Page => {
  const { href, protocol, hostname, host, port, pathname, search } = new URL(url);
  const isSecure = protocol === 'https:';
  return {
    url: href,
    isSecure,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    host,
    target: `${pathname}${search}`,
  };
});

const NO_BYTES = new Uint8Array(0);
const NO_HEADERS: HttpHeaders = {};
const NO_OPTIONS: ConnectOptions = {};

/** Follows redirections, `redirectsMax` at most. */
function* follow(
  process: Process,
  first: Page,
  options: RequestOptions,
  redirectsMax: number,
): Coroutine<HttpResponse> {
  let page = first;
  let { method = 'GET', body = NO_BYTES } = options;
  for (let left = redirectsMax; ; left -= 1) {
    const response = yield* sendOnce(process, page, { ...options, method, body });
    const { location } = response.headers;
    if (left <= 0 || location === undefined || !REDIRECTIONS.includes(response.status)) return response;
    if (!(response.body instanceof Uint8Array)) response.body.close();
    page = pageAt(new URL(location, page.url).href);
    // Source: RFC 9110, 15.4: all but 307 and 308 ask for the other page with GET.
    if (response.status < 307 && method !== 'HEAD') [method, body] = ['GET', NO_BYTES];
  }
}

/** Tries one address of the host after the other. */
function* sendOnce(
  process: Process,
  { isSecure, hostname, port, host, target }: Page,
  { method = 'GET', headers = NO_HEADERS, body = NO_BYTES, connectTimeoutMs }: RequestOptions,
): Coroutine<HttpResponse> {
  const message: HttpRequest = { method, target, headers: completeHeaders(host, headers, body), body };
  const timeout = connectTimeoutMs === undefined ? NO_OPTIONS : { timeoutMs: connectTimeoutMs };
  const connect: ConnectOptions = isSecure ? { ...timeout, isSecure, serverName: hostname } : timeout;
  let failure: unknown;
  for (const address of yield* resolve(process, hostname)) {
    try {
      return yield* process.network.exchange(address, port, message, connect);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      failure = error;
    }
  }
  throw failure ?? new SystemError('EHOSTUNREACH', hostname);
}

function completeHeaders(host: string, headers: HttpHeaders, body: HttpBody): HttpHeaders {
  const all: Record<string, string> = { host, ...headers };
  if (body instanceof Uint8Array && body.length > 0) all['content-length'] ??= String(body.length);
  return all;
}

/** Whether nothing was sent yet: another address may do better. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof SystemError && ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].includes(error.code);
