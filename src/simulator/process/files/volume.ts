import { hashText } from '../../engine';
import type { FileDefinition, FileLayer } from '../file-layer';
import { SystemError } from '../system-error';
import { FILE_BYTES_MAX, FileContent } from './content';
import { Directory } from './directory';
import { Inode, type InodeBody, type Ownership, type Watcher } from './inode';
import { treeOf, type LayerNode } from './layer-tree';

/** What a volume is made with. */
export interface VolumeOptions {
  readonly nowMs: () => number;
  /**
   * What it holds at first; later layers hide earlier ones. They are shared and never changed. A function is called when
   * somebody first looks.
   *
   * @default - nothing
   */
  readonly layers?: readonly FileLayer[] | (() => readonly FileLayer[]);
  /** Whether its root is a file, which a layer has to define as `/`. @default false */
  readonly isFile?: boolean;
  /** Virtual time when files of its layers were made. @default - 2020: dates of files of real images are not modelled */
  readonly layerMs?: number;
  /** `overlay`, `tmpfs`, `ext4`, `nfs4`. @default 'ext4' */
  readonly type?: string | undefined;
  /** What `df` shows in its first column. @default - the type */
  readonly source?: string | undefined;
  /** Bytes that fit; more are refused with ENOSPC. @default - no limit */
  readonly sizeBytes?: number;
  /** Of its root. @default - 0o755 of root */
  readonly owner?: Partial<Ownership>;
  /** Hears how many more bytes are in use: memory that a tmpfs takes. */
  readonly onUse?: (bytes: number) => void;
}

const IMAGE_MS = Date.UTC(2020, 0, 1);

/** What a program looks like to whoever reads it. */
const EXECUTABLE = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);

const encoder = new TextEncoder();
const encoded = new WeakMap<FileDefinition, Uint8Array>();

function bytesOf(definition: Extract<FileDefinition, { type: 'file' }>): Uint8Array {
  const { content } = definition;
  if (typeof content !== 'string') return content;
  const bytes = encoded.get(definition) ?? encoder.encode(content);
  encoded.set(definition, bytes);
  return bytes;
}

function bodyOf(definition: FileDefinition, layers: readonly LayerNode[]): InodeBody {
  switch (definition.type) {
    case 'file':
      return { type: 'file', content: new FileContent(bytesOf(definition)) };
    case 'program':
      return { type: 'file', content: new FileContent(EXECUTABLE), program: definition.program };
    case 'directory':
      return new Directory(layers);
    case 'dynamicDirectory':
      return new Directory(layers, definition);
    default:
      return definition;
  }
}

const DEFAULT_MODES: Readonly<Record<FileDefinition['type'], number>> = {
  file: 0o644,
  dynamic: 0o444,
  program: 0o755,
  directory: 0o755,
  dynamicDirectory: 0o555,
  symlink: 0o777,
  device: 0o666,
};

const ownershipOf = ({ type, mode = DEFAULT_MODES[type], uid = 0, gid = 0 }: FileDefinition): Ownership => ({
  mode,
  uid,
  gid,
});

const DIRECTORY: FileDefinition = { type: 'directory' };

/** What layers say of one path: a directory on the way to other paths says nothing of itself. */
const definitionOf = (nodes: readonly LayerNode[]): FileDefinition =>
  nodes.find(({ definition }) => definition !== undefined)?.definition ?? DIRECTORY;

/**
 * A tree of files that can be mounted, as often as one likes: what one container changes the others see. What it holds at
 * first may be layers, and is copied only where it is changed.
 */
export class Volume {
  readonly type: string;
  readonly source: string;
  /** Bytes that fit; Infinity for no limit. */
  readonly sizeBytes: number;
  /** Whether it is a single file. */
  readonly isFile: boolean;
  readonly nowMs: () => number;
  private used = 0;
  private lastNumber = 1;
  private watches = 0;
  private layerMs: number;
  private madeRoot: Inode | undefined;

