import type { ServiceEndpoint } from './endpoints';

interface Memory {
  readonly endpoint: string;
  readonly lastMs: number;
}

/** Clients beyond which those that are not heard of any more are forgotten. */
const CLIENTS_MIN = 1024;

const keyOf = ({ address, port }: ServiceEndpoint): string => `${address}:${port}`;

/**
 * Which endpoint each client of a Service with `sessionAffinity: ClientIP` got: it gets the same one until it has made no
 * new connection for a while. Each node remembers its own.
 *
 * Source: Kubernetes 1.36, pkg/proxy/iptables, the `recent` matches of `writeServiceToEndpointRules`.
 */
export class ClientAffinity {
  private readonly memories = new Map<string, Memory>();
  private sweepAt = CLIENTS_MIN;

  /** The endpoint of a client; a new one by `choose` when it has none that is still there. `node` is where it is chosen. */
  pick(
    client: string,
    node: string,
    endpoints: readonly ServiceEndpoint[],
    nowMs: number,
    timeoutMs: number,
    choose: () => ServiceEndpoint,
  ): ServiceEndpoint {
    const key = `${node}/${client}`;
    const memory = this.memories.get(key);
    const isValid = memory !== undefined && nowMs - memory.lastMs < timeoutMs;
    const known = isValid ? endpoints.find((each) => keyOf(each) === memory.endpoint) : undefined;
    const endpoint = known ?? choose();
    this.memories.set(key, { endpoint: keyOf(endpoint), lastMs: nowMs });
    if (this.memories.size > this.sweepAt) this.sweep(nowMs - timeoutMs);
    return endpoint;
  }

  private sweep(beforeMs: number): void {
    for (const [key, { lastMs }] of this.memories) if (lastMs <= beforeMs) this.memories.delete(key);
    this.sweepAt = Math.max(CLIENTS_MIN, 2 * this.memories.size);
  }
}
