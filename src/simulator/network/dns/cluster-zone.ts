import type { ApiClient, Endpoint, EndpointSlice, Service } from '../../api';
import { remembering } from '../../engine';
import type { DnsRecord, DnsType } from '../../process';
import { addressNumber } from '../addresses';
import type { ServiceEntry } from '../services/service-entry';
import type { ServiceTable } from '../services/service-table';
import { endpointName } from './endpoint-name';
import { absolute, type ClusterName, parseClusterName, reverseAddress } from './names';
import type { ReverseIndex } from './reverse-index';

/** Seconds that resolvers may keep a record. Source: kubeadm's Corefile, `ttl 30`. */
export const CLUSTER_TTL = 30;

/** What a zone knows of a name: its records, none for a name that has only others, undefined for no such name. */
export type Lookup = readonly DnsRecord[] | undefined;

/** One target of a name: an address and perhaps a port. */
interface Target {
  /** Name under which the address is known. */
  readonly name: string;
  readonly address: string;
  readonly port: number | undefined;
}

/** What the zone is about. */
export interface ZoneParts {
  readonly client: ApiClient;
  readonly services: ServiceTable;
  readonly reverse: ReverseIndex;
  /** `cluster.local`. */
  readonly domain: string;
  /** Address of the DNS server. */
  readonly dnsAddress: string;
}

type ServiceName = ClusterName & { readonly type: 'service' };

/** Names of Services that are remembered. */
const KNOWN_MAX = 1000;

/** Parsing a name takes longer than all the rest of an answer that is known. */
const clusterName = remembering(parseClusterName);

const isReady = ({ conditions }: Endpoint): boolean => conditions.ready ?? true;

/**
 * The zone of a cluster: what DNS knows of its Services and Pods, worked out when somebody asks.
 *
 * Source: CoreDNS 1.13, plugin/kubernetes `Services`, `findServices`, `findPods`, `Reverse`, with `pods insecure`; the
 * specification of Kubernetes DNS 1.1.0. Not modelled: IPv6, zone transfers.
 */
export class ClusterZone {
  /** What was asked of Services before, as of `version` of them. */
  private readonly known = new Map<string, Map<DnsType, Lookup>>();
  private version = -1;

  constructor(private readonly parts: ZoneParts) {}

  /** Records of a type for a name below the zone; `relative` is what is before the zone. */
  lookup(relative: string, type: DnsType): Lookup {
    const parsed = clusterName(relative);
    if (parsed?.type === 'service')
      return this.hasNamespace(parsed.namespace) ? this.service(relative, parsed, type) : undefined;
    const { domain } = this.parts;
    const name = relative === '' ? domain : `${relative}.${domain}`;
    if (relative === 'dns-version') return type === 'TXT' ? [record(name, 'TXT', '"1.1.0"', 28_800)] : [];
    if (relative === 'ns.dns') return type === 'A' ? [record(name, 'A', this.parts.dnsAddress)] : [];
    if (relative === '' && type === 'NS') return [record(name, 'NS', absolute(`ns.dns.${domain}`))];
    if (relative === '' && type === 'SOA') return [this.authority()];
    if (parsed === undefined || !this.hasNamespace(parsed.namespace)) return undefined;
    return parsed.type === 'container' ? [] : podRecords(name, parsed.pod, type);
  }

  /** The names of an address that is written backwards; undefined for one that the cluster does not have. */
  reverse(name: string, type: DnsType): Lookup {
    const address = reverseAddress(name);
    const names = address === undefined ? [] : this.parts.reverse.namesOf(address);
    if (names.length === 0) return undefined;
    return type === 'PTR' ? names.map((each) => record(name, 'PTR', absolute(`${each}.svc.${this.parts.domain}`))) : [];
  }

  /** The record that says who is in charge; answers without records carry it. */
  authority(): DnsRecord {
    const { domain, client } = this.parts;
    const data = `ns.dns.${domain}. hostmaster.${domain}. ${client.revision} 7200 1800 86400 ${CLUSTER_TTL}`;
    return record(domain, 'SOA', data);
  }

  private hasNamespace(namespace: string | undefined): boolean {
    return namespace === undefined || this.parts.client.get('namespaces', '', namespace) !== undefined;
  }

