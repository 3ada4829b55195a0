import type { EventLoop, SeededRandom } from '../engine';
import type { FileSystem } from './file-system';
import type { ProcessTable } from './kernel/process-table';
import type { NetworkStack } from './network-stack';
import type { MachineInfo, ProcessExit, ProcessHandle, ProcessInfo, Program, Signal, SpawnOptions } from './process';
import type { Processor } from './processor';
import type { Stream } from './streams';

/** What the first process of a container is, and what it finds. Nothing in it knows of Kubernetes. */
export interface ContainerOptions {
  readonly loop: EventLoop;
  /** Chance of this container; asked for when something is first drawn. The same one each time. */
  readonly random: () => SeededRandom;
  /** Its files as root sees them from `/`; asked for when something first needs them. */
  readonly files: () => FileSystem;
  readonly network: NetworkStack;
  readonly machine: () => MachineInfo;
  /** Program and arguments; the program is found by PATH of `env`. */
  readonly argv: readonly string[];
  /** Processes that it joins: they see each other, and its first process is not process 1. @default - it is alone */
  readonly table?: ProcessTable | undefined;
  /** Runs this instead of a file. @default - what `argv[0]` names */
  readonly program?: Program | undefined;
  /** Its variables; asked for when something first needs them. The same ones each time. */
  readonly env: () => ReadonlyMap<string, string>;
  readonly directory: string;
  readonly uid: number;
  readonly gid: number;
  /** stdin, stdout and stderr. */
  readonly streams: ReadonlyMap<number, Stream>;
  /** Processors of the node. */
  readonly processor: Processor;
  /** Weight against others who want the same processors: millicores of its request, at least 2. */
  readonly cpuWeight: number;
  /** Cores it gets at most. @default - all there are */
  readonly cpuLimitCores?: number | undefined;
  /** Bytes beyond which all of it is killed. @default - none */
  readonly memoryLimitBytes?: number | undefined;
  /** Whether beyond them only the process that holds most is killed (`memory.oom.group` is 0). @default false */
  readonly killsLargestOnly?: boolean;
  /** Hears how many bytes more, or less, its processes hold together. @default - nobody does */
  readonly onMemory?: (bytes: number) => void;
  /**
   * What runs in place of a program that is not there; `isOfMain`: as process 1 or below it, and not beside it.
   *
   * @default - nothing: ENOENT
   */
  readonly missing?: ((argv: readonly string[], isOfMain: boolean) => Program | undefined) | undefined;
  /** Hears, once, of the end of the first process: all others have ended with it. Not called from within `startContainer`. */
  readonly onExit: (end: ContainerEnd) => void;
}

/** How a container has ended. */
export interface ContainerEnd extends ProcessExit {
  /** Whether it held more memory than it may. */
  readonly isOutOfMemory: boolean;
}

/** The processes of a container: numbers, signals and limits are theirs together. */
export interface ContainerProcesses {
  /** The first process. As process 1 it hears only signals that it handles, but KILL. */
  readonly main: ProcessHandle;
  /** Runs another program beside process 1; throws as `Process.spawn`. */
  exec(options: SpawnOptions): ProcessHandle;
  signal(signal: Signal): void;
  /** Ends it without a word, as when the machine loses power: `onExit` is not called. */
  discard(): void;
  /** What it uses now. */
  usage(): { readonly cpuCores: number; readonly memoryBytes: number };
  /** Its own processes. */
  processes(): readonly ProcessInfo[];
  /** All that see each other, for another container to join. */
  readonly table: ProcessTable;
}
