import { SystemError, type ErrorCode } from '../system-error';
import type { Directory } from './directory';
import type { Inode, InodeBody } from './inode';
import type { MountNode } from './mount-namespace';
import { ACCESS_BITS, isAllowed, isKept, type Viewpoint } from './viewpoint';
import { type Place, type Step, walk, walkTo } from './walk';

const SET_GROUP = 0o2000;

const refuse = (code: ErrorCode, path: string): never => {
  throw new SystemError(code, path);
};

/** The directory that holds, or would hold, what a path names. */
function parentOf({ ancestors, path }: Place): Step & { readonly directory: Directory } {
  const step = ancestors.at(-1);
  const directory = step?.inode.directory;
  // Of what was removed nothing can hold anything any more.
  if (step === undefined || directory === undefined || step.inode.links === 0) return refuse('ENOENT', path);
  return { ...step, directory };
}

function requireChangeable(view: Viewpoint, { inode, mount }: Step, path: string): void {
  if (mount.isReadOnly) refuse('EROFS', path);
  if (!isAllowed(view, inode, ACCESS_BITS.write | ACCESS_BITS.execute)) refuse('EACCES', path);
}

const isMountPoint = ({ mounts }: Step): boolean => mounts?.mount !== undefined;

const holdsMounts = (mounts: MountNode | undefined): boolean =>
  mounts !== undefined && (mounts.mount !== undefined || [...(mounts.children?.values() ?? [])].some(holdsMounts));

/**
 * Makes a file, directory or symlink where there is none. In a directory with the set-group bit it belongs to the group of
 * the directory.
 *
 * @throws SystemError EEXIST, EROFS, EACCES, ENOENT
 */
export function createEntry(view: Viewpoint, place: Place, body: InodeBody, mode: number): Inode {
  if (place.step !== undefined) refuse('EEXIST', place.path);
  if (place.isDirectoryMeant && body.type !== 'directory') refuse('EISDIR', place.path);
  const parent = parentOf(place);
  requireChangeable(view, parent, place.path);
  const { inode } = parent;
  const isGroupSet = (inode.mode & SET_GROUP) !== 0;
  const inherited = isGroupSet && body.type === 'directory' ? SET_GROUP : 0;
  const gid = isGroupSet ? inode.gid : view.gid;
  const made = inode.volume.newInode(body, { mode: mode | inherited, uid: view.uid, gid });
  parent.directory.put(inode, place.name, made);
  inode.noteChange(view.nowMs());
  return made;
}

/** Tells of changed entries and of what is gone, once all of it is so. */
function tell(view: Viewpoint, parents: readonly Inode[], gone: Inode | undefined): void {
  for (const inode of new Set(parents)) inode.noteChange(view.nowMs());
  gone?.noteChange(gone.modifiedMs);
}

function removeAll(view: Viewpoint, path: string): void {
  const { step } = walkTo(view, path, false);
  const { directory } = step.inode;
  if (directory !== undefined && !isMountPoint(step)) {
    if (!isAllowed(view, step.inode, ACCESS_BITS.read)) refuse('EACCES', path);
    for (const { name } of directory.entries(view)) removeAll(view, `${path}/${name}`);
  }
  removeEntry(view, path, {});
}

/** What may be removed. */
export interface RemoveOptions {
  /** Whether all in a directory goes with it. @default false */
  readonly isRecursive?: boolean;
  /** Whether it has to be a directory (`rmdir`), or must not be one (`unlink`). @default - either */
  readonly isDirectory?: boolean;
}

/** @throws SystemError ENOTEMPTY, ENOTDIR, EISDIR, EBUSY, EINVAL, EROFS, EACCES, EPERM */
export function removeEntry(view: Viewpoint, path: string, { isRecursive = false, isDirectory }: RemoveOptions): void {
  if (isRecursive) {
    removeAll(view, path.replace(/(?<=.)\/+$/, ''));
    return;
  }
  const place = walkTo(view, path, false);
  if (!place.isNamed) refuse(place.step.name === '' ? 'EBUSY' : 'EINVAL', path);
  const parent = parentOf(place);
  const { inode, mounts } = place.step;
  requireChangeable(view, parent, path);
  if (isKept(view, parent.inode, inode)) refuse('EPERM', path);
  if (isDirectory === true && inode.directory === undefined) refuse('ENOTDIR', path);
  if (isDirectory === false && inode.directory !== undefined) refuse('EISDIR', path);
  if (holdsMounts(mounts)) refuse('EBUSY', path);
  if (inode.directory?.isEmpty(view) === false) refuse('ENOTEMPTY', path);
  inode.volume.unlink(inode);
  parent.directory.take(parent.inode, place.name);
  tell(view, [parent.inode], inode);
}

/**
 * Moves a name, over what has the new one.
 *
 * @throws SystemError EXDEV between mounts, EBUSY, EINVAL into itself, ENOTDIR, EISDIR, ENOTEMPTY, EROFS, EACCES, EPERM
 */
export function renameEntry(view: Viewpoint, from: string, to: string): void {
  const source = walkTo(view, from, false);
  const target = walk(view, to, false);
  if (!source.isNamed || !target.isNamed) refuse('EBUSY', from);
  const oldParent = parentOf(source);
  const newParent = parentOf(target);
  if (oldParent.mount !== newParent.mount) refuse('EXDEV', from);
  if (holdsMounts(source.step.mounts) || holdsMounts(target.step?.mounts)) refuse('EBUSY', from);
  const moved = source.step.inode;
  const replaced = target.step?.inode;
  requireChangeable(view, oldParent, from);
  requireChangeable(view, newParent, to);
  if (target.ancestors.some(({ inode }) => inode === moved)) refuse('EINVAL', from);
  if (source.ancestors.some(({ inode }) => inode === replaced)) refuse('ENOTEMPTY', from);
  if (isKept(view, oldParent.inode, moved)) refuse('EPERM', from);
  if (replaced === moved) return;
  if (moved.directory === undefined && target.isDirectoryMeant) refuse('ENOTDIR', to);
  if (replaced !== undefined) {
    if (isKept(view, newParent.inode, replaced)) refuse('EPERM', to);
    if (moved.directory === undefined && replaced.directory !== undefined) refuse('EISDIR', to);
    if (moved.directory !== undefined && replaced.directory === undefined) refuse('ENOTDIR', to);
    if (replaced.directory?.isEmpty(view) === false) refuse('ENOTEMPTY', to);
    replaced.volume.unlink(replaced);
    newParent.directory.take(newParent.inode, target.name);
  }
  oldParent.directory.take(oldParent.inode, source.name);
  newParent.directory.put(newParent.inode, target.name, moved);
  tell(view, [oldParent.inode, newParent.inode], replaced);
}

/** Gives a file one more name. @throws SystemError EPERM for directories, EXDEV, EEXIST, EROFS, EACCES */
export function linkEntry(view: Viewpoint, target: string, path: string): void {
  const source = walkTo(view, target, false);
  const place = walk(view, path, false);
  if (place.step !== undefined) refuse('EEXIST', path);
  const parent = parentOf(place);
  if (source.step.mount !== parent.mount) refuse('EXDEV', path);
  const { inode } = source.step;
  if (inode.directory !== undefined) refuse('EPERM', target);
  requireChangeable(view, parent, path);
  inode.links += 1;
  parent.directory.put(parent.inode, place.name, inode);
  parent.inode.noteChange(view.nowMs());
}
