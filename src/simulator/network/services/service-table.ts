import type { ApiClient, EndpointSlice, Service, ServicePort } from '../../api';
import { Claims } from './claims';
import { type ServedPort, type ServiceClaim, ServiceEntry } from './service-entry';

/** Label that names the Service of a slice. Source: Kubernetes 1.36, discovery/v1 `LabelServiceName`. */
const SERVICE_NAME = 'kubernetes.io/service-name';

/** Protocols of connections, of DNS queries, and of signs of life, which have port 0. */
export type Protocol = 'TCP' | 'UDP' | 'ICMP';

const portKey = (address: string, protocol: string, port: number): string => `${protocol} ${address}:${port}`;

/** Addresses from which a load balancer answers: IPs and names. */
export function balancerAddresses({ status }: Service): string[] {
  return (status.loadBalancer.ingress ?? []).flatMap(({ ip, hostname }) => [ip ?? '', hostname ?? '']).filter(Boolean);
}

/** Addresses inside the cluster that stand for a Service; none for headless ones. */
const virtualAddresses = ({ spec }: Service): readonly string[] =>
  spec.type === 'ExternalName'
    ? []
    : (spec.clusterIPs ?? [spec.clusterIP ?? '']).filter((ip) => ip !== '' && ip !== 'None');

/** Under what a Service is found. */
function claimsOf(service: Service, portOf: (port: ServicePort) => ServedPort): ServiceClaim[] {
  const { spec, status } = service;
  const clusterIps = virtualAddresses(service);
  if (clusterIps.length === 0) return [];
  // Proxies answer for the address of a balancer themselves, unless it says that it wants to be asked.
  const shortcuts = (status.loadBalancer.ingress ?? []).flatMap(({ ip, ipMode }) =>
    ip === undefined || ipMode === 'Proxy' ? [] : [ip],
  );
  const inner = [...clusterIps, ...(spec.externalIPs ?? []), ...shortcuts];
  const outer = [...balancerAddresses(service), ...(spec.externalIPs ?? [])];
  return (spec.ports ?? []).flatMap((each): ServiceClaim[] => {
    const { protocol = 'TCP', nodePort } = each;
    const port = portOf(each);
    return [
      ...inner.map((ip): ServiceClaim => ({ table: 'virtual', key: portKey(ip, protocol, each.port), port })),
      ...outer.map((ip): ServiceClaim => ({ table: 'balancer', key: portKey(ip, protocol, each.port), port })),
      ...(nodePort === undefined
        ? []
        : [{ table: 'nodePort', key: portKey('', protocol, nodePort), port } satisfies ServiceClaim]),
    ];
  });
}

/** All Services, by the addresses and ports at which they are reached; kept by watches. */
export class ServiceTable {
  private readonly entries = new Map<string, ServiceEntry>();
  private readonly tables = {
    virtual: new Claims<ServedPort>(),
    nodePort: new Claims<ServedPort>(),
    balancer: new Claims<ServedPort>(),
  };
  private readonly listeners: ((service: Service, isGone: boolean) => void)[] = [];
  private changes = 0;

  constructor(client: ApiClient) {
    client.watch('services', ({ type, object }) => this.noteService(object, type === 'DELETED'));
    client.watch('discovery.k8s.io/endpointslices', ({ type, object, previous }) => {
      if (previous !== undefined && serviceKeyOf(previous) !== serviceKeyOf(object)) this.noteSlice(previous, true);
      this.noteSlice(object, type === 'DELETED');
    });
  }

  /** Another number after every change of a Service or a slice. */
  get version(): number {
    return this.changes;
  }

  /** The port behind a virtual address: a cluster IP, an external IP, a balancer's address that proxies answer for. */
  virtual(address: string, protocol: Protocol, port: number): ServedPort | undefined {
    return this.tables.virtual.get(portKey(address, protocol, port));
  }

  /** The port behind a port of every node. */
  nodePort(protocol: Protocol, port: number): ServedPort | undefined {
    return this.tables.nodePort.get(portKey('', protocol, port));
  }

  /** The port behind a load balancer, by its IP or name, or behind an external IP. */
  balancer(address: string, protocol: Protocol, port: number): ServedPort | undefined {
    return this.tables.balancer.get(portKey(address, protocol, port));
  }

  /** A Service by `namespace/name`. */
  find(key: string): ServiceEntry | undefined {
    const entry = this.entries.get(key);
    return entry?.service === undefined ? undefined : entry;
  }

  /** All Services, in the order in which they came; slices without a Service among them. */
  all(): IterableIterator<ServiceEntry> {
    return this.entries.values();
  }

  /** Tells `listener` of every change of a Service from now on. */
  onChange(listener: (service: Service, isGone: boolean) => void): void {
    this.listeners.push(listener);
  }

  private noteService(service: Service, isGone: boolean): void {
    this.changes += 1;
    const { namespace, name } = service.metadata;
    const entry = this.entryOf(`${namespace}/${name}`);
    for (const { table, key, port } of entry.claims) this.tables[table].release(key, port);
    entry.update(isGone ? undefined : service);
    entry.claims = isGone ? [] : claimsOf(service, (port) => entry.ports.get(port.name ?? '') as ServedPort);
    for (const { table, key, port } of entry.claims) this.tables[table].claim(key, port);
    this.forgetEmpty(entry);
    for (const listener of this.listeners) listener(service, isGone);
  }

  private noteSlice(slice: EndpointSlice, isGone: boolean): void {
    const key = serviceKeyOf(slice);
    if (key === undefined) return;
    this.changes += 1;
    const entry = this.entryOf(key);
    if (isGone) entry.slices.delete(slice.metadata.name);
    else entry.slices.set(slice.metadata.name, slice);
    entry.forgetEndpoints();
    this.forgetEmpty(entry);
  }

  /** Slices may come before their Service, and stay when it is gone. */
  private entryOf(key: string): ServiceEntry {
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = new ServiceEntry(key, undefined);
      this.entries.set(key, entry);
    }
    return entry;
  }

  private forgetEmpty(entry: ServiceEntry): void {
    if (entry.service === undefined && entry.slices.size === 0) this.entries.delete(entry.key);
  }
}

/** `namespace/name` of the Service of a slice; undefined for a slice of none. */
export function serviceKeyOf({ metadata: { namespace, labels = {} } }: EndpointSlice): string | undefined {
  const name = labels[SERVICE_NAME];
  return name === undefined || name === '' ? undefined : `${namespace}/${name}`;
}
