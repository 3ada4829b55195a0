import { SeededRandom } from '../../engine';
import type { DnsRecord, DnsType } from '../../process';
import { addressText } from '../addresses';
import type { ServiceTable } from '../services/service-table';
import { balancerAddresses } from '../services/service-table';
import { absolute, canonical } from './names';

/** Seconds that resolvers may keep a name of the outside. */
const TTL = 60;

/** Range of addresses for load balancers that only have a name. Source: RFC 2544, for tests of networks. */
const BALANCERS = { first: 198 * 2 ** 24 + 18 * 2 ** 16, size: 2 ** 17 };

/** Names of the world outside of the cluster: those that were registered, and those of load balancers. */
export class OutsideNames {
  private readonly addresses = new Map<string, readonly string[]>();
  private readonly balancers = new Map<string, string>();
  private readonly balancerNames = new Map<string, string>();

  constructor(services: ServiceTable) {
    services.onChange((service, isGone) => {
      if (isGone) return;
      for (const each of balancerAddresses(service)) if (/[a-z]/i.test(each)) this.addBalancer(each);
    });
  }

  /** Makes a name stand for addresses. */
  add(name: string, addresses: readonly string[]): void {
    this.addresses.set(canonical(name), addresses);
  }

  /** Forgets a name. */
  remove(name: string): void {
    this.addresses.delete(canonical(name));
  }

  /** Records of a name; undefined when nobody has registered it. */
  lookup(name: string, type: DnsType): readonly DnsRecord[] | undefined {
    const addresses = this.addresses.get(name);
    if (addresses === undefined) return undefined;
    return type === 'A' ? addresses.map((data) => ({ name: absolute(name), type, ttl: TTL, data })) : [];
  }

  /** Name of the load balancer that has an address; undefined when none has. */
  balancerAt(address: string): string | undefined {
    return this.balancerNames.get(address);
  }

  /** Gives the name of a balancer an address, the same in every run. */
  private addBalancer(name: string): void {
    if (name === 'localhost' || this.balancers.has(name)) return;
    const random = new SeededRandom(0).fork(name);
    let address: string;
    do address = addressText(BALANCERS.first + random.below(BALANCERS.size));
    while (this.balancerNames.has(address));
    this.balancers.set(name, address);
    this.balancerNames.set(address, name);
    this.add(name, [address]);
  }
}
