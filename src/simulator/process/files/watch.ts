import { SystemError } from '../system-error';
import type { Inode } from './inode';
import { mountsBelow } from './mount-namespace';
import type { Viewpoint } from './viewpoint';
import { type Place, walk } from './walk';

function found(view: Viewpoint, path: string, followsLast = true): Place | undefined {
  try {
    return walk(view, path, followsLast);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

/** Directories that a path leads through, also by its symlinks: another entry in one may give the path another meaning. */
function deciders(view: Viewpoint, path: string): readonly Inode[] {
  const inodes = new Set<Inode>();
  const parts = path.split('/');
  for (let count = 1; count <= parts.length; count += 1) {
    const prefix = parts.slice(0, count).join('/');
    if (prefix === '') continue;
    for (const place of [found(view, prefix, false), found(view, prefix)]) {
      for (const { inode } of place?.ancestors ?? []) inodes.add(inode);
    }
  }
  return [...inodes];
}

/** Calls `listener` at every change of a directory or of something below it, over all that is mounted there. */
function watchDirectory({ step }: Place, listener: () => void): () => void {
  if (step === undefined) return () => undefined;
  const roots = new Set([
    step.inode,
    ...(step.mounts === undefined ? [] : mountsBelow(step.mounts)).map((m) => m.root),
  ]);
  const ends = [...roots].map((inode) => inode.volume.watch(inode, { call: listener, isDeep: true }));
  return () => ends.forEach((end) => end());
}

/**
 * Calls `listener` whenever what a path shows is another than before: another content, another file under the name (also
 * by a symlink on the way), a file where there was none, or none where there was one.
 */
function watchFile(view: Viewpoint, path: string, listener: () => void): () => void {
  let ends: (() => void)[] = [];
  let seen: Inode | undefined;
  let version = -1;
  const stop = (): void => {
    for (const end of ends) end();
    ends = [];
  };
  const begin = (): void => {
    stop();
    seen = found(view, path)?.step?.inode;
    version = seen?.version ?? -1;
    const inodes = new Set([...deciders(view, path), ...(seen === undefined ? [] : [seen])]);
    ends = [...inodes].map((inode) => inode.volume.watch(inode, { call: look, isDeep: false }));
  };
  const look = (): void => {
    const now = found(view, path)?.step?.inode;
    if (now === seen && (now?.version ?? -1) === version) return;
    begin();
    listener();
  };
  begin();
  return stop;
}

/** Listens to changes of what a path leads to, and of all below it, until the result is called. */
export function watchPath(view: Viewpoint, path: string, listener: () => void): () => void {
  const place = found(view, path);
  return place?.step?.inode.directory === undefined ? watchFile(view, path, listener) : watchDirectory(place, listener);
}
