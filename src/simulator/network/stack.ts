import {
  type ClientConnection,
  type ConnectOptions,
  type Coroutine,
  type DnsAnswer,
  type DnsType,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  type Listener,
  type ListenOptions,
  type NetworkStack,
  SystemError,
} from '../process';
import type { DnsClient } from './dns/dns-client';
import type { Machine } from './routing/machine';
import { connect } from './transport/connect';
import { exchange } from './transport/exchange';
import { HttpListener } from './transport/http-listener';
import { type BoundPort, ByteListener, isOwnAddress } from './transport/ports';
import { ping } from './transport/ping';
import type { Wire } from './transport/wire';

/** The network as the programs of one machine see it. */
export class Stack implements NetworkStack {
  constructor(
    readonly machine: Machine,
    private readonly wire: Wire,
    private readonly dns: DnsClient,
    /** DNS server that is asked when nobody names another. */
    private readonly nameserver: string,
  ) {}

  get addresses(): readonly string[] {
    return this.machine.addresses;
  }

  listen(options: ListenOptions): Listener {
    return this.bind(
      options,
      (port, address) =>
        new ByteListener(
          this.wire.loop,
          port,
          address,
          options.isSecure === true,
          (bound) => this.release(bound),
          options.certificateFor,
        ),
    );
  }

  listenHttp(options: ListenOptions, handler: HttpHandler, run: (coroutine: Coroutine<void>) => void): Listener {
    const { plainAnswer, http2 } = options;
    const http = {
      handler,
      run,
      ...(plainAnswer === undefined ? {} : { plainAnswer }),
      ...(http2 === undefined ? {} : { http2 }),
    };
    return this.bind(
      options,
      (port, address) =>
        new HttpListener(
          port,
          address,
          options.isSecure === true,
          http,
          (bound) => this.release(bound),
          options.certificateFor,
        ),
    );
  }

  connect(address: string, port: number, options?: ConnectOptions): Coroutine<ClientConnection> {
    return connect(this.wire, this.machine, address, port, options);
  }

  exchange(address: string, port: number, request: HttpRequest, options?: ConnectOptions): Coroutine<HttpResponse> {
    return exchange(this.wire, this.machine, address, port, request, options);
  }

  ping(address: string, timeoutMs?: number): Coroutine<number> {
    return ping(this.wire, this.machine, address, timeoutMs);
  }

  query(name: string, type: DnsType, server?: string): Coroutine<DnsAnswer> {
    return this.dns.query(this.machine, name, type, server ?? this.nameserver);
  }

  private bind<Bound extends BoundPort & Listener>(
    options: ListenOptions,
    newPort: (port: number, address: string | undefined) => Bound,
  ): Listener {
    const { machine } = this;
    if (!isOwnAddress(options.address, machine.addresses)) {
      throw new SystemError('EADDRNOTAVAIL', `${options.address ?? ''}:${options.port}`);
    }
    return machine.ports.bind(newPort, options);
  }

  private release(bound: BoundPort): void {
    this.machine.ports.release(bound);
  }
}

/** The network of a machine that can be taken away. */
export class OwnStack extends Stack {
  /** `leave` takes the machine away. */
  constructor(
    machine: Machine,
    wire: Wire,
    dns: DnsClient,
    nameserver: string,
    private readonly leave: () => void,
  ) {
    super(machine, wire, dns, nameserver);
  }

  close(): void {
    this.leave();
  }
}
