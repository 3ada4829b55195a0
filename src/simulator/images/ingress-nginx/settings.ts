import type { PlaneSettings } from '../contour/control-plane';
import { flagValue } from '../system/flags';

/** Class that it serves unless it is told another. */
const DEFAULT_CLASS = 'nginx';

/** Annotation that says what the path of a request becomes. */
const REWRITE_TARGET = 'nginx.ingress.kubernetes.io/rewrite-target';

const port = (argv: readonly string[], name: string, fallback: number): number =>
  Number(flagValue(argv, name) ?? fallback);

/** What `/nginx-ingress-controller` is told. */
export interface ControllerSettings extends PlaneSettings {
  /** Port of health and readiness. */
  readonly healthPort: number;
}

/**
 * Reads the flags of the controller; `namespace` is its own. Flags that are not listed are ignored.
 *
 * Source: ingress-nginx 1.12, pkg/flags/flags.go. Simplified: a class is known by its name, whatever its IngressClass says,
 * and the Service in front is `ingress-nginx-controller` where none is published.
 */
export function controllerSettings(argv: readonly string[], namespace: string): ControllerSettings {
  const watchesAll = flagValue(argv, '--watch-ingress-without-class') === 'true';
  const service = flagValue(argv, '--publish-service') ?? 'ingress-nginx-controller';
  return {
    httpPort: port(argv, '--http-port', 80),
    httpsPort: port(argv, '--https-port', 443),
    healthPort: port(argv, '--healthz-port', 10254),
    classes: [flagValue(argv, '--ingress-class') ?? DEFAULT_CLASS, ...(watchesAll ? [''] : [])],
    envoyService: service.includes('/') ? service : `${namespace}/${service}`,
    rewriteAnnotation: REWRITE_TARGET,
  };
}
