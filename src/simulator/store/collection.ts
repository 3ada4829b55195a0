import type { KubeObject } from '../api';
import type { Change } from './change';
import { Listeners } from './listeners';
import { keyOf, StoredObjects } from './stored-objects';

/** All objects of one resource, the changes that led there, and who wants to hear of the next ones. */
export class Collection {
  readonly objects = new StoredObjects();
  readonly listeners = new Listeners();
  private changes: Change[] = [];
  /** Changes up to this revision are forgotten. */
  private compacted = 0;

  constructor(private readonly changesMax: number) {}

  /** Revision that the oldest answerable question may be about. */
  get compactedRevision(): number {
    return this.compacted;
  }

  record(change: Change): void {
    this.changes.push(change);
    // Dropping a quarter at a time keeps the cost of a write constant.
    if (this.changes.length > this.changesMax * 1.25) this.forget(this.changes.length - this.changesMax);
  }

  /** Forgets changes up to and including `revision`. */
  compact(revision: number): void {
    this.forget(this.firstAfter(revision));
    this.compacted = Math.max(this.compacted, revision);
  }

  /** Changes after `revision`, oldest first. */
  changesAfter(revision: number): readonly Change[] {
    return this.changes.slice(this.firstAfter(revision));
  }

  /** Entries from `start` on of a namespace, or of all, as they were at `revision`. */
  *entriesAt(revision: number, namespace: string, start: string): IterableIterator<readonly [string, KubeObject]> {
    const undone = this.undo(revision, namespace, start);
    if (undone.size === 0) {
      yield* this.objects.entries(namespace, start);
      return;
    }
    const old = [...undone].sort(([left], [right]) => (left < right ? -1 : 1));
    let next = 0;
    for (const [key, object] of this.objects.entries(namespace, start)) {
      for (; next < old.length && (old[next]?.[0] as string) < key; next += 1) yield* existing(old[next]);
      if (old[next]?.[0] === key) yield* existing(old[next++]);
      else yield [key, object];
    }
    for (; next < old.length; next += 1) yield* existing(old[next]);
  }

  /** Number of entries from `start` on of a namespace, or of all, as they were at `revision`. */
  countAt(revision: number, namespace: string, start: string): number {
    let count = this.objects.count(namespace, start);
    for (const { before, now } of this.undo(revision, namespace, start).values()) {
      count += (before === undefined ? 0 : 1) - (now === undefined ? 0 : 1);
    }
    return count;
  }

  /** State at `revision`, and now, of each key that changed since: undefined where nothing was. */
  private undo(revision: number, namespace: string, start: string): Map<string, Undone> {
    const undone = new Map<string, Undone>();
    for (let index = this.changes.length - 1; index >= 0; index -= 1) {
      const change = this.changes[index] as Change;
      if (change.revision <= revision) break;
      if (namespace !== '' && change.namespace !== namespace) continue;
      const key = keyOf(change.namespace, change.name);
      if (key < start) continue;
      undone.set(key, { before: change.previous, now: this.objects.get(change.namespace, change.name) });
    }
    return undone;
  }

  private firstAfter(revision: number): number {
    let low = 0;
    let high = this.changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.changes[middle] as Change).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private forget(count: number): void {
    if (count <= 0) return;
    this.compacted = Math.max(this.compacted, (this.changes[count - 1] as Change).revision);
    this.changes = this.changes.slice(count);
  }
}

/** What was under a key and what is. */
interface Undone {
  readonly before: KubeObject | undefined;
  readonly now: KubeObject | undefined;
}

function* existing(entry: readonly [string, Undone] | undefined): IterableIterator<readonly [string, KubeObject]> {
  if (entry?.[1].before !== undefined) yield [entry[0], entry[1].before];
}
