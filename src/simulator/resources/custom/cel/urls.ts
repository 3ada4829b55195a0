import { CelError, CelObject, type CelFunction, type CelLibrary } from './value';

const PARTS =
  /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?)?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/;
const PATH = /^(\/[^?#]*)(?:\?([^#]*))?$/;

/** An address in the web. */
class CelUrl extends CelObject {
  readonly type = 'kubernetes.URL';
  readonly order = undefined;

  constructor(
    private readonly text: string,
    readonly scheme: string,
    /** Without port; brackets of an IPv6 address stay. */
    readonly host: string,
    readonly port: string,
    readonly path: string,
    readonly query: string,
  ) {
    super();
  }

  override toString(): string {
    return this.text;
  }
}

/** An absolute URI or an absolute path, as Go's ParseRequestURI reads it. */
function read(text: string): CelUrl | undefined {
  // eslint-disable-next-line no-control-regex -- control signs are what makes it no address
  if (/[\s\u0000-\u001f\u007f]|%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const path = PATH.exec(text);
  if (path !== null) return new CelUrl(text, '', '', '', path[1] ?? '', path[2] ?? '');
  const parts = PARTS.exec(text);
  if (parts === null) return undefined;
  const [, scheme = '', host = '', port = '', rest = '', query = ''] = parts;
  return new CelUrl(text, scheme.toLowerCase(), host, port, rest, query);
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

function queryOf(query: string): Readonly<Record<string, readonly string[]>> {
  const values: Record<string, string[]> = {};
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const [key = '', ...value] = pair.split('=');
    (values[decoded(key)] ??= []).push(decoded(value.join('=')));
  }
  return values;
}

const escaped = (path: string): string =>
  path.replace(/[^\w\-.~!$&'()*+,;=:@/%]/gu, (sign) => encodeURIComponent(sign));

const part =
  (of: (url: CelUrl) => string): CelFunction =>
  (value) =>
    value instanceof CelUrl ? of(value) : undefined;

/** Source: Kubernetes 1.36, apiserver/pkg/cel/library/urls.go. */
export const URLS: CelLibrary = {
  isURL: (text) => (typeof text === 'string' ? read(text) !== undefined : undefined),
  url: (text) => {
    if (typeof text !== 'string') return undefined;
    const url = read(text);
    if (url === undefined)
      throw new CelError(`URL parse error during conversion from string: parse "${text}": invalid URI`);
    return url;
  },
  getScheme: part(({ scheme }) => scheme),
  getHost: part(({ host, port }) => (port === '' ? host : `${host}:${port}`)),
  getHostname: part(({ host }) => host.replace(/^\[(.*)\]$/, '$1')),
  getPort: part(({ port }) => port),
  getEscapedPath: part(({ path }) => escaped(path)),
  getQuery: (url) => (url instanceof CelUrl ? queryOf(url.query) : undefined),
};
