import { remembering } from '../../engine';
import { SystemError, type ErrorCode } from '../system-error';
import { FileContent } from './content';
import { Directory } from './directory';
import { type Inode, targetOf } from './inode';
import type { MountNode, MountPoint } from './mount-namespace';
import { ACCESS_BITS, isAllowed, type Viewpoint } from './viewpoint';

/** Source: Linux, include/linux/namei.h `MAXSYMLINKS`, include/uapi/linux/limits.h `NAME_MAX`. */
const SYMLINKS_MAX = 40;
const NAME_BYTES_MAX = 255;

/** One thing on the way of a path. */
export interface Step {
  readonly inode: Inode;
  /** Name in the directory before it; empty for `/`. */
  readonly name: string;
  readonly mount: MountPoint;
  /** Mounts at or below it. */
  readonly mounts: MountNode | undefined;
}

/** What a path leads to. */
export interface Place {
  /** As it was given: what errors are about. */
  readonly path: string;
  /** Directories on the way, without symlinks; the last one holds `name`. Empty for `/`. */
  readonly ancestors: readonly Step[];
  readonly name: string;
  /** Undefined when there is nothing of that name. */
  readonly step: Step | undefined;
  /** Whether the path ends in a name: not in `.`, `..` or nothing. */
  readonly isNamed: boolean;
  /** Whether it has to be a directory: the path ends in a slash. */
  readonly isDirectoryMeant: boolean;
}

/** Makes what volumes are mounted on. */
function prepareMounts({ inode, mounts }: Step, view: Viewpoint): void {
  const { directory, volume } = inode;
  if (mounts === undefined || directory === undefined || mounts.isPrepared) return;
  mounts.isPrepared = true;
  for (const [name, { mount }] of mounts.children ?? []) {
    if (directory.typeOf(name, view) !== undefined) continue;
    const isDirectory = mount?.isDirectory ?? true;
    const made = isDirectory
      ? volume.newInode(new Directory(), { mode: 0o755, uid: 0, gid: 0 })
      : volume.newInode({ type: 'file', content: new FileContent() }, { mode: 0o644, uid: 0, gid: 0 });
    directory.put(inode, name, made);
  }
}

function stepInto(view: Viewpoint, from: Step, name: string): Step | undefined {
  const mounts = from.mounts?.children?.get(name);
  const mount = mounts?.mount;
  if (mount !== undefined) return { inode: mount.root, name, mount, mounts };
  const inode = from.inode.directory?.find(from.inode, name, view);
  return inode === undefined ? undefined : { inode, name, mount: from.mount, mounts };
}

/**
 * Follows a path.
 *
 * @throws SystemError ENOENT when something on the way is missing (not when only the last name is), ENOTDIR, EACCES, ELOOP
 */
export function walk(view: Viewpoint, path: string, followsLast = true): Place {
  if (path === '') refuse('ENOENT', path);
  const isDirectoryMeant = path.endsWith('/');
  const rootMount = view.mounts.mount as MountPoint;
  let current: Step = { inode: rootMount.root, name: '', mount: rootMount, mounts: view.mounts };
  prepareMounts(current, view);
  const root = current;
  /** Directories before the present one. */
  const ancestors: Step[] = [];
  let names = namesOf(path.startsWith('/') ? path : `${view.directory}/${path}`);
  let symlinks = 0;
  let isNamed = false;
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    if (current.inode.directory === undefined) refuse('ENOTDIR', path);
    if (!isAllowed(view, current.inode, ACCESS_BITS.execute)) refuse('EACCES', path);
    isNamed = name !== '.' && name !== '..';
    if (!isNamed) {
      if (name === '..') current = ancestors.pop() ?? root;
      continue;
    }
    if (name.length > NAME_BYTES_MAX) refuse('ENAMETOOLONG', path);
    const isLast = index === names.length - 1;
    const step = stepInto(view, current, name);
    if (step === undefined) {
      if (!isLast) refuse('ENOENT', path);
      ancestors.push(current);
      return { path, ancestors, name, step, isNamed, isDirectoryMeant };
    }
    const { body } = step.inode;
    if (body.type === 'symlink' && (!isLast || followsLast || isDirectoryMeant)) {
      symlinks += 1;
      if (symlinks > SYMLINKS_MAX) refuse('ELOOP', path);
      const target = targetOf(body, view);
      if (target.startsWith('/')) {
        ancestors.length = 0;
        current = root;
      }
      names = [...namesOf(target), ...names.slice(index + 1)];
      index = -1;
      continue;
    }
    ancestors.push(current);
    current = step;
    prepareMounts(step, view);
  }
  if (isDirectoryMeant && current.inode.directory === undefined) refuse('ENOTDIR', path);
  return { path, ancestors, name: current.name, step: current, isNamed, isDirectoryMeant };
}

const refuse = (code: ErrorCode, path: string): never => {
  throw new SystemError(code, path);
};

/** Names of a path, one after the other. */
const namesOf = remembering((path): readonly string[] => path.split('/').filter((name) => name !== ''));

/** As `walk`, but what is missing is refused. @throws SystemError as `walk`, and ENOENT */
export function walkTo(view: Viewpoint, path: string, followsLast = true): Place & { readonly step: Step } {
  const place = walk(view, path, followsLast);
  if (!isFound(place)) throw new SystemError('ENOENT', path);
  return place;
}

const isFound = (place: Place): place is Place & { readonly step: Step } => place.step !== undefined;

/** Absolute path without symlinks. */
export const pathOf = ({ ancestors, name }: Place): string =>
  `/${[...ancestors.slice(1).map((step) => step.name), name].filter((each) => each !== '').join('/')}`;
