import { type Coroutine, waitFor } from '../coroutine';
import type { ProcessExit, ProcessHandle, ProcessInfo, Signal } from '../process';
import { WaitList } from '../wait-list';
import type { RunningProcess } from './running-process';
import type { Terminal } from './terminal';

/** What stays the same of a process, whatever it does. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly uid: number;
  /** What it was started with. */
  readonly env: () => ReadonlyMap<string, string>;
  readonly startedMs: number;
  /** Terminal that it is at. */
  readonly terminal: Terminal | undefined;
}

/** The container that a process belongs to. */
export interface ProcessOwner {
  /** Lets a process have a signal; `isFromInside`: from another process. */
  deliver(entry: ProcessEntry, signal: Signal, isFromInside?: boolean): void;
  /** Forgets a process that has ended. */
  reap(entry: ProcessEntry): void;
  /** Ends all that runs in the container, as the kernel does. */
  endKilled(): void;
}

/** A line of the process table: a process, or what is left of it until somebody has heard of its end. */
export class ProcessEntry implements ProcessHandle {
  exit: ProcessExit | undefined;
  /** What runs; undefined once it has ended. */
  running: RunningProcess | undefined;
  /** Living children, and ended ones that nobody has waited for, by their numbers. */
  readonly children = new Set<ProcessEntry>();
  /** Woken when a child ends. */
  readonly childEnds = new WaitList();
  /** Woken when it ends. */
  readonly ends = new WaitList();
  private takenMs = 0;
  private childrenMs = 0;

  constructor(
    private known: ProcessIdentity,
    /** Undefined for a process that came from outside of the container. */
    public parent: ProcessEntry | undefined,
    public group: number,
    readonly owner: ProcessOwner,
  ) {}

  /** What is known of it, whatever it does. */
  get identity(): ProcessIdentity {
    return this.known;
  }

  get pid(): number {
    return this.identity.pid;
  }

  *wait(): Coroutine<ProcessExit> {
    while (this.exit === undefined) yield* waitFor(this.ends.change);
    this.owner.reap(this);
    return this.exit;
  }

  signal(signal: Signal): void {
    this.owner.deliver(this, signal);
  }

  /** Notes that it has become another program, perhaps one of another user. */
  become(argv: readonly string[], uid: number, env: ReadonlyMap<string, string>): void {
    this.known = { ...this.known, argv, uid, env: () => env };
  }

  /** Notes how it has ended. */
  end(exit: ProcessExit, cpuMs: number): void {
    this.exit = exit;
    this.running = undefined;
    this.takenMs = cpuMs;
  }

  /** Takes over what a child has used that is waited for. */
  takeOver({ takenMs, childrenMs }: ProcessEntry): void {
    this.childrenMs += takenMs + childrenMs;
  }

  /** Its line of `ps`. */
  info(): ProcessInfo {
    const { running, identity } = this;
    return {
      pid: identity.pid,
      parent: this.parent?.pid ?? 0,
      uid: identity.uid,
      argv: identity.argv,
      state: running?.state ?? 'Z',
      startedMs: identity.startedMs,
      cpuMs: running?.cpu.takenMs ?? this.takenMs,
      childrenCpuMs: this.childrenMs,
      cpuCores: running?.cpu.cores ?? 0,
      memoryBytes: running?.memoryBytes ?? 0,
      ...(identity.terminal === undefined ? {} : { terminal: identity.terminal.name }),
    };
  }
}
