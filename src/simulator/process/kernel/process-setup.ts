import type { Signal } from '../process';
import type { Stream } from '../streams';
import type { Terminal } from './terminal';

/** What a process begins with. */
export interface ProcessSetup {
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly directory: string;
  readonly uid: number;
  readonly gid: number;
  readonly umask: number;
  readonly streams: ReadonlyMap<number, Stream>;
  /** Signals that it ignores, as its parent did. */
  readonly ignored: Iterable<Signal>;
  /** Terminal that it is at. */
  readonly terminal: Terminal | undefined;
}
