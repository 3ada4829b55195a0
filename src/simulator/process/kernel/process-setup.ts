import type { Signal } from '../process';
import type { Stream } from '../streams';
import type { Terminal } from './terminal';

/** What is `/` to a process, for `FileSystem.as`. */
export const rootOf = (root: string | undefined): { readonly root?: string } => (root === undefined ? {} : { root });

/** What a process begins with. */
export interface ProcessSetup {
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  /** Directory of the container that is `/` to it. @default - `/` */
  readonly root?: string;
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
