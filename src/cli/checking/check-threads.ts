import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CheckedSet, CheckResult } from '../../check';
import type { CheckPlace } from './check-place';
import type { PlannedSet, PreparedSet } from './checked-sets';

/** What a thread is asked, and what it answers; the number is the place of the set among all. */
export interface Asked {
  readonly index: number;
  readonly set: CheckedSet;
}
export interface Answered {
  readonly index: number;
  readonly result: CheckResult;
}

/** A set and what came of it. */
export interface Checked {
  readonly prepared: PreparedSet;
  readonly result: CheckResult;
}

/** What a thread runs: compiled code, absent beside sources. */
const THREAD_FILE = join(__dirname, 'check-thread.js');

/** More threads gain little, and each has a cluster and a compiler of its own. */
const THREADS_MAX = 8;

/** Threads that check sets side by side. They load the simulator at once, while somebody finds out what to check. */
export class CheckThreads {
  private readonly threads: readonly Worker[];
  private readonly failed: Promise<never>;

  private constructor(place: CheckPlace, count: number) {
    this.threads = Array.from({ length: count }, () => new Worker(THREAD_FILE, { workerData: place }));
    this.failed = Promise.race(
      this.threads.map((thread) => new Promise<never>((_, reject) => thread.once('error', reject))),
    );
    // Who waits for a set hears of a failure; until then nobody does.
    this.failed.catch(() => undefined);
  }

  /** As many as processors and sets are good for; undefined when one thing after the other is as quick. */
  static begin(place: CheckPlace, setsMax: number): CheckThreads | undefined {
    const count = Math.min(availableParallelism(), setsMax, THREADS_MAX);
    return count > 1 && existsSync(THREAD_FILE) ? new CheckThreads(place, count) : undefined;
  }

  /** Sets with their results, in the order of the sets; those that take longest begin first, so that nobody waits for them alone. */
  async *check(sets: readonly PlannedSet[]): AsyncGenerator<Checked> {
    const waiting = [...sets.entries()].sort(([, left], [, right]) => right.pods - left.pods);
    const prepared = new Map<number, PreparedSet>();
    const tell = new Map<number, (result: CheckResult) => void>();
    const results = sets.map((_, index) => new Promise<CheckResult>((resolve) => tell.set(index, resolve)));
    const next = (thread: Worker): void => {
      const [index, planned] = waiting.shift() ?? [];
      if (index === undefined || planned === undefined) return;
      const ready = planned.prepare();
      prepared.set(index, ready);
      thread.postMessage({ index, set: ready.set } satisfies Asked);
    };
    for (const thread of this.threads) {
      thread.on('message', ({ index, result }: Answered) => {
        next(thread);
        tell.get(index)?.(result);
      });
      next(thread);
    }
    for (const [index, waited] of results.entries()) {
      const result = await Promise.race([waited, this.failed]);
      yield { prepared: prepared.get(index) as PreparedSet, result };
    }
  }

  /** Ends them, whatever they do. */
  end(): void {
    for (const thread of this.threads) void thread.terminate();
  }
}
