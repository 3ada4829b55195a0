import type { ProcessInfo } from '../process';
import type { ProcessEntry, ProcessOwner } from './process-entry';

/**
 * Processes by their numbers, and who is whose child: those of one container, or of several that see each other. Its
 * process 1 takes all others with it.
 *
 * Source: Linux, pid_namespaces(7). Not modelled: one within another.
 */
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

  /** Processes that belong to a container. */
  of(owner: ProcessOwner): readonly ProcessEntry[] {
    return this.all().filter((entry) => entry.owner === owner);
  }

  /** All of them as `ps` sees them. */
  list(): readonly ProcessInfo[] {
    return this.all().map((entry) => entry.info());
  }

  /** Environment that a process was started with. */
  environmentOf(pid: number): ReadonlyMap<string, string> | undefined {
    return this.find(pid)?.identity.env();
  }

  find(pid: number): ProcessEntry | undefined {
    return this.entries.get(pid);
  }

  /** Forgets what is left of a container: nobody in it can hear of anybody. */
  forget(owner: ProcessOwner): void {
    for (const entry of this.of(owner)) this.remove(entry);
  }

  /** Processes of a group that have not ended. */
  group(group: number): readonly ProcessEntry[] {
    return this.all().filter((entry) => entry.group === group && entry.exit === undefined);
  }

  /** Forgets a process that has ended and that somebody has heard of. */
  reap(entry: ProcessEntry): void {
    if (entry.exit === undefined) return;
    entry.parent?.takeOver(entry);
    this.remove(entry);
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

  private remove(entry: ProcessEntry): void {
    this.entries.delete(entry.pid);
    entry.parent?.children.delete(entry);
  }
}
