import type { FileDefinition, FileViewer } from '../file-layer';
import type { FileStat, FileType } from '../file-system';
import type { Program } from '../process';
import type { FileContent } from './content';
import type { Directory } from './directory';
import type { Volume } from './volume';

/** What an inode is. */
export type InodeBody =
  | Directory
  /** `program` is what executing it runs: what somebody writes to it is another file. */
  | { readonly type: 'file'; content: FileContent; program?: Program }
  | {
      readonly type: 'dynamic';
      readonly read: (viewer: FileViewer) => string | Uint8Array;
      readonly showsSize?: boolean;
      readonly watch?: (listener: () => void) => () => void;
    }
  | { readonly type: 'symlink'; readonly target: string | ((viewer: FileViewer) => string) }
  | Omit<Extract<FileDefinition, { type: 'device' }>, 'mode' | 'uid' | 'gid'>;

/** Who may do what with a file. */
export interface Ownership {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const TYPES: Readonly<Record<InodeBody['type'], FileType>> = {
  directory: 'directory',
  file: 'file',
  dynamic: 'file',
  symlink: 'symlink',
  device: 'device',
};

/** Somebody who wants to hear of changes. */
export interface Watcher {
  /** Called in the middle of a change: it must not throw. */
  readonly call: () => void;
  /** Whether of a directory all that is below it counts, and not only its entries. */
  readonly isDeep: boolean;
}

/** A file, directory, symlink or device of a volume, under however many names. */
export class Inode {
  mode: number;
  uid: number;
  gid: number;
  /** Names that it has. */
  links = 1;
  /** Counts changes of its content. */
  version = 0;
  /** Bytes that its volume counts for it: nothing while its content is that of an image. */
  countedBytes = 0;
  /** Directories that hold it, once for each name. Empty for the root of a volume. */
  readonly parents: Inode[] = [];
  /** Undefined while nobody has ever watched it. */
  watchers: Set<Watcher> | undefined;

  constructor(
    readonly volume: Volume,
    readonly number: number,
    readonly body: InodeBody,
    { mode, uid, gid }: Ownership,
    public modifiedMs: number,
  ) {
    this.mode = mode;
    this.uid = uid;
    this.gid = gid;
  }

  /** Its entries, when it is a directory. */
  get directory(): Directory | undefined {
    return this.body.type === 'directory' ? this.body : undefined;
  }

  get type(): FileType {
    return TYPES[this.body.type];
  }

  stat(viewer: FileViewer): FileStat {
    const { body, mode, uid, gid, modifiedMs, links, number } = this;
    const known = { type: this.type, mode, uid, gid, modifiedMs, inode: number };
    switch (body.type) {
      case 'directory':
        return { ...known, sizeBytes: 4096, links: 2 + body.countDirectories(viewer) };
      case 'symlink': {
        const target = targetOf(body, viewer);
        return { ...known, sizeBytes: target.length, links, target };
      }
      case 'device':
        return { ...known, sizeBytes: 0, links, device: body.device };
      case 'dynamic': {
        const sizeBytes = body.showsSize === true ? contentOf(body, viewer).length : 0;
        return { ...known, sizeBytes, links };
      }
      case 'file': {
        const sizeBytes = body.content.sizeBytes;
        return { ...known, sizeBytes, links, ...(body.program === undefined ? {} : { program: body.program }) };
      }
    }
  }

  /** Says that it has changed: everybody hears of it who watches it or all of a directory above it. */
  noteChange(modifiedMs: number): void {
    this.modifiedMs = modifiedMs;
    this.version += 1;
    if (!this.volume.isWatched) return;
    const told = new Set<Inode>();
    const tell = (inode: Inode): void => {
      if (told.has(inode)) return;
      told.add(inode);
      for (const { call, isDeep } of [...(inode.watchers ?? [])]) if (isDeep || inode === this) call();
      inode.parents.forEach(tell);
    };
    tell(this);
  }
}

/** What a file holds that is made anew whenever somebody opens it. */
export function contentOf({ read }: Extract<InodeBody, { type: 'dynamic' }>, viewer: FileViewer): Uint8Array {
  const content = read(viewer);
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** Where a symlink leads to. */
export const targetOf = ({ target }: Extract<InodeBody, { type: 'symlink' }>, viewer: FileViewer): string =>
  typeof target === 'string' ? target : target(viewer);
