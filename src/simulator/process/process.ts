import type { SeededRandom } from '../engine';
import type { Coroutine, Task } from './coroutine';
import type { FileSystem } from './file-system';
import type { NetworkStack } from './network-stack';
import type { Stream } from './streams';

/**
 * What an executable file does: a coroutine that returns its exit code, 0 to 255. What it throws ends the process with
 * code 1 and a line on stderr; it must end by itself when nothing is left to do.
 *
 * A program that loops without waiting must take processor time (`process.compute`), or time stands still for all.
 */
export type Program = (process: Process) => Coroutine<number>;

/** Signals that programs here send and handle. */
export type Signal =
  'HUP' | 'INT' | 'QUIT' | 'KILL' | 'USR1' | 'USR2' | 'PIPE' | 'ALRM' | 'TERM' | 'CHLD' | 'CONT' | 'STOP' | 'WINCH';

/** How a process has ended: a code, or the signal that ended it (a shell shows 128 and its number). */
export interface ProcessExit {
  /** 0 to 255; 128 and the number of the signal for one that a signal has ended. */
  readonly code: number;
  readonly signal?: Signal;
}

/** A process as others see it. */
export interface ProcessHandle {
  readonly pid: number;
  /** How it has ended; undefined while it runs. */
  readonly exit: ProcessExit | undefined;
  /** Waits for its end. */
  wait(): Coroutine<ProcessExit>;
  signal(signal: Signal): void;
}

/** What is to be run. */
export interface SpawnOptions {
  /** Path or name of the program, found by PATH, and its arguments: `argv[0]` is what it is called by. */
  readonly argv: readonly string[];
  /** Runs this instead of a file: shells run subshells so. @default - what `argv[0]` names */
  readonly program?: Program | undefined;
  /** @default - that of the parent */
  readonly env?: ReadonlyMap<string, string>;
  /** @default - that of the parent */
  readonly directory?: string;
  /** What it has for stdin (0), stdout (1), stderr (2) and other numbers. @default - those of the parent */
  readonly streams?: ReadonlyMap<number, Stream>;
  /** Whether it becomes the leader of a group of its own: Ctrl-C of a terminal reaches it, or not, with its group. @default false */
  readonly isGroupLeader?: boolean;
  /** @default - as the parent */
  readonly uid?: number;
  /** @default - as the parent */
  readonly gid?: number;
}

/** One line of `ps`. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly uid: number;
  readonly argv: readonly string[];
  readonly state: 'R' | 'S' | 'Z' | 'T';
  readonly startedMs: number;
  /** Processor time taken since its start. */
  readonly cpuMs: number;
  /** Processor time of children that it has waited for, and of those that these have waited for. */
  readonly childrenCpuMs: number;
  /** Share of a processor that it takes now: 1 is one core. */
  readonly cpuCores: number;
  readonly memoryBytes: number;
  /** Name of the terminal it is at: `pts/0`. @default - none */
  readonly terminal?: string;
}

/** What the machine below says of itself. */
export interface MachineInfo {
  /** `uname -n`, the name of the Pod. */
  readonly hostname: string;
  /** Processors of the node, whatever a limit says. */
  readonly cores: number;
  /** Memory of the node. */
  readonly memoryBytes: number;
  /** Memory of the node that nobody uses. */
  readonly freeMemoryBytes: number;
  /** Limit of memory of the container. @default - none */
  readonly memoryLimitBytes?: number;
  /** `uname -r`. */
  readonly kernel: string;
  /** Virtual time of its start. */
  readonly bootedMs: number;
}

/** What a program sees of itself and of the world. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** `argv[0]` is what it was called by. */
  readonly argv: readonly string[];
  /** Its own copy: changes reach only what it starts. */
  readonly env: Map<string, string>;
  readonly uid: number;
  readonly gid: number;
  /** Files, seen from its own directory and as its own user. */
  readonly files: FileSystem;
  readonly network: NetworkStack;
  readonly random: SeededRandom;
  readonly machine: MachineInfo;
  /** Virtual time, milliseconds since 1970. */
  readonly nowMs: number;
  /** Its streams by their numbers: its own copy, as `env`. */
  readonly streams: Map<number, Stream>;
  readonly stdin: Stream;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Makes `directory` what relative paths are relative to. @throws SystemError ENOENT, ENOTDIR, EACCES */
  changeDirectory(directory: string): void;
  /** Permission bits that files which it makes do not get. */
  readonly umask: number;
  changeUmask(umask: number): void;
  /** Makes a directory `/` for itself and what it starts. @throws SystemError ENOENT, ENOTDIR, EPERM when it is not root's */
  changeRoot(directory: string): void;
  /** Writes text to stdout. */
  print(text: string): Coroutine<void>;
  /** Writes text to stderr. */
  complain(text: string): Coroutine<void>;
  /** Waits. */
  sleep(ms: number): Coroutine<void>;
  /** Takes `cpuMs` milliseconds of one processor; takes longer when others want it too, or a limit is reached. */
  compute(cpuMs: number): Coroutine<void>;
  /** Says what share of a processor its housekeeping takes all the time, beside `compute`: 0.002. */
  useProcessor(cores: number): void;
  /** Says how much memory it holds: what is beyond the limit of its container ends it, or all of the container. */
  useMemory(bytes: number): void;
  /** Runs another coroutine of this process beside its main one: a thread. It ends with the process. */
  start(coroutine: Coroutine<void>): Task;
  /**
   * Starts a child.
   *
   * @throws SystemError ENOENT when there is no such program, EACCES when it may not be executed, ENOEXEC when it is
   * neither a program nor a script.
   */
  spawn(options: SpawnOptions): ProcessHandle;
  /**
   * Becomes another program with other arguments and environment: its number, streams and children stay, handlers of
   * signals are forgotten. It ends with that program. With `uid` and `gid` it becomes one of another user, as gosu and su do.
   * Throws as `spawn`, and EPERM when one of a user other than root would change who it is; it goes on then.
   */
  exec(options: Pick<SpawnOptions, 'argv' | 'env' | 'uid' | 'gid'>): Coroutine<never>;
  /** The next end of a child that nobody has waited for. @throws SystemError ECHILD when there is none */
  waitForChild(): Coroutine<{ readonly pid: number; readonly exit: ProcessExit }>;
  /** What happens at a signal: a coroutine of this process, nothing, or what the system does. KILL cannot be handled. */
  onSignal(signal: Signal, action: (() => Coroutine<void>) | 'ignore' | 'default'): void;
  /** Sends a signal to a process of the container; to a whole group with a negative number. @throws SystemError ESRCH, EPERM */
  kill(pid: number, signal: Signal): void;
  /** Ends this process now, whatever it was doing. */
  exit(code: number): never;
  /** Processes of the container, in the order of their numbers. */
  processes(): readonly ProcessInfo[];
  /** Two ends of a pipe: what is written to one is read from the other. */
  pipe(): { readonly reader: Stream; readonly writer: Stream };
  /** An open file as a stream. */
  openStream(path: string, options?: Parameters<FileSystem['open']>[1]): Stream;
}
