import { remembering, type SeededRandom } from '../../engine';
import type { DnsAnswer, DnsRecord, DnsType } from '../../process';
import type { ClusterZone, Lookup } from './cluster-zone';
import { canonical, withinZone } from './names';
import type { OutsideNames } from './outside-names';

/** An answer without the server that gave it. */
export type DnsReply = Omit<DnsAnswer, 'server'>;

/** Longest chain of names that stand for others. Source: CoreDNS 1.13, plugin/pkg/upstream, about. */
const CHAIN_MAX = 8;

/** A name that is asked for. */
interface AskedName {
  /** In lower case, without its final dot. */
  readonly name: string;
  /** What is before the zone of the cluster; undefined for a name of another zone. */
  readonly relative: string | undefined;
}

const NO_SUCH_NAME: DnsReply = { status: 'NXDOMAIN', records: [] };

const reply = (lookup: Lookup): DnsReply =>
  lookup === undefined ? NO_SUCH_NAME : { status: 'NOERROR', records: lookup };

/** The DNS servers: that of the cluster, and that of the world outside, which it asks for all other names. */
export class DnsServer {
  private readonly nameOf: (text: string) => AskedName;

  constructor(
    domain: string,
    private readonly zone: ClusterZone,
    private readonly outside: OutsideNames,
    private readonly random: SeededRandom,
  ) {
    this.nameOf = remembering((text) => {
      const name = canonical(text);
      return { name, relative: withinZone(name, domain) };
    });
  }

  /** What the cluster's server says: addresses in an order of chance, as its plugin `loadbalance` mixes them. */
  answer(name: string, type: DnsType): DnsReply {
    const found = this.resolve(this.nameOf(name), type, CHAIN_MAX);
    const records = this.mixed(found.records);
    return records === found.records ? found : { status: found.status, records };
  }

  /** What the server outside of the cluster says: it knows nothing of the cluster. */
  answerOutside(name: string, type: DnsType): DnsReply {
    return reply(this.outside.lookup(this.nameOf(name).name, type));
  }

  private resolve({ name, relative }: AskedName, type: DnsType, chain: number): DnsReply {
    if (relative === undefined) {
      const known = this.zone.reverse(name, type);
      return known === undefined ? this.answerOutside(name, type) : reply(known);
    }
    const found = this.zone.lookup(relative, type);
    const first = found?.[0];
    // A name that stands for another: its records come along.
    if (found === undefined || first?.type !== 'CNAME' || type === 'CNAME' || chain === 0) return reply(found);
    const { records } = this.resolve(this.nameOf(first.data), type, chain - 1);
    return { status: 'NOERROR', records: [...found, ...records] };
  }

  /** Addresses behind all other records, in an order of chance. */
  private mixed(records: readonly DnsRecord[]): readonly DnsRecord[] {
    if (records.length < 2) return records;
    const addresses = records.filter(({ type }) => type === 'A');
    if (addresses.length < 2) return records;
    for (let last = addresses.length - 1; last > 0; last -= 1) {
      const other = this.random.below(last + 1);
      [addresses[last], addresses[other]] = [addresses[other] as DnsRecord, addresses[last] as DnsRecord];
    }
    return [...records.filter(({ type }) => type !== 'A'), ...addresses];
  }
}
