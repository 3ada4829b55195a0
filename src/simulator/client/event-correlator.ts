/** Source: Kubernetes 1.36, client-go/tools/record/events_cache.go. */
const SIMILAR_MAX = 10;
const SIMILAR_INTERVAL_MS = 600_000;
const BURST = 25;
const REFILL_MS = 300_000;
const COMBINED = '(combined from similar events): ';

/** Statements about one subject that are remembered; older ones are made again as new Events. */
const STATEMENTS_MAX = 64;

/** All that tells an Event about a subject from the others about it. */
export type Statement = readonly (string | undefined)[];

/** What becomes of an observation. */
export interface Correlated {
  /** The message as it is written. */
  readonly message: string;
  /** The same message, unless it is one of many: all those are one Event. */
  readonly ownMessage: string | undefined;
  /** Whether it is dropped because its source says too much. */
  readonly isSpam: boolean;
}

/** Messages of one type and reason. Lists of a handful that are kept by the thousand are chained: arrays take room to grow. */
interface Similar {
  readonly type: string;
  readonly reason: string;
  /** Different ones, in the order in which they came. */
  messages: readonly string[];
  lastMs: number;
  readonly next: Similar | undefined;
}

interface Written {
  readonly statement: Statement;
  readonly name: string;
  next: Written | undefined;
}

const NONE: readonly string[] = [];

const isSame = (left: Statement, right: Statement): boolean => {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
};

/**
 * What one source has said about one subject. Similar Events are taken together and what is said too often is dropped:
 * from the tenth different message of one reason within ten minutes on they become one Event, and a source may write 25
 * Events about an object, and one more every five minutes.
 *
 * Source: Kubernetes 1.36, client-go/tools/record/events_cache.go `EventCorrelate`.
 */
export class EventCorrelator {
  private similar: Similar | undefined;
  /** The newest first. */
  private written: Written | undefined;
  private writtenCount = 0;
  private tokens = BURST;

  constructor(private refilledMs: number) {}

  /** Judges one observation, at `nowMs`. */
  correlate(type: string, reason: string, message: string, nowMs: number): Correlated {
    const isCombined = this.isOneOfMany(type, reason, message, nowMs);
    return {
      message: isCombined ? `${COMBINED}${message}` : message,
      ownMessage: isCombined ? undefined : message,
      isSpam: !this.mayWrite(nowMs),
    };
  }

  /** Name of the Event that made a statement; undefined when there is none. */
  nameOf(statement: Statement): string | undefined {
    for (let each = this.written; each !== undefined; each = each.next) {
      if (isSame(each.statement, statement)) return each.name;
    }
    return undefined;
  }

  /** Notes which Event makes a statement. */
  note(statement: Statement, name: string): void {
    this.forget(statement);
    this.written = { statement, name, next: this.written };
    this.writtenCount += 1;
  }

  /** Forgets a statement, and the oldest one where there are too many to remember another. */
  private forget(statement: Statement): void {
    let before: Written | undefined;
    for (let each = this.written; each !== undefined; each = each.next) {
      const isOldest = each.next === undefined && this.writtenCount >= STATEMENTS_MAX;
      if (isOldest || isSame(each.statement, statement)) {
        if (before === undefined) this.written = each.next;
        else before.next = each.next;
        this.writtenCount -= 1;
      } else {
        before = each;
      }
    }
  }

  private isOneOfMany(type: string, reason: string, message: string, nowMs: number): boolean {
    let known = this.similar;
    while (known !== undefined && (known.reason !== reason || known.type !== type)) known = known.next;
    if (known === undefined) {
      this.similar = { type, reason, messages: [message], lastMs: nowMs, next: this.similar };
      return false;
    }
    if (nowMs - known.lastMs > SIMILAR_INTERVAL_MS) known.messages = NONE;
    known.lastMs = nowMs;
    if (!known.messages.includes(message)) known.messages = [...known.messages, message];
    if (known.messages.length < SIMILAR_MAX) return false;
    known.messages = known.messages.slice(1);
    return true;
  }

  private mayWrite(nowMs: number): boolean {
    this.tokens = Math.min(BURST, this.tokens + (nowMs - this.refilledMs) / REFILL_MS);
    this.refilledMs = nowMs;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
