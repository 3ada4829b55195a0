import type { Endpoint, EndpointHints, EndpointPort, Node, Pod, Service } from '../../api';
import { isPodReady, isPodTerminating } from '../../client';
import { addressesOf, findTargetPort, hostnameOf } from '../endpoints/endpoint-pods';

const ZONE = 'topology.kubernetes.io/zone';

/** Values of `trafficDistribution` that ask for near endpoints. Source: endpointslice/trafficdist/trafficdist.go. */
const NEAR: readonly string[] = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

/**
 * What a Service shows of a Pod; undefined when the Pod has no address of the type.
 *
 * Source: Kubernetes 1.36, endpointslice/utils.go `podToEndpoint`, trafficdist/trafficdist.go `preferCloseHeuristic`.
 * Not modelled: hints by the annotation `service.kubernetes.io/topology-mode`.
 */
export function endpointOf(
  pod: Pod,
  node: Node | undefined,
  service: Service,
  addressType: string,
): Endpoint | undefined {
  const addresses = addressesOf(pod, addressType);
  if (addresses.length === 0) return undefined;
  const { name, namespace, uid } = pod.metadata;
  const { nodeName } = pod.spec;
  const serving = isPodReady(pod);
  const terminating = isPodTerminating(pod);
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const hostname = hostnameOf(pod, service);
  const zone = node?.metadata.labels?.[ZONE];
  const hints = ready ? hintsOf(service, zone, nodeName) : undefined;
  return {
    addresses,
    conditions: { ready, serving, terminating },
    ...(hostname === undefined ? {} : { hostname }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName === undefined || nodeName === '' ? {} : { nodeName }),
    ...(zone === undefined || zone === '' ? {} : { zone }),
    ...(hints === undefined ? {} : { hints }),
  };
}

function hintsOf({ spec }: Service, zone: string | undefined, node: string | undefined): EndpointHints | undefined {
  const { trafficDistribution = '' } = spec;
  if (!NEAR.includes(trafficDistribution)) return undefined;
  const hints: EndpointHints = {
    ...(zone === undefined || zone === '' ? {} : { forZones: [{ name: zone }] }),
    ...(trafficDistribution === 'PreferSameNode' && node !== undefined ? { forNodes: [{ name: node }] } : {}),
  };
  return Object.keys(hints).length === 0 ? undefined : hints;
}

/**
 * Ports of a Pod behind the ports of a Service; those that the Pod does not have are left out.
 *
 * Source: Kubernetes 1.36, endpointslice/utils.go `getEndpointPorts`.
 */
export function portsOf(service: Service, pod: Pod): EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = findTargetPort(pod, port);
    if (number === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = port;
    return [{ name, port: number, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

/** Text that is equal for equal sets of ports. */
export const portsKey = (ports: readonly EndpointPort[] | null | undefined): string =>
  (ports ?? [])
    .map(({ name = '', port = 0, protocol = '', appProtocol = '' }) => `${name}/${port}/${protocol}/${appProtocol}`)
    .sort()
    .join(' ');

/** Text that is equal for endpoints that replace each other in place. Source: util/endpointset.go `hashEndpoint`. */
export const endpointKey = ({ addresses, hostname = '', targetRef }: Endpoint): string =>
  [...addresses, hostname, targetRef?.namespace ?? '', targetRef?.name ?? ''].join(' ');