  constructor(private readonly options: VolumeOptions) {
    const { nowMs, type = 'ext4', source = type, sizeBytes = Infinity, layerMs = IMAGE_MS, isFile = false } = options;
    this.isFile = isFile;
    this.layerMs = layerMs;
    this.nowMs = nowMs;
    this.type = type;
    this.source = source;
    this.sizeBytes = sizeBytes;
  }

  /** Made when it is first asked for. */
  get root(): Inode {
    this.madeRoot ??= this.makeRoot();
    return this.madeRoot;
  }

  /** Whether nobody has looked at it yet: what its layers are has not been asked. */
  get isUntouched(): boolean {
    return this.madeRoot === undefined;
  }

  /** Bytes that were written to it and are still there. */
  get usedBytes(): number {
    return this.used;
  }

  /** Whether anybody wants to hear of changes. */
  get isWatched(): boolean {
    return this.watches > 0;
  }

  /** Has `watcher` called at changes of `inode`, until the result is called. */
  watch(inode: Inode, watcher: Watcher): () => void {
    const watchers = (inode.watchers ??= new Set());
    watchers.add(watcher);
    this.watches += 1;
    const { body } = inode;
    const stop = body.type === 'dynamic' ? body.watch?.(() => watcher.call()) : undefined;
    return () => {
      if (watchers.delete(watcher)) this.watches -= 1;
      stop?.();
    };
  }

  /** A new inode without a name. */
  newInode(body: InodeBody, ownership: Ownership): Inode {
    this.lastNumber += 1;
    return new Inode(this, this.lastNumber, body, ownership, this.nowMs());
  }

  /** An inode for what layers hold under one name, the topmost first. */
  inodeOf(nodes: readonly LayerNode[]): Inode {
    const definition = definitionOf(nodes);
    this.lastNumber += 1;
    return new Inode(this, this.lastNumber, bodyOf(definition, nodes), ownershipOf(definition), this.layerMs);
  }

  /** Puts what a layer holds into the root, as a directory `name` that must not be there yet. */
  graft(name: string, layer: FileLayer): void {
    this.layerMs = this.nowMs();
    const { root } = this;
    root.directory?.put(root, name, this.inodeOf([treeOf(layer)]));
    root.noteChange(this.nowMs());
  }

  /** An inode for what is made anew whenever somebody looks: nothing keeps it. */
  passingInodeOf(parent: Inode, name: string, definition: FileDefinition): Inode {
    const number = hashText(name, parent.number);
    const { modifiedMs = this.nowMs() } = definition.type === 'dynamic' ? definition : {};
    const inode = new Inode(this, number, bodyOf(definition, []), ownershipOf(definition), modifiedMs);
    inode.parents.push(parent);
    return inode;
  }

  /** Counts `sizeBytes` for a file from now on. @throws SystemError ENOSPC, EFBIG */
  count(inode: Inode, sizeBytes: number): void {
    if (sizeBytes > FILE_BYTES_MAX) throw new SystemError('EFBIG');
    const more = sizeBytes - inode.countedBytes;
    if (more > 0 && this.used + more > this.sizeBytes) throw new SystemError('ENOSPC');
    if (inode.links === 0 || more === 0) return;
    inode.countedBytes = sizeBytes;
    this.used += more;
    this.options.onUse?.(more);
  }

  /** A file has one name less: without any it takes no room. */
  unlink(inode: Inode): void {
    inode.links -= 1;
    if (inode.links > 0 || inode.countedBytes === 0) return;
    this.used -= inode.countedBytes;
    this.options.onUse?.(-inode.countedBytes);
    inode.countedBytes = 0;
  }

  private makeRoot(): Inode {
    const { layers = [], owner, nowMs } = this.options;
    const given = typeof layers === 'function' ? layers() : layers;
    const nodes = given.map(treeOf).reverse();
    const definition = definitionOf(nodes);
    const modifiedMs = given.length === 0 ? nowMs() : this.layerMs;
    return new Inode(this, 1, bodyOf(definition, nodes), { ...ownershipOf(definition), ...owner }, modifiedMs);
  }
}
