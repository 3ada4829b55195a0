import { StatusError } from '../api';
import type { EventLoop, Timer } from '../engine';

/** How a queue works. */
export interface WorkQueueOptions {
  /** Virtual milliseconds between hearing of a change and acting on it. @default 5 */
  readonly latencyMs?: number;
  /** Shortest virtual time between two runs for the same key: changes in between are taken together. @default 0 */
  readonly intervalMs?: number;
  /** Virtual milliseconds before a run that the API refused is tried again; each further time twice as long. @default 5 */
  readonly firstRetryMs?: number;
  /** The longest of these waits, in virtual milliseconds. @default 1000000 */
  readonly lastRetryMs?: number;
}

/** Source: Kubernetes 1.36, client-go/util/workqueue/default_rate_limiters.go. */
const FIRST_RETRY_MS = 5;
const LAST_RETRY_MS = 1_000_000;

/**
 * Keys that wait for their turn, each at most once. A run reads the current state and never what woke it. A run that the
 * API refuses is tried again, by default after 5 ms, 10 ms and so on; any other error is a defect and goes to who drives
 * the loop.
 */
export class WorkQueue {
  private readonly waiting = new Map<string, Timer>();
  private readonly failures = new Map<string, number>();
  private readonly lastRunMs = new Map<string, number>();
  private readonly latencyMs: number;
  private readonly intervalMs: number;
  private readonly firstRetryMs: number;
  private readonly lastRetryMs: number;

  constructor(
    private readonly loop: EventLoop,
    private readonly reconcile: (key: string) => void,
    options: WorkQueueOptions = {},
  ) {
    this.latencyMs = options.latencyMs ?? 5;
    this.intervalMs = options.intervalMs ?? 0;
    this.firstRetryMs = options.firstRetryMs ?? FIRST_RETRY_MS;
    this.lastRetryMs = options.lastRetryMs ?? LAST_RETRY_MS;
  }

  /** Plans a run soon. Does nothing when one is planned for that time or earlier. */
  add(key: string): void {
    const earliestMs = (this.lastRunMs.get(key) ?? -Infinity) + this.intervalMs;
    this.plan(key, Math.max(this.loop.nowMs + this.latencyMs, earliestMs), this.loop.isRoutine);
  }

  /**
   * Plans a run in `delayMs`. Does nothing when one is planned for that time or earlier: a run has to plan all its later
   * ones anew. `isRoutine` as in `EventLoop.at`.
   */
  addAfter(key: string, delayMs: number, isRoutine = this.loop.isRoutine): void {
    this.plan(key, this.loop.nowMs + delayMs, isRoutine);
  }

  /** Forgets a key: its planned run and its failures. */
  forget(key: string): void {
    this.waiting.get(key)?.cancel();
    this.waiting.delete(key);
    this.failures.delete(key);
    this.lastRunMs.delete(key);
  }

  private plan(key: string, timeMs: number, isRoutine: boolean): void {
    const planned = this.waiting.get(key);
    let stays = isRoutine;
    let dueMs = timeMs;
    if (planned !== undefined) {
      // Something that is waited for makes a routine run one that is waited for.
      stays = isRoutine && planned.isRoutine;
      if (planned.dueMs <= timeMs && stays === planned.isRoutine) return;
      planned.cancel();
      dueMs = Math.min(timeMs, planned.dueMs);
    }
    this.waiting.set(
      key,
      this.loop.at(dueMs, () => this.run(key), { isRoutine: stays }),
    );
  }

  private run(key: string): void {
    this.waiting.delete(key);
    if (this.intervalMs > 0) this.lastRunMs.set(key, this.loop.nowMs);
    try {
      this.reconcile(key);
      if (this.failures.size > 0) this.failures.delete(key);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const failures = this.failures.get(key) ?? 0;
      this.failures.set(key, failures + 1);
      this.addAfter(key, Math.min(this.firstRetryMs * 2 ** failures, this.lastRetryMs));
    }
  }
}
