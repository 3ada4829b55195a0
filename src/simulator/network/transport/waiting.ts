import type { EventLoop, Timer } from '../../engine';
import { type Coroutine, type Wait, waitFor } from '../../process';

/** What programs wait for is routine: a settled cluster may be full of them. */
export const ROUTINE = { isRoutine: true };

/** Waits for `delayMs` of virtual time. */
export function pause(loop: EventLoop, delayMs: number): Coroutine<void> {
  const wait: Wait<void> = {
    begin: (resume) => {
      const timer = loop.after(delayMs, resume, ROUTINE);
      return () => timer.cancel();
    },
  };
  return waitFor(wait);
}

/** Something that one coroutine waits for and that comes once. */
export class Pending<T> implements Wait<T> {
  private outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  private waiter: { readonly resume: (value: T) => void; readonly fail: (error: unknown) => void } | undefined;

  /** Whether it has come. */
  get isSettled(): boolean {
    return this.outcome !== undefined;
  }

  /** It comes; does nothing when something came before. */
  settle(value: T): void {
    if (this.outcome !== undefined) return;
    this.outcome = { value };
    this.waiter?.resume(value);
  }

  /** It will not come, because of `error`. */
  fail(error: unknown): void {
    if (this.outcome !== undefined) return;
    this.outcome = { error };
    this.waiter?.fail(error);
  }

  /** Waits for it. Throws what it failed with. */
  wait(): Coroutine<T> {
    return waitFor<T>(this);
  }

  begin(resume: (value: T) => void, fail: (error: unknown) => void): () => void {
    if (this.outcome === undefined) {
      this.waiter = { resume, fail };
      return this.forget;
    }
    if ('value' in this.outcome) resume(this.outcome.value);
    else fail(this.outcome.error);
    return this.forget;
  }

  private readonly forget = (): void => {
    this.waiter = undefined;
  };
}

/**
 * Wakes those who wait for a change: each looks then whether it is the one. They go on from the event loop, never from
 * within whoever changed something.
 */
export class Bell {
  private readonly waiting = new Set<() => void>();
  private timer: Timer | undefined;

  constructor(private readonly loop: EventLoop) {}

  /** Wakes all who wait, at `timeMs` or now. */
  ring(timeMs = this.loop.nowMs): void {
    if (this.waiting.size === 0) return;
    if (this.timer?.isPending === true) {
      if (this.timer.dueMs <= timeMs) return;
      this.timer.cancel();
    }
    this.timer = this.loop.at(timeMs, this.wake, ROUTINE);
  }

  /** Waits until it rings; it rings at `timeMs` at the latest where that is given. */
  wait(timeMs?: number): Coroutine<void> {
    const wait: Wait<void> = {
      begin: (resume) => {
        this.waiting.add(resume);
        if (timeMs !== undefined) this.ring(timeMs);
        return () => {
          this.waiting.delete(resume);
          if (this.waiting.size === 0) this.timer?.cancel();
        };
      },
    };
    return waitFor(wait);
  }

  private readonly wake = (): void => {
    const woken = [...this.waiting];
    for (const resume of woken) {
      // Whoever went before may have ended this one.
      if (this.waiting.delete(resume)) resume();
    }
  };
}
