import type { EventLoop, SeededRandom } from '../../engine';
import type { ContainerEnd, ContainerOptions } from '../container';
import type { FileSystem } from '../file-system';
import type { NetworkStack } from '../network-stack';
import type { MachineInfo, ProcessExit, ProcessHandle, ProcessInfo, Program, Signal, SpawnOptions } from '../process';
import type { Processor, ProcessorGroup } from '../processor';
import type { Stream } from '../streams';
import { SystemError } from '../system-error';
import type { ForeignStreams } from './descriptor';
import { findExecutable } from './executables';
import { ProcessEntry, type ProcessOwner } from './process-entry';
import { type ProcessSetup, rootOf, setupOf } from './process-setup';
import type { ProcessTable } from './process-table';
import { RunningProcess } from './running-process';
import { endedBy, isFatal } from './signals';
import { deviceOf, type Terminal } from './terminal';

/** Processes of one table at most. Source: Linux, the default of kernel.pid_max. */
const PROCESSES_MAX = 32_768;
const UMASK = 0o022;

/** Who starts a process: another one, or somebody outside. */
interface Origin {
  readonly entry: ProcessEntry | undefined;
  readonly setup: ProcessSetup;
}

/** What the processes of one container share, and what is done to them. */
export class Kernel implements ProcessOwner {
  readonly foreignStreams: ForeignStreams = new Map();
  readonly cpuGroup: ProcessorGroup;
  /** The first process: the container is over with it. */
  private main: ProcessEntry | undefined;
  private heldBytes = 0;
  private isOver = false;
  private terminals = 0;

  /** `table` may hold processes of other containers as well. */
  constructor(
    private readonly options: ContainerOptions,
    private readonly table: ProcessTable,
  ) {
    this.cpuGroup = { weight: options.cpuWeight, limitCores: options.cpuLimitCores ?? Infinity };
  }

  get loop(): EventLoop {
    return this.options.loop;
  }

  get random(): SeededRandom {
    return this.options.random();
  }

  get network(): NetworkStack {
    return this.options.network;
  }

  get processor(): Processor {
    return this.options.processor;
  }

  /** Bytes that all processes hold together. */
  get memoryBytes(): number {
    return this.heldBytes;
  }

  files(): FileSystem {
    return this.options.files();
  }

  machine(): MachineInfo {
    return this.options.machine();
  }

  /** Processes that those of the container see. */
  processes(): readonly ProcessInfo[] {
    return this.table.list();
  }

  /** Processes of the container itself. */
  ownProcesses(): readonly ProcessInfo[] {
    return this.table.of(this).map((entry) => entry.info());
  }

  /** Starts a process from outside of the container: it has no parent. */
  enter(options: SpawnOptions): ProcessHandle {
    if (this.isOver) throw new SystemError('ESRCH');
    const { env, directory, uid, gid, argv } = this.options;
    const streams = options.streams ?? new Map<number, Stream>();
    const terminal = terminalAmong(streams);
    const setup = { argv, env, directory, uid, gid, umask: UMASK, streams, ignored: NO_SIGNALS, terminal };
    const leader = this.spawn(options, { entry: undefined, setup });
    terminal?.attach(`pts/${this.terminals}`, leader.pid, (group, signal) => this.signalGroup(group, signal));
    if (terminal !== undefined) this.terminals += 1;
    return leader;
  }

  /** Starts a process; it takes its first step after what happens now. Throws as `Process.spawn`. */
  spawn(options: SpawnOptions, origin: Origin): ProcessEntry {
    const parent = origin.entry;
    const setup = setupOf(options, origin.setup);
    const { program, argv } = this.programOf(options, setup, parent);
    if (this.table.size >= PROCESSES_MAX) throw new SystemError('EAGAIN');
    const pid = this.table.nextPid();
    const { uid, env, terminal } = setup;
    const identity = { pid, argv, uid, env, startedMs: this.loop.nowMs, terminal };
    const group = options.isGroupLeader === true || parent === undefined ? pid : parent.group;
    const entry = new ProcessEntry(identity, parent, group, this);
    this.main ??= entry;
    const running = new RunningProcess(this, entry, argv === setup.argv ? setup : { ...setup, argv });
    entry.running = running;
    this.table.add(entry);
    this.loop.after(0, () => {
      if (entry.exit === undefined) running.begin(program);
    });
    return entry;
  }

  /** Forgets a process that has ended. */
  reap(entry: ProcessEntry): void {
    this.table.reap(entry);
  }

  /** Lets a process have a signal; `isFromInside`: from another process, of which process 1 hears only what it handles. */
  deliver(entry: ProcessEntry, signal: Signal, isFromInside = false): void {
    const { running } = entry;
    if (running === undefined) return;
    const isProtected = entry.pid === 1 && (isFromInside || signal !== 'KILL');
    const action = running.actions.of(signal);
    if (signal === 'CONT') this.resume(entry, running);
    if (typeof action === 'function') running.threads.start(action());
    if (action !== 'default' || isProtected) return;
    if (signal === 'STOP') running.threads.stop();
    else if (!isFatal(signal)) return;
    else if (running.threads.isStopped && signal !== 'KILL') running.actions.postpone(signal);
    else this.end(entry, endedBy(signal));
  }

