import type { FileViewer } from '../file-layer';
import type { Inode } from './inode';
import type { MountNode } from './mount-namespace';

/** Who looks at files, and from where. */
export interface Viewpoint extends FileViewer {
  /** The mount at `/`, with those below it. */
  readonly mounts: MountNode;
  readonly nowMs: () => number;
  /** Absolute; what relative paths are relative to. */
  readonly directory: string;
  readonly groups: readonly number[];
  readonly umask: number;
}

const READ = 4;
const WRITE = 2;
const EXECUTE = 1;

/** Bits of what is wanted. */
export const ACCESS_BITS = { read: READ, write: WRITE, execute: EXECUTE } as const;

/** Whether a user may read (4), write (2) or execute (1) a file. Source: Linux, fs/namei.c `generic_permission`. */
export function isAllowed({ uid, gid, groups }: Viewpoint, inode: Inode, wanted: number): boolean {
  const { mode } = inode;
  if (uid === 0) return (wanted & EXECUTE) === 0 || inode.type === 'directory' || (mode & 0o111) !== 0;
  const isMember = inode.gid === gid || groups.includes(inode.gid);
  const bits = inode.uid === uid ? mode >> 6 : isMember ? mode >> 3 : mode;
  return (bits & wanted) === wanted;
}

/** Whether a file is the user's, as far as rights go. */
export const owns = ({ uid }: Viewpoint, inode: Inode): boolean => uid === 0 || inode.uid === uid;

/** Whether an entry of a directory that others may write to (`/tmp`) is protected from the user. */
export const isKept = (view: Viewpoint, parent: Inode, inode: Inode): boolean =>
  (parent.mode & 0o1000) !== 0 && !owns(view, parent) && !owns(view, inode);
