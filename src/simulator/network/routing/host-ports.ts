import { isLoopback } from '../addresses';
import type { Protocol } from '../services/service-table';

/** A port of a container that is one of its node, too. */
export interface HostPort {
  readonly hostPort: number;
  readonly containerPort: number;
  /** @default 'TCP' */
  readonly protocol?: string;
  /** Address of the node that it is bound to. @default - all of them */
  readonly hostIP?: string;
}

interface Lent {
  readonly address: string;
  readonly port: number;
  readonly hostIP: string | undefined;
}

const keyOf = (node: string, protocol: string, port: number): string => `${node} ${protocol} ${port}`;

/** Ports of nodes that lead to Pods: `hostPort` of containers. The scheduler sees to it that they do not clash. */
export class HostPorts {
  private readonly lent = new Map<string, Lent>();

  add(node: string, address: string, ports: readonly HostPort[]): void {
    for (const { hostPort, containerPort, protocol = 'TCP', hostIP } of ports) {
      const isAny = hostIP === undefined || hostIP === '' || hostIP === '0.0.0.0';
      const lent = { address, port: containerPort, hostIP: isAny ? undefined : hostIP };
      this.lent.set(keyOf(node, protocol, hostPort), lent);
    }
  }

  remove(node: string, address: string, ports: readonly HostPort[]): void {
    for (const { hostPort, protocol = 'TCP' } of ports) {
      const key = keyOf(node, protocol, hostPort);
      if (this.lent.get(key)?.address === address) this.lent.delete(key);
    }
  }

  /** Where a port of a node leads; `address` is the one that was dialled. */
  find(node: string, address: string, protocol: Protocol, port: number): Lent | undefined {
    if (this.lent.size === 0) return undefined;
    const lent = this.lent.get(keyOf(node, protocol, port));
    const fits =
      lent?.hostIP === undefined || lent.hostIP === address || (isLoopback(address) && isLoopback(lent.hostIP));
    return fits ? lent : undefined;
  }
}
