import { type Coroutine, type DnsAnswer, type DnsType, SystemError } from '../../process';
import type { Machine } from '../routing/machine';
import type { Reached } from '../routing/route';
import type { ServiceTable } from '../services/service-table';
import { pause } from '../transport/waiting';
import { answerMs, type Wire } from '../transport/wire';
import type { DnsReply, DnsServer } from './dns-server';

/** How long a query waits for its answer. Source: resolv.conf(5), `timeout`. */
const QUERY_MS = 5_000;

const DNS_PORT = 53;

/** Brings queries to DNS servers: a packet there and a packet back, each of which may be lost. */
export class DnsClient {
  constructor(
    private readonly wire: Wire,
    private readonly server: DnsServer,
    private readonly services: ServiceTable,
    /** Address of the Service of the cluster's DNS. */
    private readonly dnsAddress: string,
  ) {}

  /**
   * Asks a server for exactly a name.
   *
   * @throws SystemError ETIMEDOUT when no answer comes, ECONNREFUSED when the machine says that nobody listens.
   */
  *query(from: Machine, name: string, type: DnsType, address: string): Coroutine<DnsAnswer> {
    const { loop } = this.wire;
    const subject = `${address}:${DNS_PORT}`;
    const route = this.wire.route(from, address, DNS_PORT, 'UDP');
    if (route.kind === 'refused') return yield* this.refuse(1, subject);
    if (route.kind === 'reached') {
      const backMs = answerMs(this.wire, from, route);
      if (backMs !== undefined && backMs + route.delayMs < QUERY_MS) {
        const reply = this.replyOf(route, name, type);
        if (reply === undefined) return yield* this.refuse(backMs + route.delayMs, subject);
        yield* pause(loop, backMs + route.delayMs);
        return { status: reply.status, records: reply.records, server: address };
      }
    }
    yield* pause(loop, QUERY_MS);
    throw new SystemError('ETIMEDOUT', subject);
  }

  private *refuse(afterMs: number, subject: string): Coroutine<never> {
    yield* pause(this.wire.loop, afterMs);
    throw new SystemError('ECONNREFUSED', subject);
  }

  /** What a machine answers; undefined when no DNS server runs there. */
  private replyOf({ machine, address, port }: Reached, name: string, type: DnsType): DnsReply | undefined {
    if (machine.dns === 'upstream') return this.server.answerOutside(name, type);
    if (machine.dns === 'cluster' || this.isClusterDns(address, port)) return this.server.answer(name, type);
    return undefined;
  }

  /** Whether an address is one of the Pods behind the Service of the cluster's DNS, ready or not. */
  private isClusterDns(address: string, port: number): boolean {
    const endpoints = this.services.virtual(this.dnsAddress, 'UDP', DNS_PORT)?.allEndpoints() ?? [];
    return endpoints.some((each) => each.address === address && each.port === port);
  }
}
