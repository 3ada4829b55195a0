import type { SeededRandom } from '../../engine';
import type { FileSystem } from '../file-system';
import type { NetworkStack } from '../network-stack';
import type { MachineInfo, Process } from '../process';
import type { Stream } from '../streams';
import { SystemError } from '../system-error';
import type { Kernel } from './kernel';
import { nullStream } from './null-stream';
import type { ProcessEntry } from './process-entry';
import { type ProcessSetup, rootOf } from './process-setup';
import { TrackedNetwork } from './tracked-network';

/** Those parts of `Process` that are what a process finds around it. */
type Found = Pick<
  Process,
  | ('pid' | 'parent' | 'uid' | 'gid' | 'env' | 'nowMs' | 'machine' | 'random' | 'network')
  | ('files' | 'umask' | 'changeDirectory' | 'changeUmask' | 'stdin' | 'stdout' | 'stderr')
>;

/**
 * What a process finds around it: its numbers, variables, time, machine, network, and the files as its user sees them from
 * its directory. Most processes never look at most of it, so each piece is made when it is first asked for.
 */
export abstract class Surroundings implements Found {
  abstract readonly streams: ReadonlyMap<number, Stream>;
  /** Its own variables, once it has looked at them. */
  protected ownEnv: Map<string, string> | undefined;
  /** Its own network, once it has used it. */
  protected tracked: TrackedNetwork | undefined;
  protected directory: string;
  /** Directory of the container that is `/` to it. */
  protected root: string | undefined;
  private user: { readonly uid: number; readonly gid: number };
  private mask: number;
  private view: FileSystem | undefined;
  private ownRandom: SeededRandom | undefined;

  constructor(
    protected readonly kernel: Kernel,
    protected readonly entry: ProcessEntry,
    protected readonly setup: ProcessSetup,
  ) {
    this.user = { uid: setup.uid, gid: setup.gid };
    this.mask = setup.umask;
    this.directory = setup.directory;
    this.root = setup.root;
  }

  get pid(): number {
    return this.entry.pid;
  }

  get parent(): number {
    return this.entry.parent?.pid ?? 0;
  }

  get uid(): number {
    return this.user.uid;
  }

  get gid(): number {
    return this.user.gid;
  }

  get env(): Map<string, string> {
    this.ownEnv ??= new Map(this.setup.env());
    return this.ownEnv;
  }

  get files(): FileSystem {
    const { root, directory, uid, gid, mask: umask, pid } = this;
    this.view ??= this.kernel.files().as({ ...rootOf(root), directory, uid, gid, umask, pid });
    return this.view;
  }

  get network(): NetworkStack {
    this.tracked ??= new TrackedNetwork(this.kernel.network);
    return this.tracked;
  }

  get random(): SeededRandom {
    this.ownRandom ??= this.kernel.random.fork(`process ${this.pid}`);
    return this.ownRandom;
  }

  get machine(): MachineInfo {
    return this.kernel.machine();
  }

  get nowMs(): number {
    return this.kernel.loop.nowMs;
  }

  get stdin(): Stream {
    return this.streams.get(0) ?? nullStream;
  }

  get stdout(): Stream {
    return this.streams.get(1) ?? nullStream;
  }

  get stderr(): Stream {
    return this.streams.get(2) ?? nullStream;
  }

  get umask(): number {
    return this.mask;
  }

  changeDirectory(directory: string): void {
    const { files } = this;
    if (files.stat(directory).type !== 'directory') throw new SystemError('ENOTDIR', directory);
    if (!files.mayAccess(directory, 'execute')) throw new SystemError('EACCES', directory);
    this.directory = files.realPath(directory);
    this.view = undefined;
  }

  changeRoot(directory: string): void {
    const { files } = this;
    if (this.uid !== 0) throw new SystemError('EPERM', directory);
    if (files.stat(directory).type !== 'directory') throw new SystemError('ENOTDIR', directory);
    this.root = `${this.root ?? ''}${files.realPath(directory)}`;
    this.directory = '/';
    this.view = undefined;
  }

  changeUmask(umask: number): void {
    this.mask = umask & 0o777;
    this.view = undefined;
  }

  /** Makes it one of another user. @throws SystemError EPERM when it is not root's */
  protected changeUser(uid: number, gid: number): void {
    if (this.uid !== 0 && (uid !== this.uid || gid !== this.gid)) throw new SystemError('EPERM');
    this.user = { uid, gid };
    this.view = undefined;
  }
}
