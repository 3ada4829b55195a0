import { WaitList } from '../../../process';
import { Timestamp } from '../bson/values';
import { compareOpTimes, NO_OP_TIME, type Operation, type OplogEntry, type OpTime } from './operation';

/** Entries that are kept: a member that is further behind copies everything anew. */
const ENTRIES_MAX = 5000;

/** The operations that members of a replica set share, in their order. */
export class Oplog {
  /** Wakes those who wait for the next entry. */
  readonly news = new WaitList();
  private list: OplogEntry[] = [];

  /** Place of the last entry. */
  get last(): OpTime {
    return this.list.at(-1) ?? NO_OP_TIME;
  }

  /** Virtual time at which the last entry was made. */
  get lastWallMs(): number {
    return this.list.at(-1)?.wallMs ?? 0;
  }

  get first(): OpTime {
    return this.list[0] ?? NO_OP_TIME;
  }

  entries(): readonly OplogEntry[] {
    return this.list;
  }

  /** Adds an entry; one that is not behind the last is left out. */
  push(entry: OplogEntry): void {
    if (this.list.length > 0 && compareOpTimes(entry, this.last) <= 0) return;
    this.list.push(entry);
    if (this.list.length > ENTRIES_MAX * 1.1) this.list = this.list.slice(-ENTRIES_MAX);
    this.news.wakeAll();
  }

  /** Forgets all, when everything is copied anew. */
  clear(): void {
    this.list = [];
  }

  /** The entry of an operation that the primary of `term` makes now. */
  entryOf(operation: Operation, term: number, nowMs: number): OplogEntry {
    const { seconds, increment } = this.last.ts;
    const now = Math.floor(nowMs / 1000);
    const ts = now > seconds ? new Timestamp(now, 1) : new Timestamp(seconds, increment + 1);
    return { ...operation, ts, t: term, wallMs: nowMs };
  }

  /** Whether an entry of exactly this place is there. */
  has(place: OpTime): boolean {
    const entry = this.list[this.indexAfter(place) - 1];
    return entry !== undefined && compareOpTimes(entry, place) === 0;
  }

  /** Entries behind a place. */
  after(place: OpTime, countMax = Infinity): readonly OplogEntry[] {
    const begin = this.indexAfter(place);
    return this.list.slice(begin, begin + countMax);
  }

  private indexAfter(place: OpTime): number {
    let [low, high] = [0, this.list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.list[middle];
      if (entry !== undefined && compareOpTimes(entry, place) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
