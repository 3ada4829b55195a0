import { RecentMap } from './recent-map';

/** An Event before it is written: what it is about, and what it says. */
export interface Observation {
  /** All that tells the subject, the source, the type and the reason of an Event from others. */
  readonly similarKey: string;
  /** The subject and the source alone. */
  readonly sourceKey: string;
  readonly message: string;
}

/** What becomes of an observation. */
export interface Correlated {
  /** Under which equal Events are counted. */
  readonly key: string;
  /** The message as it is written. */
  readonly message: string;
  /** Whether it is dropped because its source says too much. */
  readonly isSpam: boolean;
}

/** Subjects of Events that are remembered, at least. Source: Kubernetes 1.36, events_cache.go maxLruCacheEntries. */
export const EVENT_SUBJECTS_MAX = 4096;

/** Source: Kubernetes 1.36, client-go/tools/record/events_cache.go. */
const SIMILAR_MAX = 10;
const SIMILAR_INTERVAL_MS = 600_000;
const BURST = 25;
const REFILL_MS = 300_000;
const COMBINED = '(combined from similar events): ';

interface Similar {
  readonly messages: Set<string>;
  lastMs: number;
}

interface Allowance {
  tokens: number;
  lastMs: number;
}

/**
 * Takes similar Events together and drops what a source says too often: from the tenth different message of one reason
 * within ten minutes on they become one Event, and a source may write 25 Events about an object, and one more every
 * five minutes.
 *
 * Source: Kubernetes 1.36, client-go/tools/record/events_cache.go `EventCorrelate`.
 */
export class EventCorrelator {
  private readonly similar = new RecentMap<Similar>(EVENT_SUBJECTS_MAX);
  private readonly allowances = new RecentMap<Allowance>(EVENT_SUBJECTS_MAX);

  /** Judges one observation, at `nowMs`. */
  correlate({ similarKey, sourceKey, message }: Observation, nowMs: number): Correlated {
    const isCombined = this.isOneOfMany(similarKey, message, nowMs);
    return {
      key: isCombined ? similarKey : `${similarKey}\n${message}`,
      message: isCombined ? `${COMBINED}${message}` : message,
      isSpam: !this.mayWrite(sourceKey, nowMs),
    };
  }

  private isOneOfMany(key: string, message: string, nowMs: number): boolean {
    let known = this.similar.get(key);
    if (known === undefined || nowMs - known.lastMs > SIMILAR_INTERVAL_MS) {
      known = { messages: new Set(), lastMs: nowMs };
      this.similar.set(key, known);
    }
    known.lastMs = nowMs;
    known.messages.add(message);
    if (known.messages.size < SIMILAR_MAX) return false;
    const [oldest] = known.messages;
    known.messages.delete(oldest as string);
    return true;
  }

  private mayWrite(key: string, nowMs: number): boolean {
    let known = this.allowances.get(key);
    if (known === undefined) {
      known = { tokens: BURST, lastMs: nowMs };
      this.allowances.set(key, known);
    }
    known.tokens = Math.min(BURST, known.tokens + (nowMs - known.lastMs) / REFILL_MS);
    known.lastMs = nowMs;
    if (known.tokens < 1) return false;
    known.tokens -= 1;
    return true;
  }
}
