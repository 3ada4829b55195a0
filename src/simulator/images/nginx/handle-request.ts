import {
  type Coroutine,
  encodeText,
  type HttpResponse,
  isSystemError,
  type Process,
  type ReceivedRequest,
  request as send,
  ResolutionError,
} from '../../process';
import { statusAnswer } from './answers';
import { filePath, serveFile } from './serve-files';
import { findLocation, findSite, type Location, type Site, type Sites, wordsOf } from './site';

/** What a worker knows while it answers. */
export interface RequestContext {
  readonly process: Process;
  readonly sites: Sites;
  readonly server: string;
  readonly report: (text: string) => void;
}

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const schemeOf = ({ isSecure }: ReceivedRequest): 'http' | 'https' => (isSecure ? 'https' : 'http');

/** Variables in words of the configuration. */
function expand(text: string, request: ReceivedRequest, path: string): string {
  const host = request.headers.host ?? '';
  const cut = request.target.indexOf('?');
  const values: Readonly<Record<string, string>> = {
    uri: path,
    request_uri: request.target,
    host: host.replace(/:\d+$/, ''),
    http_host: host,
    args: cut < 0 ? '' : request.target.slice(cut + 1),
    scheme: schemeOf(request),
  };
  return text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => values[name] ?? whole);
}

/** `return 200 text`, `return 301 address`. */
function returned(
  words: readonly string[],
  server: string,
  fill: (text: string) => string,
  type: string,
): HttpResponse {
  const [first = '', text] = words;
  const status = /^\d+$/.test(first) ? Number(first) : 302;
  const given = /^\d+$/.test(first) ? text : first;
  if (status >= 301 && status <= 308 && given !== undefined)
    return statusAnswer(status, server, { location: fill(given) });
  if (given === undefined) return statusAnswer(status, server);
  return { status, headers: { server, 'content-type': type }, body: encodeText(fill(given)) };
}

function* proxied(
  context: RequestContext,
  target: string,
  location: Location | undefined,
  request: ReceivedRequest,
): Coroutine<HttpResponse> {
  const { process, server, report } = context;
  const url = new URL(target);
  const isRooted = /^https?:\/\/[^/]+\//.test(target);
  const path =
    isRooted && location !== undefined ? url.pathname + request.target.slice(location.path.length) : request.target;
  const { host: _, connection: __, ...headers } = request.headers;
  try {
    const response = yield* send(process, `${url.protocol}//${url.host}${path}`, {
      method: request.method,
      headers,
      body: request.body,
    });
    return { ...response, headers: { ...response.headers, server } };
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof ResolutionError)) throw error;
    const reason = isSystemError(error)
      ? `connect() failed (${error.message})`
      : `${url.hostname} could not be resolved`;
    report(`${reason} while connecting to upstream`);
    return statusAnswer(isSystemError(error, 'ETIMEDOUT') ? 504 : 502, server);
  }
}

/** The first of the words of `try_files` that is there; the last one, when it is a status, is the answer. */
function tried(
  context: RequestContext,
  site: Site,
  location: Location | undefined,
  words: readonly string[],
  request: ReceivedRequest,
  path: string,
): string | number {
  const settings = location?.settings ?? site.settings;
  const found = words
    .slice(0, -1)
    .map((word) => expand(word, request, path))
    .find((each) => {
      const file = filePath({ settings, location, path: each.replace(/\/$/, '') });
      return (
        context.process.files.exists(file) &&
        (context.process.files.stat(file).type === 'directory') === each.endsWith('/')
      );
    });
  const last = words.at(-1) ?? '';
  return found ?? (last.startsWith('=') ? Number(last.slice(1)) : expand(last, request, path));
}

function* inside(context: RequestContext, site: Site, request: ReceivedRequest, path: string): Coroutine<HttpResponse> {
  const { server, process, sites, report } = context;
  const location = findLocation(site, path);
  const settings = location?.settings ?? site.settings;
  const back = wordsOf(settings, 'return');
  const [type = 'text/plain'] = wordsOf(settings, 'default_type');
  if (back.length > 0) return returned(back, server, (text) => expand(text, request, path), type);
  const [target] = wordsOf(settings, 'proxy_pass');
  if (target !== undefined) return yield* proxied(context, expand(target, request, path), location, request);
  if (!READS.has(request.method)) return statusAnswer(405, server);
  const attempts = wordsOf(settings, 'try_files');
  const chosen = attempts.length === 0 ? path : tried(context, site, location, attempts, request, path);
  if (typeof chosen === 'number') return statusAnswer(chosen, server);
  const host = request.headers.host ?? '';
  const { range } = request.headers;
  return serveFile({
    files: process.files,
    sites,
    site,
    location,
    settings,
    path: chosen,
    origin: `${schemeOf(request)}://${host}`,
    range,
    server,
    report,
  });
}

/** Answers one request as the configuration says. */
export function* handleRequest(context: RequestContext, request: ReceivedRequest): Coroutine<HttpResponse> {
  const { sites, server, process } = context;
  const site = findSite(sites.sites, request.localPort, request.headers.host ?? '');
  if (site === undefined) return statusAnswer(404, server);
  const path = decoded(request.target.replace(/\?.*$/s, ''));
  const response = yield* inside(context, site, request, path);
  const words = wordsOf(site.settings, 'error_page');
  const page = words.at(-1);
  if (page === undefined || !page.startsWith('/') || !words.slice(0, -1).includes(String(response.status)))
    return response;
  const own = serveFile({
    files: process.files,
    sites,
    site,
    location: undefined,
    settings: site.settings,
    path: page,
    origin: '',
    range: undefined,
    server,
    report: context.report,
  });
  return own.status === 200 ? { ...own, status: response.status } : response;
}