  /** Records of a Service or an endpoint: worked out once for every change of Services. */
  private service(relative: string, asked: ServiceName, type: DnsType): Lookup {
    const { known } = this;
    const { version } = this.parts.services;
    if (this.version !== version || known.size > KNOWN_MAX) {
      this.version = version;
      known.clear();
    }
    const answers = known.get(relative) ?? new Map<DnsType, Lookup>();
    if (answers.has(type)) return answers.get(type);
    const found = this.serviceRecords(`${relative}.${this.parts.domain}`, asked, type);
    known.set(relative, answers.set(type, found));
    return found;
  }

  private serviceRecords(name: string, asked: ServiceName, type: DnsType): Lookup {
    const entry = this.parts.services.find(`${asked.namespace}/${asked.service}`);
    const service = entry?.service;
    if (entry === undefined || service === undefined) return undefined;
    if (service.spec.type === 'ExternalName') {
      if (asked.endpoint !== undefined) return undefined;
      const target = service.spec.externalName ?? '';
      // A name of four numbers is no name; there is nothing for it.
      if (addressNumber(target) !== undefined) return undefined;
      return type === 'SRV' ? [] : [record(name, 'CNAME', absolute(target))];
    }
    const own = `${asked.service}.${asked.namespace}.svc.${this.parts.domain}`;
    const isHeadless = service.spec.clusterIP === 'None';
    const targets =
      isHeadless || asked.endpoint !== undefined
        ? endpointTargets(entry, own, asked)
        : virtualTargets(service, own, asked);
    if (targets.length === 0) return undefined;
    if (type === 'A') return unique(targets.map(({ address }) => record(name, 'A', address)));
    if (type !== 'SRV') return [];
    const ported = targets.filter(({ port }) => port !== undefined);
    const weight = Math.max(1, Math.floor(100 / Math.max(1, ported.length)));
    return unique(
      ported.map((target) => record(name, 'SRV', `0 ${weight} ${target.port ?? 0} ${absolute(target.name)}`)),
    );
  }
}

const record = (name: string, type: DnsType, data: string, ttl = CLUSTER_TTL): DnsRecord => ({
  name: absolute(name),
  type,
  ttl,
  data,
});

const unique = (records: readonly DnsRecord[]): DnsRecord[] => [
  ...new Map(records.map((each) => [each.data, each])).values(),
];

interface AskedPort {
  readonly endpoint: string | undefined;
  readonly port: string | undefined;
  readonly protocol: string | undefined;
}

const isAsked = (asked: AskedPort, name = '', protocol = 'TCP'): boolean =>
  (asked.port === undefined || asked.port === name.toLowerCase()) &&
  (asked.protocol === undefined || asked.protocol === protocol.toLowerCase());

function virtualTargets({ spec }: Service, own: string, asked: AskedPort): Target[] {
  const addresses = (spec.clusterIPs ?? [spec.clusterIP ?? '']).filter((each) => addressNumber(each) !== undefined);
  return (spec.ports ?? [])
    .filter(({ name, protocol }) => isAsked(asked, name, protocol))
    .flatMap(({ port }) => addresses.map((address) => ({ name: own, address, port })));
}

function endpointTargets(entry: ServiceEntry, own: string, asked: AskedPort): Target[] {
  return [...entry.slices.values()].flatMap((slice) =>
    slice.addressType === 'IPv4' ? sliceTargets(slice, own, asked) : [],
  );
}

function sliceTargets(slice: EndpointSlice, own: string, asked: AskedPort): Target[] {
  const ports = slice.ports ?? [];
  // An endpoint without ports still has an address.
  const hasPorts = ports.length > 0;
  const numbers = ports.filter(({ name, protocol }) => isAsked(asked, name, protocol)).map(({ port }) => port);
  const wanted = hasPorts ? numbers : asked.port === undefined ? [undefined] : [];
  return (slice.endpoints ?? []).filter(isReady).flatMap((endpoint) =>
    endpoint.addresses.flatMap((address) => {
      const name = endpointName(endpoint, address);
      if (asked.endpoint !== undefined && asked.endpoint !== name.toLowerCase()) return [];
      return wanted.map((port) => ({ name: `${name}.${own}`, address, port }));
    }),
  );
}

/** `1-2-3-4.namespace.pod` is 1.2.3.4, whether or not a Pod has it. */
function podRecords(name: string, pod: string, type: DnsType): Lookup {
  const address = pod.replace(/-/g, '.');
  if (addressNumber(address) === undefined) return undefined;
  return type === 'A' ? [record(name, 'A', address)] : [];
}
