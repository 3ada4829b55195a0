import type { FileDefinition, FileViewer } from '../file-layer';
import type { DirectoryEntry, FileType } from '../file-system';
import type { Inode } from './inode';
import { nodesNamed, type LayerNode } from './layer-tree';

type DynamicEntries = Pick<Extract<FileDefinition, { type: 'dynamicDirectory' }>, 'list' | 'find'>;

const TYPES: Readonly<Record<FileDefinition['type'], FileType>> = {
  file: 'file',
  dynamic: 'file',
  program: 'file',
  directory: 'directory',
  dynamicDirectory: 'directory',
  symlink: 'symlink',
  device: 'device',
};

const typeOf = (nodes: readonly LayerNode[]): FileType => TYPES[nodes[0]?.definition?.type ?? 'directory'];

/**
 * Entries of a directory: its own over those of layers over those that are made anew each time. An inode for what a layer
 * holds is made when somebody looks at it, and stays.
 */
export class Directory {
  readonly type = 'directory';
  /** Own entries; undefined for one of a layer that was removed. */
  private own: Map<string, Inode | undefined> | undefined;

  /** `layers` have the topmost first. */
  constructor(
    private readonly layers: readonly LayerNode[] = [],
    private readonly dynamic?: DynamicEntries,
  ) {}

  /** What `name` stands for; `self` is the inode of this directory. */
  find(self: Inode, name: string, viewer: FileViewer): Inode | undefined {
    if (this.own?.has(name) === true) return this.own.get(name);
    const nodes = nodesNamed(this.layers, name);
    if (nodes.length > 0) {
      const inode = self.volume.inodeOf(nodes);
      this.put(self, name, inode);
      return inode;
    }
    const definition = this.dynamic?.find(name, viewer);
    return definition === undefined ? undefined : self.volume.passingInodeOf(self, name, definition);
  }

  /** What kind of thing `name` stands for: nothing is made to say so. */
  typeOf(name: string, viewer: FileViewer): FileType | undefined {
    if (this.own?.has(name) === true) return this.own.get(name)?.type;
    const nodes = nodesNamed(this.layers, name);
    if (nodes.length > 0) return typeOf(nodes);
    const definition = this.dynamic?.find(name, viewer);
    return definition === undefined ? undefined : TYPES[definition.type];
  }

  put(self: Inode, name: string, inode: Inode): void {
    this.own ??= new Map();
    this.own.set(name, inode);
    inode.parents.push(self);
  }

  /** Takes an entry out. */
  take(self: Inode, name: string): void {
    const inode = this.own?.get(name);
    if (inode !== undefined) inode.parents.splice(inode.parents.indexOf(self), 1);
    if (nodesNamed(this.layers, name).length === 0) this.own?.delete(name);
    else (this.own ??= new Map()).set(name, undefined);
  }

  /** All entries, sorted by name. */
  entries(viewer: FileViewer): readonly DirectoryEntry[] {
    const types = new Map<string, FileType | undefined>();
    for (const name of this.dynamic?.list(viewer) ?? []) {
      types.set(name, TYPES[this.dynamic?.find(name, viewer)?.type ?? 'file']);
    }
    for (const { children } of this.layers) {
      for (const name of children?.keys() ?? []) {
        if (!types.has(name)) types.set(name, typeOf(nodesNamed(this.layers, name)));
      }
    }
    for (const [name, inode] of this.own ?? []) types.set(name, inode?.type);
    return [...types]
      .flatMap(([name, type]) => (type === undefined ? [] : [{ name, type }]))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  isEmpty(viewer: FileViewer): boolean {
    return this.entries(viewer).length === 0;
  }

  countDirectories(viewer: FileViewer): number {
    return this.entries(viewer).filter(({ type }) => type === 'directory').length;
  }
}
