import type { DirectoryEntry, FileStat, FileSystem, MountInfo, OpenFile, OpenOptions } from '../file-system';
import type { Program } from '../process';
import { SystemError } from '../system-error';
import { FileContent } from './content';
import { Directory } from './directory';
import { createEntry, linkEntry, removeEntry, renameEntry, type RemoveOptions } from './entries';
import { mountsBelow, mountsFrom } from './mount-namespace';
import { openInode } from './open-file';
import { ACCESS_BITS, isAllowed, owns, type Viewpoint } from './viewpoint';
import { pathOf, type Step, walk, walkTo } from './walk';
import { watchPath } from './watch';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

const toBytes = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? encoder.encode(content) : content;

/** Files as one user sees them. Source: Linux, fs/namei.c, fs/open.c, fs/attr.c. */
export class FileView implements FileSystem {
  constructor(private readonly view: Viewpoint) {}

  get directory(): string {
    return this.view.directory;
  }

  as({ root, directory = this.directory, ...user }: Parameters<FileSystem['as']>[0]): FileSystem {
    const mounts = root === undefined ? this.view.mounts : mountsFrom(walkTo(this.view, root).step);
    return new FileView({ ...this.view, ...user, mounts, directory: this.absolute(directory) });
  }

  stat(path: string): FileStat {
    return walkTo(this.view, path).step.inode.stat(this.view);
  }

  statLink(path: string): FileStat {
    return walkTo(this.view, path, false).step.inode.stat(this.view);
  }

  exists(path: string): boolean {
    try {
      return walk(this.view, path).step !== undefined;
    } catch (error) {
      if (error instanceof SystemError) return false;
      throw error;
    }
  }

  realPath(path: string): string {
    return pathOf(walkTo(this.view, path));
  }

  mayAccess(path: string, what: 'read' | 'write' | 'execute'): boolean {
    const { step } = walkTo(this.view, path);
    if (what === 'write' && this.isWriteProtected(step)) return false;
    return isAllowed(this.view, step.inode, ACCESS_BITS[what]);
  }

  open(path: string, options: OpenOptions = {}): OpenFile {
    const { access = 'read', creates = false, truncates = false, appends = false, isExclusive = false } = options;
    const writes = access !== 'read';
    const mode = { reads: access !== 'write', writes, appends };
    // A symlink in the place of a file that must not be there is something that is there.
    const place = walk(this.view, path, !(creates && isExclusive));
    const { step } = place;
    if (step === undefined) {
      if (!creates) throw new SystemError('ENOENT', path);
      const permissions = (options.mode ?? 0o666) & ~this.view.umask;
      const made = createEntry(this.view, place, { type: 'file', content: new FileContent() }, permissions);
      return openInode(this.view, made, mode, path);
    }
    if (creates && isExclusive) throw new SystemError('EEXIST', path);
    if (writes && step.inode.directory !== undefined) throw new SystemError('EISDIR', path);
    if (mode.reads) this.require(step, ACCESS_BITS.read, path);
    if (writes) this.requireWritable(step, path);
    const file = openInode(this.view, step.inode, mode, path);
    if (truncates && writes) file.truncate(0);
    return file;
  }

  read(path: string): Uint8Array {
    return this.open(path).read();
  }

  readText(path: string): string {
    const { step } = walkTo(this.view, path);
    const { body } = step.inode;
    if (body.type !== 'file') return decoder.decode(this.read(path));
    this.require(step, ACCESS_BITS.read, path);
    return body.content.text();
  }

  write(path: string, content: string | Uint8Array, mode?: number): void {
    const permissions = mode === undefined ? {} : { mode };
    this.open(path, { access: 'write', creates: true, truncates: true, ...permissions }).write(toBytes(content));
  }

  append(path: string, content: string | Uint8Array): void {
    this.open(path, { access: 'write', creates: true, appends: true }).write(toBytes(content));
  }

  list(path: string): readonly DirectoryEntry[] {
    const { step } = walkTo(this.view, path);
    const { directory } = step.inode;
    if (directory === undefined) throw new SystemError('ENOTDIR', path);
    this.require(step, ACCESS_BITS.read, path);
    return directory.entries(this.view);
  }

