import type { PodSpec } from '../../api';

/** A port of a node that a container takes. */
export interface HostPort {
  /** `TCP/80`. */
  readonly port: string;
  /** Address of the node it is taken on; every address is `0.0.0.0`. */
  readonly address: string;
}

const EVERY_ADDRESS = '0.0.0.0';
const NONE: readonly HostPort[] = [];

/** Ports of the node that a Pod takes. Source: Kubernetes 1.36, pkg/scheduler/util/utils.go `GetHostPorts`. */
export function hostPortsOf({ containers, initContainers = [] }: PodSpec): readonly HostPort[] {
  let found: HostPort[] | undefined;
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const { ports = [] } of sidecars.length === 0 ? containers : [...containers, ...sidecars]) {
    for (const { hostPort = 0, protocol = 'TCP', hostIP = '' } of ports) {
      if (hostPort <= 0) continue;
      (found ??= []).push({ port: `${protocol}/${hostPort}`, address: hostIP === '' ? EVERY_ADDRESS : hostIP });
    }
  }
  return found ?? NONE;
}

/** The ports of one node that are taken. */
export class UsedPorts {
  /** How often an address of a port is taken, by port and address. */
  private readonly taken = new Map<string, Map<string, number>>();

  /** Takes ports, or gives them back with the factor -1. */
  add(ports: readonly HostPort[], factor = 1): void {
    for (const { port, address } of ports) {
      const addresses = this.taken.get(port) ?? new Map<string, number>();
      const count = (addresses.get(address) ?? 0) + factor;
      if (count > 0) addresses.set(address, count);
      else addresses.delete(address);
      if (addresses.size > 0) this.taken.set(port, addresses);
      else this.taken.delete(port);
    }
  }

  /** Whether all of the ports are free. */
  areFree(ports: readonly HostPort[]): boolean {
    return ports.every(({ port, address }) => {
      const addresses = this.taken.get(port);
      if (addresses === undefined) return true;
      if (address === EVERY_ADDRESS) return false;
      return !addresses.has(EVERY_ADDRESS) && !addresses.has(address);
    });
  }

  copy(): UsedPorts {
    const copy = new UsedPorts();
    for (const [port, addresses] of this.taken) copy.taken.set(port, new Map(addresses));
    return copy;
  }
}
