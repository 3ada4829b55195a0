import type { CoreEndpointPort, EndpointAddress, EndpointSubset } from '../../api';

/** An address behind a Service, and the ports it serves. */
export interface Place {
  readonly address: EndpointAddress;
  readonly ports: readonly CoreEndpointPort[];
  readonly isReady: boolean;
}

/** Most addresses in one object. Source: Kubernetes 1.36, endpoints_controller.go `maxCapacity`. */
export const ADDRESSES_MAX = 1000;

const uidOf = ({ targetRef }: EndpointAddress): string => targetRef?.uid ?? '';

function byAddress({ address: left }: Place, { address: right }: Place): number {
  if (left.ip !== right.ip) return left.ip < right.ip ? -1 : 1;
  return uidOf(left) < uidOf(right) ? -1 : uidOf(left) > uidOf(right) ? 1 : 0;
}

/**
 * The shortest form of addresses and ports: ports with the same addresses share a subset, in which the addresses are
 * sorted.
 *
 * Source: Kubernetes 1.36, pkg/api/v1/endpoints/util.go `RepackSubsets`. Not modelled: ports and subsets keep the order
 * of the Service's ports; the real ones are sorted by a checksum.
 */
export function packSubsets(places: readonly Place[]): EndpointSubset[] {
  const sorted = [...places].sort(byAddress);
  const byPort = new Map<string, { readonly port: CoreEndpointPort | undefined; readonly members: number[] }>();
  const join = (key: string, port: CoreEndpointPort | undefined, index: number): void => {
    const known = byPort.get(key);
    if (known === undefined) byPort.set(key, { port, members: [index] });
    else known.members.push(index);
  };
  sorted.forEach(({ ports }, index) => {
    if (ports.length === 0) join('', undefined, index);
    for (const port of ports) join(`${port.name ?? ''}/${port.port}/${port.protocol ?? ''}`, port, index);
  });
  const byMembers = new Map<string, { readonly ports: CoreEndpointPort[]; readonly members: readonly number[] }>();
  for (const { port, members } of byPort.values()) {
    const key = members.join(',');
    const known = byMembers.get(key) ?? { ports: [], members };
    if (port !== undefined) known.ports.push(port);
    byMembers.set(key, known);
  }
  return [...byMembers.values()].map(({ ports, members }) => {
    const inIt = members.map((index) => sorted[index] as Place);
    return subsetOf(
      inIt.filter(({ isReady }) => isReady).map(({ address }) => address),
      inIt.filter(({ isReady }) => !isReady).map(({ address }) => address),
      ports,
    );
  });
}

function subsetOf(
  addresses: readonly EndpointAddress[],
  notReadyAddresses: readonly EndpointAddress[],
  ports: readonly CoreEndpointPort[],
): EndpointSubset {
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
    ...(ports.length === 0 ? {} : { ports }),
  };
}

/**
 * Subsets with at most `ADDRESSES_MAX` addresses: ready ones come first, and each subset keeps its share. Undefined when
 * nothing has to go.
 *
 * Source: Kubernetes 1.36, pkg/controller/endpoint/endpoints_controller.go `truncateEndpoints`.
 */
export function truncateSubsets(subsets: readonly EndpointSubset[]): EndpointSubset[] | undefined {
  const sum = (field: 'addresses' | 'notReadyAddresses'): number =>
    subsets.reduce((total, subset) => total + (subset[field]?.length ?? 0), 0);
  const ready = sum('addresses');
  const notReady = sum('notReadyAddresses');
  if (ready + notReady <= ADDRESSES_MAX) return undefined;
  const isReadyCut = ready > ADDRESSES_MAX;
  const max = isReadyCut ? ADDRESSES_MAX : ADDRESSES_MAX - ready;
  const total = isReadyCut ? ready : notReady;
  let left = max;
  return subsets.map(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
    const list = isReadyCut ? addresses : notReadyAddresses;
    const kept = list.slice(0, Math.min(Math.ceil((list.length / total) * max), left));
    left -= kept.length;
    return isReadyCut ? subsetOf(kept, [], ports) : subsetOf(addresses, kept, ports);
  });
}
