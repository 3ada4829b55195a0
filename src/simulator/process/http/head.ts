import type { Coroutine } from '../coroutine';
import type { HttpHeaders } from '../http-message';
import { type BufferedReader, LineTooLong } from './buffered-reader';

/** Bytes of a head at most. */
const HEAD_BYTES_MAX = 65_536;
const HEADERS_MAX = 200;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Control characters, which no head may contain; a tab may. */
// eslint-disable-next-line no-control-regex -- They are what is looked for.
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/** What is no HTTP, and the status that says so. */
export class HttpSyntaxError extends Error {
  constructor(
    readonly status: 400 | 431 | 501 | 505,
    message: string,
  ) {
    super(message);
    this.name = 'HttpSyntaxError';
  }
}

/** First line and headers of a request. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly version: '1.0' | '1.1';
  readonly headers: HttpHeaders;
}

/** First line and headers of an answer. */
export interface ResponseHead {
  readonly status: number;
  readonly version: '1.0' | '1.1';
  readonly headers: HttpHeaders;
}

/**
 * The next request; undefined when none comes.
 *
 * @throws HttpSyntaxError
 */
export function* readRequestHead(reader: BufferedReader): Coroutine<RequestHead | undefined> {
  const lines = yield* readLines(reader, requestLineOf);
  if (lines === undefined) return undefined;
  const [first = '', ...rest] = lines;
  const { method, target, version } = requestLineOf(first);
  const headers = parseHeaders(rest);
  if (version === '1.1' && headers.host === undefined) throw new HttpSyntaxError(400, 'missing required Host header');
  return { method, target, version, headers };
}

/** Throws HttpSyntaxError. */
function requestLineOf(line: string): Pick<RequestHead, 'method' | 'target' | 'version'> {
  const [, method = '', target = '', version = ''] = /^([^ ]+) ([^ ]+) HTTP\/(\d\.\d)$/.exec(line) ?? [];
  if (!TOKEN.test(method) || CONTROL.test(target)) throw new HttpSyntaxError(400, 'malformed HTTP request');
  if (version !== '1.0' && version !== '1.1') throw new HttpSyntaxError(505, 'unsupported protocol version');
  return { method, target, version };
}

/**
 * The next answer; undefined when none comes.
 *
 * @throws HttpSyntaxError
 */
export function* readResponseHead(reader: BufferedReader): Coroutine<ResponseHead | undefined> {
  const lines = yield* readLines(reader);
  if (lines === undefined) return undefined;
  const [first = '', ...rest] = lines;
  const [, version, status] = /^HTTP\/(1\.[01]) (\d{3})(?: .*)?$/.exec(first) ?? [];
  if (version === undefined || status === undefined) throw new HttpSyntaxError(400, 'malformed HTTP response');
  return { status: Number(status), version: version === '1.0' ? '1.0' : '1.1', headers: parseHeaders(rest) };
}

/**
 * Lines until an empty one; empty lines before the first are skipped. `checkFirst` sees the first as soon as it is there:
 * what is no HTTP, such as a TLS handshake, may have no second one.
 */
function* readLines(
  reader: BufferedReader,
  checkFirst: (line: string) => void = () => undefined,
): Coroutine<readonly string[] | undefined> {
  const lines: string[] = [];
  let left = HEAD_BYTES_MAX;
  try {
    for (;;) {
      const line = yield* reader.line(left);
      if (line === undefined) return undefined;
      left -= line.length + 2;
      if (line !== '') {
        lines.push(line);
        if (lines.length === 1) checkFirst(line);
      } else if (lines.length > 0) return lines;
      if (left <= 0 || lines.length > HEADERS_MAX) throw new LineTooLong();
    }
  } catch (error) {
    if (error instanceof LineTooLong) throw new HttpSyntaxError(431, 'head too large');
    throw error;
  }
}

/** Headers by their names in lower case. Source: RFC 9112; folded lines are refused, as it says. */
export function parseHeaders(lines: readonly string[]): HttpHeaders {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (!TOKEN.test(name) || CONTROL.test(value)) throw new HttpSyntaxError(400, 'malformed header');
    const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (before === undefined) headers[name] = value;
    else if (name === 'content-length' || name === 'host') requireEqual(before, value);
    else headers[name] = `${before}${separatorOf(name)}${value}`;
  }
  return headers;
}

function requireEqual(before: string, value: string): void {
  if (before !== value) throw new HttpSyntaxError(400, 'contradicting headers');
}

/** What stands between several values of a header: those of `set-cookie` cannot be joined on one line. */
export const separatorOf = (name: string): string => (name === 'set-cookie' ? '\n' : name === 'cookie' ? '; ' : ', ');

/** Whether a header that lists words has one of them, whatever its case. */
export const hasWord = (value: string | undefined, word: string): boolean =>
  value !== undefined &&
  value
    .toLowerCase()
    .split(',')
    .some((part) => part.trim() === word);
