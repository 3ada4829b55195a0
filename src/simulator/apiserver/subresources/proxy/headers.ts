type Headers = Readonly<Record<string, string>>;

/** Headers that mean one connection only. Source: Go 1.25, net/http/httputil/reverseproxy.go `hopHeaders`. */
const HOP_BY_HOP = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Leaves out what means this connection alone. */
export function withoutHops(headers: Headers): Record<string, string> {
  const named = (headers['connection'] ?? '').toLowerCase().split(',');
  const left = new Set([...HOP_BY_HOP, ...named.map((each) => each.trim())]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !left.has(name.toLowerCase())));
}

/** Origins that a backend allows mean itself and not the API server. Source: apimachinery/pkg/util/proxy `removeCORSHeaders`. */
const isOriginRule = (name: string): boolean => name.toLowerCase().startsWith('access-control-allow-');

/** Headers of an answer as they go on to the client. */
export const answerHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(Object.entries(withoutHops(headers)).filter(([name]) => !isOriginRule(name)));

/** What the API server keeps for itself: who sends the request is not told to the backend. */
const OWN = new Set(['authorization', 'impersonate-user', 'impersonate-group', 'impersonate-uid']);

/** Headers of a request as they go on to a backend; `uri` is the path that the client sees. */
export function requestHeaders(headers: Headers, uri: string, isUpgrade: boolean): Record<string, string> {
  const kept = Object.entries(withoutHops(headers)).filter(([name]) => !OWN.has(name));
  return {
    ...Object.fromEntries(kept),
    'x-forwarded-for': [headers['x-forwarded-for'], '127.0.0.1'].filter((each) => each !== undefined).join(', '),
    'x-forwarded-uri': uri,
    ...(isUpgrade ? { connection: 'Upgrade', upgrade: headers['upgrade'] ?? '' } : {}),
  };
}
