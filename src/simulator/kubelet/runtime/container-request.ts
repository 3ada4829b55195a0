import type { Mount, ProcessTable } from '../../process';
import type { Sandbox } from './sandbox';

/** A container that is to be run in a sandbox, by a program. */
export interface ContainerRequest {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** As the Pod calls it. */
  readonly name: string;
  /** As the Pod names it. */
  readonly image: string;
  /** Replaces the entrypoint of the image. @default - the image's own */
  readonly command?: readonly string[] | undefined;
  /** Replaces the command of the image. @default - the image's own, unless there is a command */
  readonly args?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
  /** Processes that its own join. @default - it is alone */
  readonly processes?: ProcessTable | undefined;
  /** Volumes, asked for when something first needs files. */
  readonly mounts: () => readonly Mount[];
  /** Ports it declares, or else those that its probes ask: an image that nobody has described listens on them. */
  readonly ports: readonly number[];
  /** Whether others wait for its end: an image that nobody has described ends then, instead of serving. */
  readonly isPreparing: boolean;
  /** @default - the image's own */
  readonly workingDirectory?: string | undefined;
  /** Replaces the user of the image. @default - the image's own */
  readonly uid?: number | undefined;
  /** Replaces the group of the user. @default - the user's own */
  readonly gid?: number | undefined;
  /** Groups of the user beside his own. */
  readonly groups: readonly number[];
  /** Whether only volumes can be written to. */
  readonly isReadOnly: boolean;
  /** Whether somebody may type. */
  readonly hasInput: boolean;
  /** Whether its input ends with the first who has typed. */
  readonly isInputOnce: boolean;
  /** Whether it has a terminal. */
  readonly hasTerminal: boolean;
  /** Cores that it asked for: its weight against others. */
  readonly cpuRequestCores: number;
  /** Cores that it gets at most. @default - all there are */
  readonly cpuLimitCores?: number | undefined;
  /** Bytes beyond which it is killed. @default - none */
  readonly memoryLimitBytes?: number | undefined;
  /** Hears how many bytes more, or less, it holds. */
  readonly onMemory: (bytes: number) => void;
  /** File whose content is told when it ends. */
  readonly terminationPath: string;
  /** Whether the end of its log is told when that file is empty and it failed. */
  readonly tellsLog: boolean;
}
