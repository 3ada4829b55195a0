import type { ServerCertificate } from '../../../process';
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

/** Where a request goes, and with which path. */
export interface FoundRoute {
  /** Key of the clusters. */
  readonly cluster: string;
  readonly path: string;
}

/**
 * Where a route leads that rewrites paths: `$1` in its target is what the first group of its path found.
 *
 * Source: ingress-nginx 1.12, rootfs/etc/nginx/template/nginx.tmpl and its `buildLocation`, `buildProxyPass`: patterns
 * begin at the beginning, and do not tell large from small letters.
 */
function rewritten({ path: pattern, cluster, rewriteTarget = '' }: Route, path: string): FoundRoute | undefined {
  const match = new RegExp(`^${pattern}`, 'i').exec(path);
  return match === null
    ? undefined
    : { cluster, path: rewriteTarget.replace(/\$(\d)/g, (_, digit: string) => match[Number(digit)] ?? '') };
}

/** The way of a request: that of the first host that has a rule for its path, else to the fallback. */
export function findRoute({ hosts, fallback }: ProxyConfig, host: string, path: string): FoundRoute | undefined {
  for (const key of hostKeys(host)) {
    for (const route of Object.hasOwn(hosts, key) ? (hosts[key] ?? []) : []) {
      if (route.rewriteTarget === undefined) {
        if (fitsPath(path, route)) return { cluster: route.cluster, path };
      } else {
        const found = rewritten(route, path);
        if (found !== undefined) return found;
      }
    }
  }
  return fallback === undefined ? undefined : { cluster: fallback, path };
}

/** The certificate for a host; undefined without one. */
export const findCertificate = ({ certificates }: ProxyConfig, host: string): ServerCertificate | undefined => {
  const found = hostKeys(host).find((key) => Object.hasOwn(certificates, key));
  return found === undefined ? undefined : certificates[found];
};
