import type { ApiClient, KubeObject } from '../api';
import { durationMs, type EventLoop } from '../engine';
import { keyOf } from './object-index';

/** When a cluster counts as settled. */
export interface SettleOptions {
  /** Virtual time without a change that counts: milliseconds, or text such as `30s`. @default 30s */
  readonly quiet?: number | string;
  /** Virtual time after which waiting ends in any case. @default 10m */
  readonly limit?: number | string;
}

/** How waiting for quiet ended. */
export interface Settled {
  /** Whether nothing changed for as long as was asked. */
  readonly settled: boolean;
  /** What changed last when it did not settle, such as `Deployment default/web`; sorted. */
  readonly stillChanging: readonly string[];
}

/** Changed objects that are remembered at least. */
const CHANGED_MAX = 1000;

/** An object as it was last written, and when. */
interface LastChange {
  readonly object: KubeObject;
  readonly atMs: number;
}

/** Resources whose changes nobody waits for. */
const UNCOUNTED: ReadonlySet<string> = new Set(['events', 'coordination.k8s.io/leases']);

/**
 * Watches what changes in a cluster. Changes that routine causes do not count: heartbeats, and a crash loop that has
 * come down to its back-off.
 */
export class Settling {
  private lastChangeMs: number;
  /** The latest changes by UID, and as many before them: what is asked for is small however long nobody asks. */
  private changed = new Map<string, LastChange>();
  private changedBefore = new Map<string, LastChange>();

  /**
   * @param unnoticed - Names what has happened and the cluster does not know yet, such as `Node node-1` of a machine
   * that is off and still counts as ready: as long as there is something, the cluster is not at rest.
   */
  constructor(
    client: ApiClient,
    private readonly loop: EventLoop,
    private readonly unnoticed: () => readonly string[] = () => [],
  ) {
    this.lastChangeMs = loop.nowMs;
    client.watchAll(({ storage }, { object }) => {
      if (UNCOUNTED.has(storage) || loop.isRoutine) return;
      this.lastChangeMs = loop.nowMs;
      this.changed.set(object.metadata.uid ?? '', { object, atMs: loop.nowMs });
      if (this.changed.size < CHANGED_MAX) return;
      this.changedBefore = this.changed;
      this.changed = new Map();
    });
  }

  /**
   * Lets virtual time pass until nothing has changed for `quiet`, or `limit` is over.
   *
   * @throws RangeError for durations that cannot be read.
   */
  settle(options: SettleOptions = {}): Settled {
    const quietMs = durationMs(options.quiet ?? '30s');
    const limitMs = this.loop.nowMs + durationMs(options.limit ?? '10m');
    // What was changed from outside before counts from now on.
    this.lastChangeMs = this.loop.nowMs;
    let isAllKnown = true;
    for (;;) {
      const wasAllKnown = isAllKnown;
      isAllKnown = this.unnoticed().length === 0;
      if (!isAllKnown || !wasAllKnown) this.lastChangeMs = this.loop.nowMs;
      const quietAtMs = this.lastChangeMs + quietMs;
      const nextMs = this.loop.nextMs ?? Infinity;
      if (quietAtMs <= limitMs && nextMs > quietAtMs && isAllKnown) {
        this.loop.runTo(quietAtMs);
        return { settled: true, stillChanging: [] };
      }
      if (nextMs > limitMs) {
        this.loop.runTo(limitMs);
        const changing = [...this.changedSince(limitMs - quietMs), ...this.unnoticed()];
        return { settled: false, stillChanging: [...new Set(changing)].sort() };
      }
      this.loop.runNext();
    }
  }

  /**
   * Lets virtual time pass until `predicate` holds; it is asked after every action. False when `limit` is over first,
   * or nothing is left to happen.
   *
   * @throws RangeError for a limit that cannot be read.
   */
  until(predicate: () => boolean, limit: number | string = '10m'): boolean {
    const limitMs = this.loop.nowMs + durationMs(limit);
    while (!predicate()) {
      const nextMs = this.loop.nextMs ?? Infinity;
      if (nextMs > limitMs) {
        this.loop.runTo(limitMs);
        return predicate();
      }
      this.loop.runNext();
    }
    return true;
  }

  private changedSince(timeMs: number): string[] {
    const names = [...this.changedBefore.values(), ...this.changed.values()]
      .filter(({ atMs }) => atMs >= timeMs)
      .map(({ object }) => `${object.kind} ${keyOf(object)}`);
    return [...new Set(names)].sort();
  }
}
