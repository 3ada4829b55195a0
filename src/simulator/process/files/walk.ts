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
  const fail = (code: ErrorCode): never => {
    throw new SystemError(code, path);
  };
  if (path === '') fail('ENOENT');
  const full = path.startsWith('/') ? path : `${view.directory}/${path}`;
  const isDirectoryMeant = path.endsWith('/');
  const rootMount = view.mounts.mount as MountPoint;
  const root: Step = { inode: rootMount.root, name: '', mount: rootMount, mounts: view.mounts };
  prepareMounts(root, view);
  const steps: [Step, ...Step[]] = [root];
  // Names that are left, the next one last.
  const names = full.split('/').reverse();
  let symlinks = 0;
  let isNamed = false;
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const current = steps.at(-1) ?? root;
    if (name === '') continue;
    if (current.inode.directory === undefined) fail('ENOTDIR');
    if (!isAllowed(view, current.inode, ACCESS_BITS.execute)) fail('EACCES');
    isNamed = name !== '.' && name !== '..';
    if (name === '..' && steps.length > 1) steps.pop();
    if (!isNamed) continue;
    if (name.length > NAME_BYTES_MAX) fail('ENAMETOOLONG');
    const isLast = names.every((each) => each === '');
    const step = stepInto(view, current, name);
    if (step === undefined) {
      if (!isLast) fail('ENOENT');
      return { path, ancestors: steps, name, step, isNamed, isDirectoryMeant };
    }
    const { body } = step.inode;
    if (body.type === 'symlink' && (!isLast || followsLast || isDirectoryMeant)) {
      symlinks += 1;
      if (symlinks > SYMLINKS_MAX) fail('ELOOP');
      const target = targetOf(body, view);
      if (target.startsWith('/')) steps.length = 1;
      names.push(...target.split('/').reverse());
      continue;
    }
    steps.push(step);
    prepareMounts(step, view);
  }
  const step = steps.pop() as Step;
  if (isDirectoryMeant && step.inode.directory === undefined) fail('ENOTDIR');
  return { path, ancestors: steps, name: step.name, step, isNamed, isDirectoryMeant };
}

/** As `walk`, but what is missing is refused. @throws SystemError as `walk`, and ENOENT */
export function walkTo(view: Viewpoint, path: string, followsLast = true): Place & { readonly step: Step } {
  const place = walk(view, path, followsLast);
  const { step } = place;
  if (step === undefined) throw new SystemError('ENOENT', path);
  return { ...place, step };
}

/** Absolute path without symlinks. */
export const pathOf = ({ ancestors, name }: Place): string =>
  `/${[...ancestors.slice(1).map((step) => step.name), name].filter((each) => each !== '').join('/')}`;
