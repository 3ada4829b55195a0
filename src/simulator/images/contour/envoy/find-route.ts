import { hostKeys, type ProxyConfig, type Route } from '../proxy-config';

/**
 * Whether a path of a rule fits that of a request. `Prefix` compares whole elements, so that `/a` holds `/a/b` and not
 * `/ab`; `ImplementationSpecific` compares letters, as Contour does.
 */
export function fitsPath(path: string, { path: rule, type }: Pick<Route, 'path' | 'type'>): boolean {
  if (type === 'Exact') return path === rule;
  if (type === 'ImplementationSpecific') return path.startsWith(rule);
  const prefix = rule.endsWith('/') ? rule.slice(0, -1) : rule;
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** The cluster for a request: that of the first host that has a rule for its path, else the fallback. */
export function findCluster({ hosts, fallback }: ProxyConfig, host: string, path: string): string | undefined {
  for (const key of hostKeys(host)) {
    const routes = Object.hasOwn(hosts, key) ? hosts[key] : undefined;
    const route = routes?.find((each) => fitsPath(path, each));
    if (route !== undefined) return route.cluster;
  }
  return fallback;
}

/** Whether there is a certificate for a host. */
export const isSecure = ({ secureHosts }: ProxyConfig, host: string): boolean =>
  hostKeys(host).some((key) => secureHosts.includes(key));
