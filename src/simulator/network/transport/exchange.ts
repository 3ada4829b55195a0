import type { EventLoop } from '../../engine';
import {
  type ConnectOptions,
  type Coroutine,
  exchangeOver,
  type HttpBody,
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
import { deliverLater } from './delivery';
import { PLAIN_TO_SECURE } from './plain-to-secure';
import type { HttpService } from './ports';
import { pause, Pending } from './waiting';
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
    return bound.http.plainAnswer ?? PLAIN_TO_SECURE;
  }
  return yield* exchangeMessages(wire.loop, from, request, peer, bound.http);
}

function* exchangeMessages(
  loop: EventLoop,
  from: Machine,
  request: HttpRequest,
  peer: Peer,
  http: HttpService,
): Coroutine<HttpResponse> {
  if (!isStreamed(request.body))
    return yield* new MessageExchange(loop, from, request, request.body, peer, http).result();
  const upload = new BodyTransfer(loop, peer.toServer, request.body);
  const exchange = new MessageExchange(loop, from, request, upload.channel, peer, http);
  upload.start();
  try {
    return yield* exchange.result();
  } finally {
    upload.stop();
  }
}

/** One request on its way to a program that speaks HTTP, and the answer on its way back. */
class MessageExchange {
  private readonly answer = new Pending<HttpResponse>();
  private readonly received: ReceivedRequest;

  constructor(
    private readonly loop: EventLoop,
    from: Machine,
    private readonly request: HttpRequest,
    body: HttpBody,
    private readonly peer: Peer,
    private readonly http: HttpService,
  ) {
    const { reached, bound } = peer;
    this.received = {
      method: request.method,
      target: request.target,
      headers: request.headers,
      body,
      remoteAddress: reached.seenAddress,
      remotePort: from.ports.ephemeral(),
      localAddress: reached.address,
      localPort: reached.port,
      isSecure: bound.isSecure,
    };
  }

  /** Sends the request, and waits for the answer. */
  result(): Coroutine<HttpResponse> {
    deliverLater(this.loop, this.peer.toServer, () => this.begin(), this.giveUp);
    return this.answer.wait();
  }

  private begin(): void {
    const { reached, bound } = this.peer;
    // The server may have ended while the request was on its way.
    if (reached.machine.ports.find(reached.address, reached.port) === bound) this.http.run(this.serve());
    else this.breakOff();
  }

  private *serve(): Coroutine<void> {
    const { loop, request, peer } = this;
    let isAnswered = false;
    try {
      const response = withoutBody(request, yield* this.http.handler(this.received));
      isAnswered = true;
      if (!isStreamed(response.body)) {
        this.reply(() => this.answer.settle(response));
        return;
      }
      const download = new BodyTransfer(loop, peer.toClient, response.body);
      this.reply(() => this.answer.settle({ ...response, body: download.channel }));
      yield* download.copy();
    } catch (error) {
      // A client that has gone away is no fault of the server.
      if (!isAnswered || !isSystemError(error)) throw error;
    } finally {
      if (!isAnswered) this.breakOff();
    }
  }

  /** Brings something back to the client. */
  private reply(bring: () => void): void {
    deliverLater(this.loop, this.peer.toClient, bring, this.giveUp);
  }

  private breakOff(): void {
    this.reply(() => this.answer.fail(new SystemError('ECONNRESET')));
  }

  private readonly giveUp = (): void => this.answer.fail(new SystemError('ETIMEDOUT'));
}

/** An answer as its client gets it: to a HEAD, and with some codes, without body. */
function withoutBody({ method }: HttpRequest, response: HttpResponse): HttpResponse {
  const { status, body, upgrade } = response;
  if (upgrade !== undefined || (method !== 'HEAD' && mayHaveBody(status))) return response;
  if (isStreamed(body)) body.close();
  return { ...response, body: NO_BYTES };
}

const NO_BYTES = new Uint8Array(0);
