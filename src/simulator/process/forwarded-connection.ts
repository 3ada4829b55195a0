import type { Coroutine } from './coroutine';
import type { Connection } from './streams';

/** A connection that passes everything on to another one: what stands before a connection says no more than what differs. */
export class ForwardedConnection implements Connection {
  constructor(protected readonly connection: Connection) {}

  get localAddress(): string {
    return this.connection.localAddress;
  }

  get localPort(): number {
    return this.connection.localPort;
  }

  get remoteAddress(): string {
    return this.connection.remoteAddress;
  }

  get remotePort(): number {
    return this.connection.remotePort;
  }

  read(maxBytes?: number): Coroutine<Uint8Array | undefined> {
    return this.connection.read(maxBytes);
  }

  write(bytes: Uint8Array): Coroutine<void> {
    return this.connection.write(bytes);
  }

  close(): void {
    this.connection.close();
  }

  end(): void {
    this.connection.end();
  }

  reset(): void {
    this.connection.reset();
  }
}
