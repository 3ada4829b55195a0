import type { Inode } from './inode';
import { segmentsOf } from './layer-tree';
import type { Viewpoint } from './viewpoint';
import type { Volume } from './volume';
import { pathOf, type Step, walk } from './walk';

/** A volume at a path. */
export interface Mount {
  /** Absolute. Symlinks on the way are followed, directories that are missing are made. */
  readonly path: string;
  readonly volume: Volume;
  /**
   * Part of the volume that is shown, as `partOf` has found it: it stays the same file when another one gets its name.
   *
   * @default - all of it
   */
  readonly part?: Inode;
  /** @default false */
  readonly isReadOnly?: boolean;
}

/** A mount where it is. */
export class MountPoint {
  readonly volume: Volume;
  readonly isReadOnly: boolean;
  private readonly part: Inode | undefined;

  /** `path` is free of symlinks. */
  constructor(
    readonly path: string,
    { volume, isReadOnly = false, part }: Omit<Mount, 'path'>,
  ) {
    this.volume = volume;
    this.isReadOnly = isReadOnly;
    this.part = part;
  }

  /** Whether a directory is seen at its path: to say so nothing has to be made. */
  get isDirectory(): boolean {
    return this.part === undefined ? !this.volume.isFile : this.part.directory !== undefined;
  }

  /** What is seen at its path. */
  get root(): Inode {
    return this.part ?? this.volume.root;
  }
}

/** A path that is a mount, or that leads to some. */
export interface MountNode {
  mount?: MountPoint;
  children?: Map<string, MountNode>;
  /** Whether all that children are mounted on exists. */
  isPrepared: boolean;
}

const newNode = (): MountNode => ({ isPrepared: true });

/** The mounts that are left where a directory becomes `/`. */
export function mountsFrom({ inode, mount, mounts }: Step): MountNode {
  const { volume, isReadOnly } = mount;
  const root = new MountPoint('/', { volume, isReadOnly, part: inode });
  return { mount: root, isPrepared: true, ...(mounts?.children === undefined ? {} : { children: mounts.children }) };
}

/** Where a mount goes: symlinks are followed, also those that lead to nothing yet. Source: runc, libcontainer `SecureJoin`. */
function placeOf(view: Viewpoint, path: string): readonly string[] {
  let known: readonly string[] = [];
  const names = segmentsOf(path);
  for (const [index, name] of names.entries()) {
    const type = walk(view, `/${known.join('/')}`).step?.inode.directory?.typeOf(name, view);
    if (type === undefined) return [...known, ...names.slice(index)];
    known = [...known, name];
    if (type !== 'symlink') continue;
    const place = walk(view, `/${known.join('/')}`);
    known = segmentsOf(pathOf(place));
    if (place.step === undefined) return [...known, ...names.slice(index + 1)];
  }
  return known;
}

function addMount(view: Viewpoint, mount: Mount): void {
  const segments = placeOf(view, mount.path);
  let node = view.mounts;
  for (const name of segments) {
    node.isPrepared = false;
    node.children ??= new Map();
    const next = node.children.get(name) ?? newNode();
    node.children.set(name, next);
    node = next;
  }
  node.mount = new MountPoint(`/${segments.join('/')}`, mount);
}

/** Mounts volumes over `root`, those nearer to `/` first. */
export function mountAll(root: Volume, mounts: readonly Mount[], isReadOnly: boolean, nowMs: () => number): MountNode {
  const node = newNode();
  node.mount = new MountPoint('/', { volume: root, isReadOnly });
  const viewer = { pid: 1, uid: 0, gid: 0, groups: [], umask: 0o022 };
  const view: Viewpoint = { ...viewer, mounts: node, nowMs, directory: '/' };
  const depth = ({ path }: Mount): number => segmentsOf(path).length;
  for (const mount of [...mounts].sort((left, right) => depth(left) - depth(right))) addMount(view, mount);
  return node;
}

/** A mount and all below it, in the order of their paths. */
export function mountsBelow({ mount, children }: MountNode): readonly MountPoint[] {
  const below = [...(children ?? [])]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, node]) => mountsBelow(node));
  return mount === undefined ? below : [mount, ...below];
}
