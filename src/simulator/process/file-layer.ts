import type { Program } from './process';

interface FileOwner {
  /** Permission bits. @default - 0o644 for files, 0o755 for directories and programs, 0o777 for symlinks */
  readonly mode?: number;
  /** @default 0 */
  readonly uid?: number;
  /** @default 0 */
  readonly gid?: number;
}

/** Who looks at a file that is made anew for everybody who looks. */
export interface FileViewer {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** One path of a layer of files. */
export type FileDefinition = FileOwner &
  (
    | { readonly type: 'file'; readonly content: string | Uint8Array }
    /** Read anew whenever somebody opens it: files of `/proc`, `/etc/resolv.conf`. Writing to it is refused. */
    | {
        readonly type: 'dynamic';
        readonly read: (viewer: FileViewer) => string | Uint8Array;
        /** Whether its size is told; files of `/proc` say 0. @default false */
        readonly showsSize?: boolean;
        /** Virtual time of its last change. @default - now, or when it was first seen */
        readonly modifiedMs?: number;
        /** Has `listener` called at changes until the result is called. @default - nobody hears of them */
        readonly watch?: (listener: () => void) => () => void;
      }
    | { readonly type: 'program'; readonly program: Program }
    | { readonly type: 'directory' }
    | { readonly type: 'symlink'; readonly target: string | ((viewer: FileViewer) => string) }
    /**
     * What is read from it; it takes all that is written to it, or none (`isFull`). One that nobody can read (`tty`,
     * `fd/1`) is for whoever opens streams to know; opened as a file it is refused with ENXIO.
     */
    | {
        readonly type: 'device';
        readonly device: string;
        readonly read?: (maxBytes: number) => Uint8Array;
        readonly isFull?: boolean;
      }
    /** A directory whose entries are made anew whenever somebody looks, beside those that a layer names: `/proc`. */
    | {
        readonly type: 'dynamicDirectory';
        readonly list: (viewer: FileViewer) => readonly string[];
        readonly find: (name: string, viewer: FileViewer) => FileDefinition | undefined;
      }
  );

/** Files by their absolute paths; directories on the way need not be named. Never changed. */
export type FileLayer = Readonly<Record<string, FileDefinition>>;
