/** Environment variables, of which those about proxies count. */
type Variables = Readonly<Record<string, string | undefined>>;

const variableOf = (env: Variables, name: string): string => env[name] ?? env[name.toLowerCase()] ?? '';

/** Whether `host` is, or is below, one of the names of NO_PROXY. Ranges of addresses are not looked at. */
function isExcluded(host: string, list: string): boolean {
  return list
    .split(',')
    .map((part) =>
      part
        .trim()
        .replace(/^\*?\./, '')
        .replace(/:\d+$/, ''),
    )
    .some((part) => part === '*' || (part !== '' && (host === part || host.endsWith(`.${part}`))));
}

/**
 * The proxy that HTTPS_PROXY and HTTP_PROXY name for a server, unless NO_PROXY names the server or it is this machine.
 * Source: Go, golang.org/x/net/http/httpproxy, which kubectl asks.
 */
export function proxyFor(server: string, env: Variables): string | undefined {
  const { protocol, hostname } = new URL(server);
  const proxy = variableOf(env, protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY');
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  if (proxy === '' || isHere || isExcluded(hostname, variableOf(env, 'NO_PROXY'))) return undefined;
  return /^[a-z0-9]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}
