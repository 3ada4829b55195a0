import type { FileLayer } from '../file-layer';
import type { FileSystem } from '../file-system';
import { isSystemError } from '../system-error';
import { FileView } from './file-view';
import type { Inode } from './inode';
import { type Mount, mountAll } from './mount-namespace';
import { Volume } from './volume';
import { walk } from './walk';

/** What the files of a container are made of. */
export interface FilesOptions {
  /** Later layers hide earlier ones. They are shared: what the container changes is its own. */
  readonly layers: readonly FileLayer[];
  /** @default - none */
  readonly mounts?: readonly Mount[];
  readonly nowMs: () => number;
  /** Whether all but mounts is read-only. @default false */
  readonly isReadOnly?: boolean;
  /** Bytes that `df` shows for the disk of the node, and that the container may write at most. @default - no limit */
  readonly sizeBytes?: number;
}

/** Process 1, as root. */
const ROOT = { pid: 1, uid: 0, gid: 0, groups: [], umask: 0o022 };

function rootView(root: Volume, mounts: readonly Mount[], isReadOnly: boolean): FileSystem {
  const { nowMs } = root;
  return new FileView({ ...ROOT, mounts: mountAll(root, mounts, isReadOnly, nowMs), nowMs, directory: '/' });
}

/** Makes the files of a container, as root sees them from `/`. Nothing is copied and hardly anything built by it. */
export function createFiles({ layers, mounts = [], isReadOnly = false, ...options }: FilesOptions): FileSystem {
  return rootView(new Volume({ ...options, layers, type: 'overlay' }), mounts, isReadOnly);
}

/** A volume as its owner sees it: root, from its root; with other volumes mounted in it. */
export const filesOf = (volume: Volume, mounts: readonly Mount[] = []): FileSystem => rootView(volume, mounts, false);

/**
 * Finds a part of a volume, to mount only that: symlinks lead nowhere out of the volume. Undefined when there is nothing.
 *
 * @throws SystemError ENOTDIR, ELOOP
 */
export function partOf(volume: Volume, path: string): Inode | undefined {
  const { nowMs } = volume;
  const mounts = mountAll(volume, [], false, nowMs);
  try {
    return walk({ ...ROOT, mounts, nowMs, directory: '/' }, path).step?.inode;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
