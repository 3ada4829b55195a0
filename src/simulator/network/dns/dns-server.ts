import type { SeededRandom } from '../../engine';
import type { DnsAnswer, DnsRecord, DnsType } from '../../process';
import type { ClusterZone, Lookup } from './cluster-zone';
import { canonical, withinZone } from './names';
import type { OutsideNames } from './outside-names';

/** An answer without the server that gave it. */
export type DnsReply = Omit<DnsAnswer, 'server'>;

/** Longest chain of names that stand for others. Source: CoreDNS 1.13, plugin/pkg/upstream, about. */
const CHAIN_MAX = 8;

const NO_SUCH_NAME: DnsReply = { status: 'NXDOMAIN', records: [] };

const reply = (lookup: Lookup): DnsReply =>
  lookup === undefined ? NO_SUCH_NAME : { status: 'NOERROR', records: lookup };

/** The DNS servers: that of the cluster, and that of the world outside, which it asks for all other names. */
export class DnsServer {
  constructor(
    private readonly domain: string,
    private readonly zone: ClusterZone,
    private readonly outside: OutsideNames,
    private readonly random: SeededRandom,
  ) {}

  /** What the cluster's server says: addresses in an order of chance, as its plugin `loadbalance` mixes them. */
  answer(name: string, type: DnsType): DnsReply {
    const { status, records } = this.resolve(canonical(name), type, CHAIN_MAX);
    return { status, records: this.mixed(records) };
  }

  /** What the server outside of the cluster says: it knows nothing of the cluster. */
  answerOutside(name: string, type: DnsType): DnsReply {
    return reply(this.outside.lookup(canonical(name), type));
  }

  private resolve(name: string, type: DnsType, chain: number): DnsReply {
    const relative = withinZone(name, this.domain);
    if (relative === undefined) {
      const known = this.zone.reverse(name, type);
      return known === undefined ? this.answerOutside(name, type) : reply(known);
    }
    const found = this.zone.lookup(relative, type);
    const [first] = found ?? [];
    // A name that stands for another: its records come along.
    if (found === undefined || first?.type !== 'CNAME' || type === 'CNAME' || chain === 0) return reply(found);
    const { records } = this.resolve(canonical(first.data), type, chain - 1);
    return { status: 'NOERROR', records: [...found, ...records] };
  }

  /** Addresses behind all other records, in an order of chance. */
  private mixed(records: readonly DnsRecord[]): readonly DnsRecord[] {
    const addresses = records.filter(({ type }) => type === 'A');
    if (addresses.length < 2) return records;
    for (let last = addresses.length - 1; last > 0; last -= 1) {
      const other = this.random.below(last + 1);
      [addresses[last], addresses[other]] = [addresses[other] as DnsRecord, addresses[last] as DnsRecord];
    }
    return [...records.filter(({ type }) => type !== 'A'), ...addresses];
  }
}
