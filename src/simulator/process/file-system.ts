import type { Program } from './process';

/** What a path stands for. */
export type FileType = 'file' | 'directory' | 'symlink' | 'device' | 'socket' | 'pipe';

/** What is known of a file without reading it. */
export interface FileStat {
  readonly type: FileType;
  /** Permission bits: 0o755. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  /** Virtual time of the last change of its content. */
  readonly modifiedMs: number;
  readonly links: number;
  readonly inode: number;
  /** Target of a symlink. */
  readonly target?: string;
  /** Which device it is: `null`, `zero`, `tty`; `fd/1` stands for a stream of the process (`/dev/stdout`, `/proc/self/fd/1`). */
  readonly device?: string;
  /** What an executable file runs. A file without one may still be a script. */
  readonly program?: Program;
}

/** An open file: reading and writing go on where they stopped. */
export interface OpenFile {
  /** The next bytes, none at the end. */
  read(maxBytes?: number): Uint8Array;
  write(bytes: Uint8Array): void;
  seek(offset: number): void;
  truncate(sizeBytes: number): void;
  stat(): FileStat;
}

/** How to open a file. */
export interface OpenOptions {
  /** @default 'read' */
  readonly access?: 'read' | 'write' | 'both';
  /** Whether a file that is missing is made; `mode` are its permissions before the umask. @default false */
  readonly creates?: boolean;
  /** Whether what is in it is thrown away. @default false */
  readonly truncates?: boolean;
  /** Whether every write goes to the end. @default false */
  readonly appends?: boolean;
  /** Whether a file that exists is refused with EEXIST. @default false */
  readonly isExclusive?: boolean;
  /** @default 0o666 */
  readonly mode?: number;
}

/** One entry of a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly type: FileType;
}

/** What a mount is, as `/proc/mounts` and `df` show it. */
export interface MountInfo {
  readonly path: string;
  /** `overlay`, `tmpfs`, `ext4`, `nfs`. */
  readonly type: string;
  readonly source: string;
  readonly isReadOnly: boolean;
  /** Bytes that fit; undefined where `df` shows none (`proc`). */
  readonly sizeBytes?: number;
  /** Bytes that are taken. */
  readonly usedBytes: number;
}

/**
 * Files as one user sees them. Paths are absolute or relative to `directory`; `..` and symlinks are followed. Nothing
 * waits: disks are as fast as memory. All throw SystemError, with the path as given as subject.
 */
export interface FileSystem {
  /** What relative paths are relative to. */
  readonly directory: string;
  /** The same files for a process in another directory, or of another user. */
  as(change: {
    /** Directory that is `/` from now on. */
    readonly root?: string;
    readonly directory?: string;
    readonly uid?: number;
    readonly gid?: number;
    /** Further groups of the user. @default - as before */
    readonly groups?: readonly number[];
    readonly umask?: number;
    /** The process that looks: `/proc/self` leads to it. */
    readonly pid?: number;
  }): FileSystem;
  /** Follows symlinks. */
  stat(path: string): FileStat;
  /** Does not follow the last symlink. */
  statLink(path: string): FileStat;
  /** Whether there is something. Throws nothing. */
  exists(path: string): boolean;
  /** Absolute path without symlinks. */
  realPath(path: string): string;
  /** Whether the user may do it; throws nothing but for what is missing. */
  mayAccess(path: string, what: 'read' | 'write' | 'execute'): boolean;
  open(path: string, options?: OpenOptions): OpenFile;
  read(path: string): Uint8Array;
  readText(path: string): string;
  /** Replaces the content; makes the file when it is missing. */
  write(path: string, content: string | Uint8Array, mode?: number): void;
  append(path: string, content: string | Uint8Array): void;
  /** Sorted by name, without `.` and `..`. */
  list(path: string): readonly DirectoryEntry[];
  makeDirectory(path: string, options?: { readonly mode?: number; readonly isRecursive?: boolean }): void;
  /** Removes a file, a symlink, or an empty directory (`isRecursive`: any). */
  remove(path: string, options?: { readonly isRecursive?: boolean; readonly isDirectory?: boolean }): void;
  rename(from: string, to: string): void;
  link(target: string, path: string): void;
  symlink(target: string, path: string): void;
  changeMode(path: string, mode: number): void;
  changeOwner(path: string, uid: number, gid: number): void;
  setModified(path: string, modifiedMs: number): void;
  /** Makes a file that runs `program` when it is executed, as installing a package does. */
  installProgram(path: string, program: Program): void;
  /** Listeners of changes below `path`: what `tail -f` and servers that watch their configuration need. */
  watch(path: string, listener: () => void): () => void;
  mounts(): readonly MountInfo[];
}
