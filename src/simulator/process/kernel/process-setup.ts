import type { Signal, SpawnOptions } from '../process';
import type { Stream } from '../streams';
import type { Terminal } from './terminal';

/** What is `/` to a process, for `FileSystem.as`. */
export const rootOf = (root: string | undefined): { readonly root?: string } => (root === undefined ? {} : { root });

/** Variables as they are now: what is changed later is not seen. */
export function copied(env: ReadonlyMap<string, string>): ProcessSetup['env'] {
  const copy = new Map(env);
  return () => copy;
}

/** What a process begins with. */
export interface ProcessSetup {
  readonly argv: readonly string[];
  /** Most programs never look at them. */
  readonly env: () => ReadonlyMap<string, string>;
  /** Directory of the container that is `/` to it. @default - `/` */
  readonly root?: string | undefined;
  readonly directory: string;
  readonly uid: number;
  readonly gid: number;
  readonly umask: number;
  readonly streams: ReadonlyMap<number, Stream>;
  /** Signals that it ignores, as its parent did. */
  readonly ignored: readonly Signal[];
  /** Terminal that it is at. */
  readonly terminal: Terminal | undefined;
}

/** What a process begins with: what `options` say, and the rest as `inherited`. */
export function setupOf(options: SpawnOptions, inherited: ProcessSetup): ProcessSetup {
  const { argv, env, directory, streams, uid, gid } = options;
  return {
    argv,
    env: env === undefined ? inherited.env : copied(env),
    root: inherited.root,
    directory: directory ?? inherited.directory,
    uid: uid ?? inherited.uid,
    gid: gid ?? inherited.gid,
    umask: inherited.umask,
    streams: streams ?? inherited.streams,
    ignored: inherited.ignored,
    terminal: inherited.terminal,
  };
}
