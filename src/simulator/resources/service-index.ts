import type { Draft, KubeObject } from '../api';
import { listAt, numberAt, textsAt } from './fields';
import type { IndexKind, StoreIndex } from './store-index';

/** How often each value is used. */
class Uses<Value> {
  private readonly counts = new Map<Value, number>();

  has(value: Value): boolean {
    return this.counts.has(value);
  }

  add(value: Value, change: 1 | -1): void {
    const count = (this.counts.get(value) ?? 0) + change;
    if (count > 0) this.counts.set(value, count);
    else this.counts.delete(value);
  }
}

/** Addresses and node ports that Services have. */
export class ServiceIndex implements StoreIndex {
  private readonly addresses = new Uses<string>();
  private readonly ports = new Uses<number>();

  constructor(services: readonly KubeObject[]) {
    for (const service of services) this.count(service, 1);
  }

  isUsedAddress(address: string): boolean {
    return this.addresses.has(address);
  }

  isUsedPort(port: number): boolean {
    return this.ports.has(port);
  }

  change(storage: string, _namespace: string, previous: KubeObject | undefined, object: KubeObject | undefined): void {
    if (storage !== 'services') return;
    if (previous !== undefined) this.count(previous, -1);
    if (object !== undefined) this.count(object, 1);
  }

  private count(service: KubeObject, change: 1 | -1): void {
    const spec = service['spec'] as Draft;
    for (const address of textsAt(spec, 'clusterIPs')) this.addresses.add(address, change);
    const ports = listAt(spec, 'ports').map((port) => numberAt(port, 'nodePort') ?? 0);
    for (const port of [...ports, numberAt(spec, 'healthCheckNodePort') ?? 0]) {
      if (port !== 0) this.ports.add(port, change);
    }
  }
}

/** The index of what Services have. */
export const serviceIndex: IndexKind<ServiceIndex> = {
  name: 'services',
  create: (read) => new ServiceIndex(read('services')),
};
