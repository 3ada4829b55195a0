/** Addresses of the Pods of one node: each is used again as late as possible. */
export class PodAddresses {
  private readonly base: number;
  private readonly size: number;
  private readonly taken = new Set<number>();
  private next = 0;

  /** `cidr` is the range of the node: `10.244.3.0/24`. */
  constructor(cidr: string) {
    const [address = '', bits = '24'] = cidr.split('/');
    this.base = numberOf(address);
    // The first address names the network, the second belongs to the bridge, the last is for broadcasts.
    this.size = Math.max(2 ** (32 - Number(bits)) - 3, 0);
  }

  /** The next free address; undefined when there is none. */
  allocate(): string | undefined {
    for (let tried = 0; tried < this.size; tried += 1) {
      const offset = this.next;
      this.next = (this.next + 1) % this.size;
      if (this.taken.has(offset)) continue;
      this.taken.add(offset);
      return addressText(this.base + 2 + offset);
    }
    return undefined;
  }

  /** Notes that an address is taken; does nothing for one of another range. */
  reserve(address: string): void {
    const offset = numberOf(address) - this.base - 2;
    if (offset >= 0 && offset < this.size) this.taken.add(offset);
  }

  /** Takes an address back; does nothing for one of another range. */
  release(address: string): void {
    this.taken.delete(numberOf(address) - this.base - 2);
  }
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

const addressText = (number: number): string =>
  [number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff].join('.');
