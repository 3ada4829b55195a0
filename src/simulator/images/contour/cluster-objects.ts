import type { FollowedObject } from '../clients/kubernetes/followed-objects';

// What Contour reads of objects of a cluster; the names are those of Kubernetes.

/** A port of a Service, by its number or its name. */
export interface BackendPort {
  readonly name?: string;
  readonly number?: number;
}

/** Where a rule leads. */
export interface IngressBackend {
  readonly service?: { readonly name: string; readonly port?: BackendPort };
}

/** How a path is compared. */
export type PathType = 'Exact' | 'Prefix' | 'ImplementationSpecific';

/** An address by which something is reached from outside. */
export interface BalancerAddress {
  readonly ip?: string;
  readonly hostname?: string;
}

/** `networking.k8s.io/v1` Ingress. */
export interface Ingress extends FollowedObject {
  readonly spec: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: IngressBackend;
    readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: {
        readonly paths: readonly {
          readonly path?: string;
          readonly pathType: PathType;
          readonly backend: IngressBackend;
        }[];
      };
    }[];
  };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly BalancerAddress[] } };
}

/** `v1` Service. */
export interface Service extends FollowedObject {
  readonly spec: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly BalancerAddress[] } };
}

/** `v1` Endpoints. */
export interface Endpoints extends FollowedObject {
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly name?: string; readonly port: number; readonly protocol?: string }[];
  }[];
}

/** `v1` Secret. */
export interface Secret extends FollowedObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** All of them as they are now. */
export interface ClusterObjects {
  readonly ingresses: readonly Ingress[];
  /** By `namespace/name`. */
  readonly service: (key: string) => Service | undefined;
  readonly endpoints: (key: string) => Endpoints | undefined;
  readonly secret: (key: string) => Secret | undefined;
}
