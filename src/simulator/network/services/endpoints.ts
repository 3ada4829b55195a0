import type { EndpointSlice, ServicePort } from '../../api';

/** An endpoint of one port of a Service. */
export interface ServiceEndpoint {
  readonly address: string;
  readonly port: number;
  readonly node: string | undefined;
  readonly isReady: boolean;
  readonly isServing: boolean;
  readonly isTerminating: boolean;
  /** Nodes and zones that are meant to use it. */
  readonly nodeHints: readonly string[];
  readonly zoneHints: readonly string[];
}

/** Where a node stands that chooses an endpoint. */
export interface Viewpoint {
  readonly node: string;
  /** @default - '' for a node without one */
  readonly zone: string;
}

/** The endpoints that may be chosen. */
export interface EndpointChoice {
  readonly endpoints: readonly ServiceEndpoint[];
  /** Whether there are some anywhere in the cluster: where not, connections are refused instead of dropped. */
  readonly hasAny: boolean;
}

/** Endpoints of a port of a Service in its slices, by name and protocol of the port. Not modelled: IPv6. */
export function endpointsOf(
  slices: Iterable<EndpointSlice>,
  { name = '', protocol = 'TCP' }: ServicePort,
): ServiceEndpoint[] {
  const found = new Map<string, ServiceEndpoint>();
  for (const { addressType, ports, endpoints } of slices) {
    if (addressType !== 'IPv4') continue;
    // Both may be null in stored slices.
    const port = (ports ?? []).find(
      (each) => (each.name ?? '') === name && (each.protocol ?? 'TCP') === protocol,
    )?.port;
    if (port === undefined) continue;
    for (const { addresses, conditions, nodeName, hints } of endpoints ?? []) {
      const address = addresses[0];
      if (address === undefined) continue;
      const isReady = conditions.ready ?? true;
      const endpoint: ServiceEndpoint = {
        address,
        port,
        node: nodeName,
        isReady,
        isServing: conditions.serving ?? isReady,
        isTerminating: conditions.terminating ?? false,
        nodeHints: (hints?.forNodes ?? []).map((each) => each.name),
        zoneHints: (hints?.forZones ?? []).map((each) => each.name),
      };
      const key = `${address}:${port}`;
      // While a Pod moves between slices it may be in two: the ready one counts.
      if (found.get(key)?.isReady !== true) found.set(key, endpoint);
    }
  }
  return [...found.values()];
}

const isLastResort = ({ isServing, isTerminating }: ServiceEndpoint): boolean => isServing && isTerminating;

/** Those near to a node, where every ready endpoint says for whom it is meant and some are meant for it. */
function nearest(ready: readonly ServiceEndpoint[], { node, zone }: Viewpoint): readonly ServiceEndpoint[] {
  const byNode = ready.filter(({ nodeHints }) => nodeHints.includes(node));
  if (byNode.length > 0 && ready.every(({ nodeHints }) => nodeHints.length > 0)) return byNode;
  const byZone = ready.filter(({ zoneHints }) => zoneHints.includes(zone));
  if (byZone.length > 0 && ready.every(({ zoneHints }) => zoneHints.length > 0)) return byZone;
  return ready;
}

/**
 * Decides which endpoints a node may choose: ready ones, and where there are none those that end but still serve. With
 * the policy Local only those of the node itself.
 *
 * Source: Kubernetes 1.36, pkg/proxy/topology.go `CategorizeEndpoints`, `topologyModeFromHints`.
 */
export function chooseEndpoints(
  endpoints: readonly ServiceEndpoint[],
  policy: 'Cluster' | 'Local',
  viewpoint: Viewpoint,
): EndpointChoice {
  const ready = endpoints.filter(({ isReady }) => isReady);
  const usable = ready.length > 0 ? ready : endpoints.filter(isLastResort);
  const hasAny = usable.length > 0;
  if (policy === 'Cluster') return { endpoints: ready.length > 0 ? nearest(ready, viewpoint) : usable, hasAny };
  const local = endpoints.filter(({ node }) => node === viewpoint.node);
  const localReady = local.filter(({ isReady }) => isReady);
  return { endpoints: localReady.length > 0 ? localReady : local.filter(isLastResort), hasAny };
}
