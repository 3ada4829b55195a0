import {
  type ConnectOptions,
  type Coroutine,
  exchangeOver,
  type HttpRequest,
  type HttpResponse,
  isSystemError,
  type ReceivedRequest,
  SystemError,
} from '../../process';
import { mayHaveBody } from '../../process/http';
import type { Machine } from '../routing/machine';
import { BodyTransfer, isStreamed } from './body';
import { openTo } from './connect';
import { deliver } from './delivery';
import { PLAIN_TO_SECURE } from './plain-to-secure';
import type { HttpService } from './ports';
import { pause, Pending, ROUTINE } from './waiting';
import { dial, type Peer, type Wire } from './wire';

/**
 * Sends one request and returns the answer. Between programs that both speak HTTP the messages pass as they are; with a
 * server of bytes they become bytes. Throws as `NetworkStack.exchange`.
 */
export function* exchange(
  wire: Wire,
  from: Machine,
  address: string,
  port: number,
  request: HttpRequest,
  options: ConnectOptions = {},
): Coroutine<HttpResponse> {
  const peer = yield* dial(wire, from, address, port, options);
  const { reached, bound } = peer;
  const isSecure = options.isSecure === true;
  if (bound.http === undefined) {
    yield* pause(wire.loop, peer.handshakeMs);
    return yield* exchangeOver(openTo(wire, from, address, port, peer, isSecure), request);
  }
  // The usual millisecond is that of the answer.
  const slowMs = peer.handshakeMs - (reached.machine === from ? 0 : 1);
  if (slowMs > 0) yield* pause(wire.loop, slowMs);
  if (isSecure && !bound.isSecure) throw new SystemError('ECONNRESET', `${address}:${port}`);
  if (!isSecure && bound.isSecure) {
    yield* pause(wire.loop, peer.handshakeMs);
    return PLAIN_TO_SECURE;
  }
  return yield* exchangeMessages(wire, from, request, peer, bound.http);
}

function* exchangeMessages(
  wire: Wire,
  from: Machine,
  request: HttpRequest,
  { reached, bound, toServer, toClient }: Peer,
  http: HttpService,
): Coroutine<HttpResponse> {
  const { loop } = wire;
  const answer = new Pending<HttpResponse>();
  const upload = isStreamed(request.body) ? new BodyTransfer(loop, toServer, request.body) : undefined;
  const received: ReceivedRequest = {
    method: request.method,
    target: request.target,
    headers: request.headers,
    body: upload?.channel ?? request.body,
    remoteAddress: reached.seenAddress,
    remotePort: from.ports.ephemeral(),
    localAddress: reached.address,
    localPort: reached.port,
    isSecure: bound.isSecure,
  };
  const fail = (code: 'ECONNRESET' | 'ETIMEDOUT'): void => answer.fail(new SystemError(code));
  /** Brings something back to the client. */
  const reply = (bring: () => void): void =>
    deliver(
      loop,
      toClient,
      (delayMs) => void loop.after(delayMs, bring, ROUTINE),
      () => fail('ETIMEDOUT'),
    );
  const serve = function* (): Coroutine<void> {
    let isAnswered = false;
    try {
      const response = withoutBody(request, yield* http.handler(received));
      isAnswered = true;
      if (!isStreamed(response.body)) {
        reply(() => answer.settle(response));
        return;
      }
      const download = new BodyTransfer(loop, toClient, response.body);
      reply(() => answer.settle({ ...response, body: download.channel }));
      yield* download.copy();
    } catch (error) {
      // A client that has gone away is no fault of the server.
      if (!isAnswered || !isSystemError(error)) throw error;
    } finally {
      if (!isAnswered) reply(() => fail('ECONNRESET'));
    }
  };
  const begin = (): void => {
    // The server may have ended while the request was on its way.
    if (reached.machine.ports.find(reached.address, reached.port) === bound) http.run(serve());
    else reply(() => fail('ECONNRESET'));
  };
  upload?.start();
  deliver(
    loop,
    toServer,
    (delayMs) => void loop.after(delayMs, begin, ROUTINE),
    () => fail('ETIMEDOUT'),
  );
  try {
    return yield* answer.wait();
  } finally {
    upload?.stop();
  }
}

/** An answer as its client gets it: to a HEAD, and with some codes, without body. */
function withoutBody({ method }: HttpRequest, response: HttpResponse): HttpResponse {
  const { status, body, upgrade } = response;
  if (upgrade !== undefined || (method !== 'HEAD' && mayHaveBody(status))) return response;
  if (isStreamed(body)) body.close();
  return { ...response, body: NO_BYTES };
}

const NO_BYTES = new Uint8Array(0);