  makeDirectory(path: string, options: { readonly mode?: number; readonly isRecursive?: boolean } = {}): void {
    const { mode = 0o777, isRecursive = false } = options;
    if (isRecursive) {
      const names = path.split('/').filter((name) => name !== '');
      let way = path.startsWith('/') ? '' : '.';
      for (const name of names) {
        way += `/${name}`;
        if (walk(this.view, way).step === undefined) this.makeDirectory(way, { mode });
      }
      const { step } = walkTo(this.view, path);
      if (step.inode.directory === undefined) throw new SystemError('EEXIST', path);
      return;
    }
    createEntry(this.view, walk(this.view, path, false), new Directory(), mode & ~this.view.umask);
  }

  remove(path: string, options: RemoveOptions = {}): void {
    removeEntry(this.view, path, options);
  }

  rename(from: string, to: string): void {
    renameEntry(this.view, from, to);
  }

  link(target: string, path: string): void {
    linkEntry(this.view, target, path);
  }

  symlink(target: string, path: string): void {
    if (target === '') throw new SystemError('ENOENT', path);
    createEntry(this.view, walk(this.view, path, false), { type: 'symlink', target }, 0o777);
  }

  changeMode(path: string, mode: number): void {
    const { inode } = this.requireOwn(path);
    inode.mode = mode & 0o7777;
    inode.noteChange(inode.modifiedMs);
  }

  changeOwner(path: string, uid: number, gid: number): void {
    const { inode } = this.requireOwn(path);
    const { view } = this;
    const mayGive = view.uid === 0 || (uid === inode.uid && (gid === view.gid || view.groups.includes(gid)));
    if (!mayGive) throw new SystemError('EPERM', path);
    inode.uid = uid;
    inode.gid = gid;
    inode.noteChange(inode.modifiedMs);
  }

  setModified(path: string, modifiedMs: number): void {
    const { step } = walkTo(this.view, path);
    if (this.isWriteProtected(step)) throw new SystemError('EROFS', path);
    if (!owns(this.view, step.inode)) this.require(step, ACCESS_BITS.write, path);
    step.inode.noteChange(modifiedMs);
  }

  installProgram(path: string, program: Program): void {
    this.write(path, encoder.encode('\u007fELF'));
    const { inode } = walkTo(this.view, path).step;
    if (inode.body.type !== 'file') throw new SystemError('EINVAL', path);
    inode.body.program = program;
    inode.mode |= 0o111 & ~this.view.umask;
  }

  watch(path: string, listener: () => void): () => void {
    return watchPath(this.view, path, listener);
  }

  mounts(): readonly MountInfo[] {
    return mountsBelow(this.view.mounts).map(({ path, volume, isReadOnly }) => ({
      path,
      type: volume.type,
      source: volume.source,
      isReadOnly,
      usedBytes: volume.usedBytes,
      ...(volume.sizeBytes === Infinity ? {} : { sizeBytes: volume.sizeBytes }),
    }));
  }

  /** Without symlinks, as far as there is such a directory. */
  private absolute(directory: string): string {
    if (directory === this.directory) return directory;
    return this.exists(directory)
      ? this.realPath(directory)
      : directory.startsWith('/')
        ? directory
        : `${this.directory}/${directory}`;
  }

  /** Devices can be written to wherever they are. */
  private isWriteProtected({ mount, inode }: Step): boolean {
    return mount.isReadOnly && inode.type !== 'device';
  }

  private require({ inode }: Step, wanted: number, path: string): void {
    if (!isAllowed(this.view, inode, wanted)) throw new SystemError('EACCES', path);
  }

  private requireWritable(step: Step, path: string): void {
    this.require(step, ACCESS_BITS.write, path);
    if (this.isWriteProtected(step)) throw new SystemError('EROFS', path);
  }

  private requireOwn(path: string): Step {
    const { step } = walkTo(this.view, path);
    if (step.mount.isReadOnly) throw new SystemError('EROFS', path);
    if (!owns(this.view, step.inode)) throw new SystemError('EPERM', path);
    return step;
  }
}
