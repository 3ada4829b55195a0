/** What a container does by itself. */
export interface ProgramPlan {
  /** When and how it ends unasked; absent for what runs for ever. */
  readonly exit?: ProgramExit;
  /** What it does when asked to end (SIGTERM). */
  readonly onTerminate: ProgramExit | 'ignores';
  /** Whether it is a server of which nothing more is known. @default false */
  readonly isServer?: boolean;
  /** Processor time that it takes, in cores. */
  readonly cpuCores: number;
  /** Memory that it holds, in bytes. */
  readonly memoryBytes: number;
}

/** The end of a program. */
export interface ProgramExit {
  /** Virtual milliseconds after its start, or after the signal. */
  readonly afterMs: number;
  readonly exitCode: number;
}

/** What is to be run. */
export interface ProgramRequest {
  /** Full name of the repository: `docker.io/library/busybox`. */
  readonly repository: string;
  /** Replaces the entrypoint of the image. @default - the image's own */
  readonly command?: readonly string[];
  /** Replaces the command of the image. @default - the image's own, unless there is a command */
  readonly args?: readonly string[];
  /** Whether somebody may type: a shell then waits instead of ending. */
  readonly hasInput: boolean;
}

/** A program that cannot be started; `message` is that of runc as containerd passes it on. */
export interface StartRefusal {
  readonly message: string;
}
