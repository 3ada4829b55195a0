import type { ServerCertificate } from '../../process';
import type { PathType } from './cluster-objects';

/** An address that takes requests. */
export interface Upstream {
  readonly address: string;
  readonly port: number;
}

/** Where requests with a path go. */
export interface Route {
  readonly path: string;
  readonly type: PathType;
  /** Key of `clusters`. */
  readonly cluster: string;
  /** What the path of a request becomes. @default - it stays; with one, the path of the rule is a regular expression */
  readonly rewriteTarget?: string;
}

/** All that the control plane tells a proxy; it is sent as a line of JSON. */
export interface ProxyConfig {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Routes by host, those that come first in front; '' is every host, `*.example.com` one label and the rest. */
  readonly hosts: Readonly<Record<string, readonly Route[]>>;
  /** Cluster for what no rule fits. @default - nobody answers it */
  readonly fallback?: string;
  /** Certificates by host. */
  readonly certificates: Readonly<Record<string, ServerCertificate>>;
  /** Ready endpoints by the name of their Service and its port: `default/alpaca:8080`. */
  readonly clusters: Readonly<Record<string, readonly Upstream[]>>;
}

/** Path at which a control plane serves it. */
export const CONFIG_PATH = '/v1/config';

/** Names under which a host may be found, the most specific first. */
export function hostKeys(host: string): readonly string[] {
  const dot = host.indexOf('.');
  return [host, ...(dot < 0 ? [] : [`*${host.slice(dot)}`]), ''];
}
