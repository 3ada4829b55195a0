import { type HttpBody, type HttpHeaders, ResolutionError, resolve, type Coroutine, type Process } from '../../process';

/** A URL as tools take it: without a scheme it is `http`. */
export interface ToolUrl {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly target: string;
  /** Name and password, when they are part of it. */
  readonly credentials?: string;
  /** What `host:` says. */
  readonly hostHeader: string;
  /** All of it, with its scheme. */
  readonly text: string;
}

/** Reads a URL; undefined for what is none, or of another scheme. */
export function parseUrl(text: string): ToolUrl | undefined {
  const pattern =
    /^(?:(https?):\/\/)?(?:([^@/?#]*)@)?(\[[0-9a-fA-F:]+\]|[^:/?#\s]+)(?::(\d{0,5}))?(?:\/?(\?[^#]*)|(\/[^#]*))?(?:#.*)?$/i;
  const [whole, scheme = 'http', credentials, host = '', portText, query, path] = pattern.exec(text) ?? [];
  if (whole === undefined || /^\w+:\/\//.test(text) !== /^https?:\/\//i.test(text)) return undefined;
  const isSecure = scheme.toLowerCase() === 'https';
  const usual = isSecure ? 443 : 80;
  const port = portText === undefined || portText === '' ? usual : Number(portText);
  if (port > 65_535) return undefined;
  const target = query === undefined ? (path ?? '/') : `/${query}`;
  return {
    isSecure,
    host: host.replace(/^\[|\]$/g, ''),
    port,
    target: target.replaceAll(' ', '%20'),
    ...(credentials === undefined ? {} : { credentials }),
    hostHeader: port === usual ? host : `${host}:${port}`,
    text: `${scheme.toLowerCase()}://${port === usual ? host : `${host}:${port}`}${target}`,
  };
}

/** The URL that a `location:` means, seen from another one. */
export function followLocation(url: ToolUrl, location: string): ToolUrl | undefined {
  if (/^https?:\/\//i.test(location)) return parseUrl(location);
  const scheme = url.isSecure ? 'https' : 'http';
  if (location.startsWith('//')) return parseUrl(`${scheme}:${location}`);
  const base = `${scheme}://${url.hostHeader}`;
  if (location.startsWith('/')) return parseUrl(base + location);
  return parseUrl(`${base}${url.target.replace(/[^/]*$/, '')}${location}`);
}

/** Address of a host; undefined when it has none. */
export function* addressOf(process: Process, host: string): Coroutine<string | undefined> {
  try {
    return (yield* resolve(process, host))[0];
  } catch (error) {
    if (error instanceof ResolutionError) return undefined;
    throw error;
  }
}

/** Hands the body of a message to `take`, piece by piece; returns its size. */
export function* eachPiece(body: HttpBody, take: (bytes: Uint8Array) => Coroutine<void>): Coroutine<number> {
  if (body instanceof Uint8Array) {
    if (body.length > 0) yield* take(body);
    return body.length;
  }
  let size = 0;
  for (let piece = yield* body.read(); piece !== undefined; piece = yield* body.read()) {
    size += piece.length;
    yield* take(piece);
  }
  return size;
}

/** Bytes that a message says its body has. */
export const contentLength = (headers: HttpHeaders, body: HttpBody): number | undefined =>
  body instanceof Uint8Array
    ? body.length
    : headers['content-length'] === undefined
      ? undefined
      : Number(headers['content-length']);

/** Text of a header with several values, one by one. */
export const headerValues = (name: string, value: string): string[] =>
  name === 'set-cookie' ? value.split('\n') : [value];
