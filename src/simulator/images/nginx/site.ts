import { ConfigError, type Directive } from './read-config';

/** What is done with requests below a path. */
export interface Location {
  /** `=`: this path only; `~`, `~*`: an expression; `^~`: no expression after it; empty: a prefix. */
  readonly modifier: string;
  readonly path: string;
  readonly settings: Settings;
}

/** Directives that count at a place, with those of the blocks around it. */
export type Settings = ReadonlyMap<string, Directive>;

/** One `server` block. */
export interface Site {
  readonly ports: readonly number[];
  /** Those of its ports that want TLS. */
  readonly securePorts: readonly number[];
  /** Where it stands: `/etc/nginx/conf.d/default.conf:1`. */
  readonly place: string;
  readonly names: readonly string[];
  readonly settings: Settings;
  readonly locations: readonly Location[];
}

/** All that a configuration says. */
export interface Sites {
  readonly main: Settings;
  readonly http: Settings;
  readonly sites: readonly Site[];
  /** Content types by the ends of names. */
  readonly types: ReadonlyMap<string, string>;
}

/** Directives that are understood, or at least accepted. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'user worker_processes error_log pid daemon events http worker_connections use multi_accept include default_type ' +
    'log_format access_log sendfile tcp_nopush tcp_nodelay keepalive_timeout keepalive_requests gzip gzip_types server ' +
    'listen server_name root alias index location return error_page autoindex try_files proxy_pass proxy_set_header ' +
    'proxy_http_version proxy_read_timeout proxy_connect_timeout proxy_buffering add_header expires types charset ' +
    'client_max_body_size server_tokens upstream resolver worker_rlimit_nofile types_hash_max_size ssl_protocols ' +
    'ssl_certificate ssl_certificate_key ssl_ciphers ssl_prefer_server_ciphers ssl_session_cache ssl_session_timeout ' +
    'ssl_session_tickets load_module map set if rewrite stub_status deny allow gzip_vary internal master_process'
  ).split(' '),
);

const settingsOf = (outer: Settings, directives: readonly Directive[]): Settings =>
  new Map([
    ...outer,
    ...directives.filter(({ block }) => block === undefined).map((each) => [each.name, each] as const),
  ]);

function check(directives: readonly Directive[]): void {
  for (const { name, block, file, line } of directives) {
    if (!KNOWN.has(name)) throw new ConfigError(`unknown directive "${name}" in ${file}:${line}`);
    if (block !== undefined && name !== 'types' && name !== 'map' && name !== 'upstream') check(block);
  }
}

function portOf({ args, file, line }: Directive): number | undefined {
  const [address = ''] = args;
  if (address.startsWith('[')) return undefined; // The same port of IPv6.
  const port = /(?:^|:)(\d+)$/.exec(address)?.[1];
  if (port === undefined && /^\d/.test(address) === false && address !== '*')
    throw new ConfigError(`host not found in "${address}" of the "listen" directive in ${file}:${line}`);
  return Number(port ?? 80);
}

function siteOf(http: Settings, { block = [], file, line }: Directive): Site {
  const settings = settingsOf(http, block);
  const listens = block.filter(({ name }) => name === 'listen');
  const portsOf = (directives: readonly Directive[]): number[] => directives.flatMap((each) => portOf(each) ?? []);
  const ports = portsOf(listens);
  const locations = block
    .filter(({ name }) => name === 'location')
    .map(({ args, block: inner = [] }) => {
      const [first = '/', second] = args;
      const [modifier, path] = second === undefined ? ['', first] : [first, second];
      return { modifier, path, settings: settingsOf(settings, inner) };
    });
  const names = block.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args);
  return {
    ports: ports.length === 0 ? [80] : ports,
    securePorts: portsOf(listens.filter(({ args }) => args.includes('ssl'))),
    place: `${file}:${line}`,
    names,
    settings,
    locations,
  };
}

/** What the directives of a configuration say. Throws ConfigError. */
export function sitesOf(directives: readonly Directive[]): Sites {
  check(directives);
  if (!directives.some(({ name }) => name === 'events')) throw new ConfigError('no "events" section in configuration');
  const main = settingsOf(new Map(), directives);
  const inHttp = directives.filter(({ name }) => name === 'http').flatMap(({ block = [] }) => block);
  const http = settingsOf(new Map(), inHttp);
  const types = inHttp.filter(({ name }) => name === 'types').flatMap(({ block = [] }) => block);
  return {
    main,
    http,
    sites: inHttp.filter(({ name }) => name === 'server').map((each) => siteOf(http, each)),
    types: new Map(types.flatMap(({ name, args }) => args.map((end) => [end, name] as const))),
  };
}

/** The words behind a directive. */
export const wordsOf = (settings: Settings, name: string): readonly string[] => settings.get(name)?.args ?? [];

/** The site that answers for a host at a port: the one of that name, or the first. */
export function findSite(sites: readonly Site[], port: number, host: string): Site | undefined {
  const there = sites.filter(({ ports }) => ports.includes(port));
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return there.find(({ names }) => names.includes(name)) ?? there[0];
}

/** The location that counts for a path. Source: nginx documentation of `location`. */
export function findLocation(site: Site, path: string): Location | undefined {
  const exact = site.locations.find((each) => each.modifier === '=' && each.path === path);
  if (exact !== undefined) return exact;
  const prefixes = site.locations.filter(
    ({ modifier, path: prefix }) => (modifier === '' || modifier === '^~') && path.startsWith(prefix),
  );
  const longest = [...prefixes].sort((a, b) => b.path.length - a.path.length)[0];
  if (longest?.modifier === '^~') return longest;
  const matching = site.locations.find(
    ({ modifier, path: source }) =>
      modifier.startsWith('~') && new RegExp(source, modifier === '~*' ? 'i' : '').test(path),
  );
  return matching ?? longest;
}
