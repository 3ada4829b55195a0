import type { EventLoop } from '../../engine';
import { type ConnectOptions, type Coroutine, SystemError } from '../../process';
import type { Machine } from '../routing/machine';
import type { Reached, Route } from '../routing/route';
import type { Protocol } from '../services/service-table';
import type { Transit } from './delivery';
import type { BoundPort } from './ports';
import { pause } from './waiting';

/** Milliseconds that an answer takes between two machines: a loop of requests cannot stop time. */
const ANSWER_MS = 1;

/** Milliseconds until a router says that nobody has an address. Source: Linux, three tries of address resolution. */
export const UNREACHABLE_MS = 3_000;

/** How long a client tries to connect. Source: Linux, net.ipv4.tcp_syn_retries of 6. */
const CONNECT_MS = 127_000;

/** First wait before a client tries again to connect; each further wait is twice as long. */
const RETRY_MS = 1_000;

/** What connections need of the network. */
export interface Wire {
  readonly loop: EventLoop;
  /** Where a new connection goes now. */
  route(from: Machine, address: string, port: number, protocol: Protocol): Route;
  /** Milliseconds, beside the usual ones, that something takes; undefined when it is lost. */
  transit(
    from: Machine,
    to: Machine,
    fromService: string | undefined,
    toService: string | undefined,
  ): number | undefined;
}

/** Somebody who listens, and how to get there and back. */
export interface Peer {
  readonly reached: Reached;
  readonly bound: BoundPort;
  readonly toServer: Transit;
  readonly toClient: Transit;
  /** Milliseconds that the handshake takes. */
  readonly handshakeMs: number;
}

/** Milliseconds that an answer of a machine that was reached takes now; undefined when it is lost. */
export function answerMs(wire: Wire, from: Machine, { machine, service }: Reached): number | undefined {
  const delayMs = wire.transit(machine, from, service, undefined);
  return delayMs === undefined || machine === from ? delayMs : delayMs + ANSWER_MS;
}

/** How something gets to a machine that was reached, and how its answers get back. */
export const transits = (wire: Wire, from: Machine, reached: Reached): { toServer: Transit; toClient: Transit } => ({
  toServer: () => wire.transit(from, reached.machine, undefined, reached.service),
  toClient: () => answerMs(wire, from, reached),
});

/**
 * Finds who listens at an address; tries again while nobody answers, as a first packet is sent again.
 *
 * @throws SystemError ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT.
 */
export function* dial(
  wire: Wire,
  from: Machine,
  address: string,
  port: number,
  options: ConnectOptions = {},
): Coroutine<Peer> {
  const { loop } = wire;
  const untilMs = loop.nowMs + (options.timeoutMs ?? CONNECT_MS);
  const subject = `${address}:${port}`;
  for (let retryMs = RETRY_MS; ; retryMs *= 2) {
    const route = wire.route(from, address, port, 'TCP');
    if (route.kind === 'reached') {
      const { toServer, toClient } = transits(wire, from, route);
      const backMs = toClient();
      if (backMs !== undefined) {
        const bound = route.machine.ports.find(route.address, route.port);
        const handshakeMs = route.delayMs + backMs;
        if (bound !== undefined) return { reached: route, bound, toServer, toClient, handshakeMs };
        yield* pause(loop, handshakeMs);
        throw new SystemError('ECONNREFUSED', subject);
      }
    }
    if (route.kind === 'refused') {
      yield* pause(loop, ANSWER_MS);
      throw new SystemError('ECONNREFUSED', subject);
    }
    if (route.kind === 'unreachable' && loop.nowMs + UNREACHABLE_MS < untilMs) {
      yield* pause(loop, UNREACHABLE_MS);
      throw new SystemError('EHOSTUNREACH', subject);
    }
    yield* pause(loop, Math.min(retryMs, Math.max(untilMs - loop.nowMs, 0)));
    if (loop.nowMs >= untilMs) throw new SystemError('ETIMEDOUT', subject);
  }
}
