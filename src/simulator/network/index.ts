/** The network of a cluster: Pods, Services, DNS, policies, faults. */
export { apiServerHandler } from './api-server/handler';
export type { ServerAnswer, ServerFunction, ServerRequest, ServerStream } from './api-server/server-function';
export {
  type ClosableStack,
  type ClusterNetwork,
  type ClusterNetworkOptions,
  createClusterNetwork,
  type OutsideHost,
  type PodNetworkOptions,
} from './cluster-network';
export { podHostname } from './dns/hosts-file';
export { type DnsSettings, nameserversOf } from './dns/resolv-conf';
export { type Fault, type FaultRule, Faults, type FaultSide } from './faults';
export type { PublicEndpoint, PublicListener } from './public-endpoints';
export type { HostPort } from './routing/host-ports';
