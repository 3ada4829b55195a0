import type { NodeShape } from '../nodes';
import type { SeedObject } from '../seed-object';

/** How a Service of type LoadBalancer gets its address from outside the cluster. */
export type LoadBalancerPlan = {
  /** Virtual milliseconds until the provider has made it. */
  readonly delayMs: number;
} & (
  | {
      readonly kind: 'hostname';
      /** The name of the balancer of the Service with this UID. */
      readonly hostnameOf: (uid: string) => string;
    }
  | {
      readonly kind: 'ip';
      /** The first address, given to whoever asks first; the next ones follow. IPv4. */
      readonly first: string;
      /** Number of addresses. */
      readonly count: number;
    }
);

/** A kind of cluster: what the workshops presuppose of it, as data. */
export interface ClusterProfile {
  /** Name as in `--profile`. */
  readonly name: string;
  /** What it is, in a few words for the help. */
  readonly summary: string;
  /** Number of nodes when nobody asks for another. */
  readonly nodes: number;
  /** Most nodes that its address ranges hold. */
  readonly nodesMax: number;
  /** The node at a place, from 0 to `nodesMax` - 1: the same for the same place, however many there are. */
  readonly node: (index: number) => NodeShape;
  /** Range of Service addresses; the first one is the API server's, the tenth that of DNS. */
  readonly serviceCidr: string;
  /** How LoadBalancer Services get addresses. @default - not at all: they stay pending */
  readonly loadBalancer?: LoadBalancerPlan;
  /**
   * Whether the API server reaches webhooks at an endpoint of their Service (`--enable-aggregator-routing`) and not at
   * the Service's address: it then says itself that there is none. @default false
   */
  readonly routesToEndpoints?: boolean;
  /**
   * Whether a container over its memory limit loses its largest process only: so did all nodes before cgroups v2, and so
   * do those whose kubelet has this field. @default false
   */
  readonly singleProcessOOMKill?: boolean;
  /** Folders that file servers beside the cluster share. @default - there is no file server */
  readonly nfsExports?: readonly { readonly server: string; readonly path: string }[];
  /** Provisioners that really make volumes: CSI drivers by name, which stand in for their in-tree forerunners too. */
  readonly provisioners: readonly string[];
  /**
   * What runs in it from the beginning, and its classes: to be made through the API server, in this order, after
   * namespaces and nodes. `dnsAddress` is the tenth address of the range of Services.
   */
  readonly addOns: (dnsAddress: string) => readonly SeedObject[];
}
