import { type Coroutine, SystemError } from '../../process';
import type { Machine } from '../routing/machine';
import { pause } from './waiting';
import { transits, UNREACHABLE_MS, type Wire } from './wire';

/** How long a sign of life is waited for when nobody says so. Source: ping(8), `-W`. */
const PING_MS = 10_000;

/** Asks a machine for a sign of life. Throws as `NetworkStack.ping`. */
export function* ping(wire: Wire, from: Machine, address: string, timeoutMs = PING_MS): Coroutine<number> {
  const { loop } = wire;
  const route = wire.route(from, address, 0, 'ICMP');
  if (route.kind === 'reached') {
    const backMs = transits(wire, from, route).toClient();
    const tookMs = route.delayMs + (backMs ?? Infinity);
    if (tookMs <= timeoutMs) {
      yield* pause(loop, tookMs);
      return tookMs;
    }
  }
  if (route.kind === 'unreachable' && UNREACHABLE_MS < timeoutMs) {
    yield* pause(loop, UNREACHABLE_MS);
    throw new SystemError('EHOSTUNREACH', address);
  }
  yield* pause(loop, timeoutMs);
  throw new SystemError('ETIMEDOUT', address);
}
