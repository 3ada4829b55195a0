import type { ProfileName } from '../../../src/simulator/bootstrap';

/** One command of the script: a line for `sh`, in which `kubectl` is the program under test. */
export interface Command {
  /** Names its expected text within its section. */
  readonly id: string;
  /** The line, as one would type it, in a folder that holds the files of the section. */
  readonly line: string;
  /** What the command reads from stdin. @default - nothing */
  readonly stdin?: string;
  /** Virtual time that passes before it. @default - none but what passes after every command */
  readonly before?: string;
  /**
   * It waits for something to happen: virtual time passes from the moment it watches, or, with `polls`, from the moment
   * it has asked.
   *
   * @default - it does not wait
   */
  readonly waits?: 'watches' | 'polls';
  /** It watches for ever: ends after so much virtual time. @default - it ends by itself */
  readonly watchFor?: string;
  /** What somebody else does while it watches. @default - nothing */
  readonly meanwhile?: string;
  /** The oldest version of kubectl that has it, as in `1.30`. @default - all have it */
  readonly since?: string;
}

/** Commands that follow each other on one cluster. */
export interface Section {
  readonly name: string;
  /** What the cluster is like. @default 'plain' */
  readonly profile?: ProfileName;
  /** Files in the folder of the commands, by their names. @default - none */
  readonly files?: Readonly<Record<string, string>>;
  readonly commands: readonly Command[];
}