  /** Sends a signal in the name of `sender`: to one process, to a group (negative, or 0 for its own), or to all (-1). */
  kill(sender: ProcessEntry, pid: number, signal: Signal): void {
    const targets = this.targetsOf(sender, pid);
    if (targets.length === 0) throw new SystemError('ESRCH');
    const { uid } = sender.identity;
    const permitted = targets.filter((target) => uid === 0 || uid === target.identity.uid);
    if (permitted.length === 0) throw new SystemError('EPERM');
    for (const target of permitted) target.owner.deliver(target, signal, true);
  }

  /** Sends a signal to all processes of a group. */
  signalGroup(group: number, signal: Signal): void {
    for (const entry of this.table.group(group)) entry.owner.deliver(entry, signal, true);
  }

  /** Ends a process; with the first one end all. */
  end(entry: ProcessEntry, exit: ProcessExit): void {
    if (entry.exit !== undefined) return;
    if (entry === this.main) this.endAll({ ...exit, isOutOfMemory: false });
    else this.endOne(entry, exit, false);
  }

  /** Notes that a process holds more memory, or less; beyond the limit all end, or the largest. */
  changeMemory(bytes: number): void {
    this.note(bytes);
    const { memoryLimitBytes = Infinity, killsLargestOnly = false } = this.options;
    if (this.heldBytes <= memoryLimitBytes) return;
    const victim = killsLargestOnly ? this.largest() : this.main;
    if (victim === this.main) this.endAll({ ...endedBy('KILL'), isOutOfMemory: true });
    else if (victim !== undefined) this.endOne(victim, endedBy('KILL'), false);
  }

  /** Ends all without a word to anybody. */
  discard(): void {
    this.isOver = true;
    for (const entry of this.table.of(this)) this.endOne(entry, endedBy('KILL'), true);
    this.table.forget(this);
  }

  endKilled(): void {
    this.endAll({ ...endedBy('KILL'), isOutOfMemory: false });
  }

  /** Lets a stopped process go on, and have the signals that came meanwhile. */
  private resume(entry: ProcessEntry, running: RunningProcess): void {
    running.threads.resume();
    for (const signal of running.actions.takePostponed()) this.deliver(entry, signal);
  }

  private endAll(end: ContainerEnd): void {
    if (this.isOver) return;
    this.isOver = true;
    const { isOutOfMemory, ...exit } = end;
    for (const entry of this.table.of(this)) this.endOne(entry, entry === this.main ? exit : endedBy('KILL'), false);
    this.table.forget(this);
    // Those who joined it do not outlive process 1.
    if (this.main?.pid === 1) for (const { owner } of this.table.all()) owner.endKilled();
    this.options.onExit({ ...exit, isOutOfMemory });
  }

  /** The process that holds most memory; of equal ones the first. */
  private largest(): ProcessEntry | undefined {
    const held = ({ running }: ProcessEntry): number => running?.memoryBytes ?? 0;
    return this.table
      .of(this)
      .reduce<ProcessEntry | undefined>((most, entry) => (most && held(most) >= held(entry) ? most : entry), undefined);
  }

  private note(bytes: number): void {
    this.heldBytes += bytes;
    this.options.onMemory?.(bytes);
  }

  private endOne(entry: ProcessEntry, exit: ProcessExit, isSilent: boolean): void {
    const { running, parent } = entry;
    if (running === undefined) return;
    entry.end(exit, running.cpu.takenMs);
    this.note(-running.memoryBytes);
    // Whoever hears of the end finds its ports and pipes closed.
    running.dispose(isSilent);
    this.table.settle(entry);
    // The first process at a terminal takes it away from the others.
    if (parent === undefined && !isSilent) entry.identity.terminal?.signal('HUP');
    if (parent?.running === undefined) return;
    if (parent.running.actions.of('CHLD') === 'ignore') this.reap(entry);
    parent.owner.deliver(parent, 'CHLD', true);
  }

  private targetsOf(sender: ProcessEntry, pid: number): readonly ProcessEntry[] {
    if (pid === -1) return this.table.all().filter((entry) => entry.pid !== 1 && entry !== sender);
    if (pid <= 0) return this.table.group(pid === 0 ? sender.group : -pid);
    const entry = this.table.find(pid);
    return entry === undefined ? [] : [entry];
  }

  /** Whether what `entry` starts belongs to the first process, and was not brought in from outside; undefined is the outside. */
  private isOfMain(entry: ProcessEntry | undefined): boolean {
    if (entry === undefined) return this.main === undefined;
    let first = entry;
    for (let { parent } = first; parent?.owner === this; { parent } = first) first = parent;
    return first === this.main;
  }

  /** What is to be run, and what it is called by. Throws as `Process.spawn`. */
  programOf(
    options: SpawnOptions,
    { root, directory, uid, gid, env }: ProcessSetup,
    entry: ProcessEntry | undefined,
  ): { readonly program: Program; readonly argv: readonly string[] } {
    const { program, argv } = options;
    if (program !== undefined) return { program, argv };
    try {
      return findExecutable(this.files().as({ ...rootOf(root), directory, uid, gid }), argv, env().get('PATH'));
    } catch (error) {
      const isMissing = error instanceof SystemError && error.code === 'ENOENT';
      const stand = isMissing ? this.options.missing?.(argv, this.isOfMain(entry)) : undefined;
      if (stand === undefined) throw error;
      return { program: stand, argv };
    }
  }
}

const NO_SIGNALS: readonly Signal[] = [];

/** The terminal that is the first one among some streams. */
function terminalAmong(streams: ReadonlyMap<number, Stream>): Terminal | undefined {
  for (const stream of streams.values()) {
    const terminal = deviceOf(stream);
    if (terminal !== undefined) return terminal;
  }
  return undefined;
}
