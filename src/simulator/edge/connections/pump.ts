import type { RemoteListener } from '../..';
import type { ClientSession } from './client-session';

/** How a session ended. */
export type Outcome = Parameters<RemoteListener['end']>[0];

/** Where the output of a session goes. */
export interface Outlet {
  /** Sends bytes to the client; `onSent` must be called when they are out of the house, or never will be. */
  data(stream: 'stdout' | 'stderr', bytes: Uint8Array, onSent: () => void): void;
  end(outcome: Outcome): void;
}

/** Moves bytes between a client and a session, each as fast as the other takes them. */
export class Pump {
  private session: ClientSession | undefined;
  private isOver = false;
  private isWaiting = false;
  private goOn: (() => void)[] = [];

  /** Throws what `open` throws. */
  constructor(open: (listener: RemoteListener) => ClientSession, outlet: Outlet) {
    this.session = open({
      data: (stream, bytes) => outlet.data(stream, bytes, () => this.session?.taken(bytes.length)),
      end: (outcome) => {
        this.isOver = true;
        this.wake();
        outlet.end(outcome);
      },
      ready: () => this.wake(),
    });
  }

  /** Hands on what the client sent; nothing more may be read of it before what this returns is over. */
  send(bytes: Uint8Array): Promise<void> | undefined {
    if (this.isOver || this.session === undefined) return undefined;
    this.isWaiting = true;
    if (this.session.send(bytes)) this.isWaiting = false;
    // It may have become ready, or ended, meanwhile.
    if (!this.isWaiting) return undefined;
    return new Promise((resolve) => this.goOn.push(resolve));
  }

  /** The client sends nothing more. */
  endInput(): void {
    if (!this.isOver) this.session?.endInput();
  }

  /** The terminal of the client has another size. */
  resize(columns: number, rows: number): void {
    if (!this.isOver) this.session?.resize(columns, rows);
  }

  /** The client is gone. */
  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.wake();
    this.session?.close();
  }

  private wake(): void {
    this.isWaiting = false;
    const waiting = this.goOn;
    this.goOn = [];
    for (const goOn of waiting) goOn();
  }
}
