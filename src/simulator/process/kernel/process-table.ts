import type { ProcessEntry } from './process-entry';

/** Processes of a container by their numbers, and who is whose child. */
export class ProcessTable {
  private readonly entries = new Map<number, ProcessEntry>();
  private pids = 0;

  get size(): number {
    return this.entries.size;
  }

  /** The number of the next process. */
  nextPid(): number {
    this.pids += 1;
    return this.pids;
  }

  add(entry: ProcessEntry): void {
    this.entries.set(entry.pid, entry);
    entry.parent?.children.add(entry);
  }

  /** Everything that is left of them, in the order of their numbers. */
  all(): readonly ProcessEntry[] {
    return [...this.entries.values()];
  }

  find(pid: number): ProcessEntry | undefined {
    return this.entries.get(pid);
  }

  /** Forgets all: nobody is left to hear of anybody. */
  clear(): void {
    this.entries.clear();
  }

  /** Processes of a group that have not ended. */
  group(group: number): readonly ProcessEntry[] {
    return this.all().filter((entry) => entry.group === group && entry.exit === undefined);
  }

  /** Forgets a process that has ended and that somebody has heard of. */
  reap(entry: ProcessEntry): void {
    if (entry.exit === undefined) return;
    this.entries.delete(entry.pid);
    entry.parent?.children.delete(entry);
  }

  /**
   * Draws the consequences of a process' end: its children become those of process 1, its parent hears of it. One
   * without a parent is forgotten at once.
   */
  settle(entry: ProcessEntry): void {
    const init = this.entries.get(1);
    for (const child of entry.children) {
      child.parent = init;
      init?.children.add(child);
    }
    if (entry.children.size > 0) init?.childEnds.wakeAll();
    entry.children.clear();
    if (entry.parent === undefined) this.entries.delete(entry.pid);
    entry.ends.wakeAll();
    entry.parent?.childEnds.wakeAll();
  }
}
