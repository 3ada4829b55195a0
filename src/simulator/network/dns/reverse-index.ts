import type { ServiceEntry } from '../services/service-entry';
import type { ServiceTable } from '../services/service-table';
import { endpointName } from './endpoint-name';

/**
 * Names of Services and endpoints by their addresses, below `svc` of the zone: `web-0.web.default`. Made when somebody
 * asks, and again when something has changed since: such questions are rare.
 */
export class ReverseIndex {
  private names = new Map<string, Set<string>>();
  private version = -1;

  constructor(private readonly services: ServiceTable) {}

  /** Names of an address: that of a Service, or else those of endpoints. */
  namesOf(address: string): readonly string[] {
    if (this.version !== this.services.version) {
      this.version = this.services.version;
      this.names = new Map();
      for (const entry of this.services.all()) this.addService(entry);
      for (const entry of this.services.all()) this.addEndpoints(entry);
    }
    return [...(this.names.get(address) ?? [])];
  }

  private addService({ service }: ServiceEntry): void {
    if (service === undefined) return;
    const { name, namespace } = service.metadata;
    for (const address of service.spec.clusterIPs ?? []) {
      if (address !== 'None') this.names.set(address, new Set([`${name}.${namespace}`]));
    }
  }

  private addEndpoints({ key, slices }: ServiceEntry): void {
    const [namespace = '', name = ''] = key.split('/');
    for (const { addressType, endpoints } of slices.values()) {
      if (addressType !== 'IPv4') continue;
      for (const endpoint of endpoints ?? []) {
        if (endpoint.conditions.ready === false) continue;
        for (const address of endpoint.addresses) {
          const names = this.names.get(address) ?? new Set();
          this.names.set(address, names.add(`${endpointName(endpoint, address)}.${name}.${namespace}`));
        }
      }
    }
  }
}
