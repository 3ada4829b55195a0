import type { Wait } from './coroutine';

/** Those who wait until something may have changed; each looks again when it is woken. */
export class WaitList implements Wait<void> {
  /** Made when somebody first waits. */
  private waiting: Set<() => void> | undefined;

  /** Whether somebody waits. */
  get isEmpty(): boolean {
    return this.waiting === undefined || this.waiting.size === 0;
  }

  /** Waits until the next call of `wakeAll`. */
  get change(): Wait<void> {
    return this;
  }

  begin(resume: () => void): () => void {
    // Somebody may wait twice with one function: every wait is an entry of its own.
    const entry = (): void => resume();
    this.waiting ??= new Set();
    this.waiting.add(entry);
    return () => this.waiting?.delete(entry);
  }

  /** Wakes everybody who waits now, in the order in which they came. */
  wakeAll(): void {
    if (this.waiting === undefined) return;
    for (const entry of [...this.waiting]) {
      // Whoever was woken before may have made this one give up.
      if (this.waiting.delete(entry)) entry();
    }
  }
}
