import type { RemoteListener } from '../api';

/** Keeps what a listener cannot take for now, in order, until it can. */
export class HeldListener implements RemoteListener {
  private readonly waiting: (() => void)[] = [];
  private isHeld = false;

  constructor(private readonly listener: RemoteListener) {}

  data(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    this.tell(() => this.listener.data(stream, bytes));
  }

  end(outcome: { readonly exitCode?: number; readonly error?: string }): void {
    this.tell(() => this.listener.end(outcome));
  }

  ready(): void {
    this.listener.ready();
  }

  hold(): void {
    this.isHeld = true;
  }

  release(): void {
    this.isHeld = false;
    while (!this.isHeld) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      next();
    }
  }

  private tell(what: () => void): void {
    if (this.isHeld) this.waiting.push(what);
    else what();
  }
}
