import type { ApiRequest } from '../../request';

/** A path behind a proxy. */
export interface ProxiedPath {
  /** Path of the request up to the proxy, without slash at its end: what links have to begin with. */
  readonly prefix: string;
  /** The rest, still percent-encoded: '' or beginning with a slash. */
  readonly rest: string;
}

const PROXY = /^(.*?\/(?:pods|services|nodes)\/[^/]+\/proxy)(\/.*)?$/;

/** Cuts the path of a request where the proxy ends. */
export function proxiedPath(path: string): ProxiedPath {
  const [, prefix = path, rest = ''] = PROXY.exec(path) ?? [];
  return { prefix, rest };
}

/** The query of a request, as text with its question mark; '' when there is none. */
export function queryText({ query }: ApiRequest): string {
  const pairs = [...query].flatMap(([name, values]) =>
    values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
