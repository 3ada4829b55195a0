import { flagValue } from '../system/flags';
import type { ConfigSettings } from './make-config';

/** What `contour serve` is told. */
export interface ServeSettings extends ConfigSettings {
  /** Port at which proxies ask for their configuration. */
  readonly xdsPort: number;
  /** Port of health and readiness. */
  readonly healthPort: number;
  /** Service in front of the proxies, as `namespace/name`: Ingresses get its address. */
  readonly envoyService: string;
}

/** Port at which proxies ask that are told no other. */
export const XDS_PORT = 8001;

/** Reads the flags of `contour serve`. Source: Contour 1.33, cmd/contour/serve.go; flags that are not listed are ignored. */
export function serveSettings(argv: readonly string[], namespace: string): ServeSettings {
  const port = (name: string, fallback: number): number => Number(flagValue(argv, name) ?? fallback);
  const service = flagValue(argv, '--envoy-service-name') ?? 'envoy';
  return {
    xdsPort: port('--xds-port', XDS_PORT),
    healthPort: port('--health-port', 8000),
    httpPort: port('--envoy-service-http-port', 8080),
    httpsPort: port('--envoy-service-https-port', 8443),
    classes: flagValue(argv, '--ingress-class-name')?.split(',') ?? [],
    envoyService: `${flagValue(argv, '--envoy-service-namespace') ?? namespace}/${service}`,
  };
}
