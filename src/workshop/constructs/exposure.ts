import type { Construct, IConstruct } from 'constructs';
import { ArgumentError, requireLabelName, requireObjectName, requireOneOf, requirePattern } from './argument';
import { Block, type ObjectProps, prefixed } from './block';
import { k8s } from './k8s';
import type { Service } from './service';

/** Reaches a Service from outside the cluster by host and path. */
export interface IngressExposure {
  /** Host name. @default - every host */
  readonly host?: string;
  /** Path, starting with '/'. @default '/' */
  readonly path?: string;
  /** How the path is compared. @default Prefix */
  readonly pathType?: 'Prefix' | 'Exact' | 'ImplementationSpecific';
  /** Name of the Secret with certificate and key for the host. @default - plain HTTP */
  readonly tlsSecret?: string;
  /** Name of the IngressClass. @default - the cluster's default class, left out of the manifest */
  readonly className?: string;
}

/**
 * How a service is reached from outside: not at all, on a port of every node, at an address of the cloud, or
 * through an ingress.
 */
export type Exposure =
  | { readonly type: 'none' }
  | {
      readonly type: 'node-port';
      /** 30000 to 32767. @default - Kubernetes picks one */
      readonly nodePort?: number;
    }
  | { readonly type: 'load-balancer' }
  | {
      /** As the environment chooses. */
      readonly type: 'as-chosen';
      /** Type of the Service. */
      readonly serviceType: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
      /** 30000 to 32767; only with NodePort or LoadBalancer. @default - Kubernetes picks one */
      readonly nodePort?: number;
    }
  | ({ readonly type: 'ingress' } & IngressExposure);

/** One target of an `IngressRoutes`. */
export interface IngressTarget {
  /** Name of the Service, or the Service. */
  readonly service: string | Service;
  /** Port number or name. @default - the Service's first port; required with a name */
  readonly port?: number | string;
}

/** One host and path of an `IngressRoutes` and where it leads. */
export interface IngressRoute extends IngressTarget, Pick<IngressExposure, 'host' | 'path' | 'pathType'> {}

/** Props of `IngressRoutes`. */
export interface IngressRoutesProps extends ObjectProps {
  /** Hosts and paths, in order; those of one host are kept together. @default - none: then `fallback` is required */
  readonly routes?: readonly IngressRoute[];
  /** Where everything else leads. @default - the ingress controller's own answer */
  readonly fallback?: IngressTarget;
  /** Certificates: Secret names and the hosts they are for. @default - plain HTTP */
  readonly tls?: Readonly<Record<string, readonly string[]>>;
  /** Name of the IngressClass. @default - the cluster's default class, left out of the manifest */
  readonly className?: string;
}

function toBackend(scope: IConstruct, target: IngressTarget): k8s.IngressBackend {
  const port = target.port ?? (typeof target.service === 'string' ? undefined : target.service.port);
  if (port === undefined) {
    throw new ArgumentError(scope, 'port', 'is required when the Service is given by name', target.service);
  }
  const name = typeof target.service === 'string' ? target.service : target.service.name;
  return { service: { name, port: typeof port === 'string' ? { name: port } : { number: port } } };
}

const HOST = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** An Ingress: leads HTTP requests to Services by host and path. It needs an ingress controller in the cluster. */
export class IngressRoutes extends Block {
  /** Name of the Ingress. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: IngressRoutesProps) {
    super(scope, id);
    this.name = prefixed(this, props.name ?? id);
    requireObjectName(this, 'name', this.name);
    const routes = props.routes ?? [];
    if (routes.length === 0 && props.fallback === undefined) {
      throw new ArgumentError(this, 'routes', "must name at least one, or 'fallback' be given", routes);
    }
    const byHost = new Map<string | undefined, IngressRoute[]>();
    for (const route of routes) {
      requirePattern(this, 'routes.host', route.host, HOST, 'must be a host name in lower case, without port');
      requirePattern(this, 'routes.path', route.path, /^\//, "must start with '/'");
      requireOneOf(this, 'routes.pathType', route.pathType, ['Prefix', 'Exact', 'ImplementationSpecific']);
      byHost.set(route.host, [...(byHost.get(route.host) ?? []), route]);
    }
    new k8s.KubeIngress(this, 'Resource', {
      metadata: { name: this.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations },
      spec: {
        ingressClassName: props.className,
        defaultBackend: props.fallback === undefined ? undefined : toBackend(this, props.fallback),
        tls:
          props.tls === undefined
            ? undefined
            : Object.entries(props.tls).map(([secretName, hosts]) => {
                requireObjectName(this, 'tls', secretName);
                return { secretName, hosts: [...hosts] };
              }),
        rules:
          byHost.size === 0
            ? undefined
            : [...byHost].map(([host, group]) => ({
                host,
                http: {
                  paths: group.map((route) => ({
                    path: route.path ?? '/',
                    pathType: route.pathType ?? 'Prefix',
                    backend: toBackend(this, route),
                  })),
                },
              })),
      },
    });
  }
}

/** The Service type and node port that `exposure` asks for. */
export function toServiceAccess(exposure: Exposure): {
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  readonly nodePort?: number;
} {
  switch (exposure.type) {
    case 'none':
    case 'ingress':
      return {};
    case 'node-port':
      return { type: 'NodePort', nodePort: exposure.nodePort };
    case 'load-balancer':
      return { type: 'LoadBalancer' };
    case 'as-chosen':
      return { type: exposure.serviceType, nodePort: exposure.nodePort };
  }
}

/** Makes the Ingress that `exposure` asks for, if it does. */
export function exposeThroughIngress(scope: Construct, name: string, service: Service, exposure: Exposure): void {
  if (exposure.type !== 'ingress') return;
  requireLabelName(scope, 'name', name);
  const { host, tlsSecret } = exposure;
  if (tlsSecret !== undefined && host === undefined) {
    throw new ArgumentError(scope, 'exposure.host', "is required with 'tlsSecret'", exposure);
  }
  new IngressRoutes(scope, 'Ingress', {
    name,
    className: exposure.className,
    tls: tlsSecret === undefined ? undefined : { [tlsSecret]: [host as string] },
    routes: [{ host, path: exposure.path, pathType: exposure.pathType, service }],
  });
}
