import type { FileStat, OpenFile } from '../file-system';
import { SystemError } from '../system-error';
import { FileContent } from './content';
import { contentOf, type Inode, type InodeBody } from './inode';
import type { Viewpoint } from './viewpoint';

type Body<T extends InodeBody['type']> = Extract<InodeBody, { readonly type: T }>;

/** How a file was opened. */
export interface OpenMode {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly appends: boolean;
}

const CHUNK_BYTES = 65_536;

/** A regular file that is open. It stays usable when its last name is gone. */
class OpenRegularFile implements OpenFile {
  private offset = 0;

  constructor(
    private readonly view: Viewpoint,
    private readonly inode: Inode,
    private readonly body: Body<'file'>,
    private readonly mode: OpenMode,
    private readonly path: string,
  ) {}

  read(maxBytes = Infinity): Uint8Array {
    if (!this.mode.reads) throw new SystemError('EBADF', this.path);
    const bytes = this.body.content.read(this.offset, maxBytes);
    this.offset += bytes.length;
    return bytes;
  }

  write(bytes: Uint8Array): void {
    this.requireWriting();
    const { content } = this.body;
    if (this.mode.appends) this.offset = content.sizeBytes;
    this.count(Math.max(content.sizeBytes, this.offset + bytes.length));
    content.write(this.offset, bytes);
    this.offset += bytes.length;
    this.noteChange();
  }

  seek(offset: number): void {
    if (offset < 0) throw new SystemError('EINVAL', this.path);
    this.offset = offset;
  }

  truncate(sizeBytes: number): void {
    this.requireWriting();
    this.count(sizeBytes);
    this.body.content.truncate(sizeBytes);
    this.noteChange();
  }

  stat(): FileStat {
    return this.inode.stat(this.view);
  }

  private requireWriting(): void {
    if (!this.mode.writes) throw new SystemError('EBADF', this.path);
  }

  private count(sizeBytes: number): void {
    try {
      this.inode.volume.count(this.inode, sizeBytes);
    } catch (error) {
      throw error instanceof SystemError ? new SystemError(error.code, this.path) : error;
    }
  }

  private noteChange(): void {
    // Other bytes are another program, or none.
    delete this.body.program;
    this.inode.noteChange(this.view.nowMs());
  }
}

/** A device that is open: there is no place in it, and no end. */
class OpenDevice implements OpenFile {
  constructor(
    private readonly view: Viewpoint,
    private readonly inode: Inode,
    private readonly body: Body<'device'>,
    private readonly path: string,
  ) {}

  read(maxBytes = CHUNK_BYTES): Uint8Array {
    return this.body.read?.(Math.min(maxBytes, CHUNK_BYTES)) ?? new Uint8Array(0);
  }

  write(): void {
    if (this.body.isFull === true) throw new SystemError('ENOSPC', this.path);
  }

  seek(): void {
    // Every place of it is the same.
  }

  truncate(): void {
    // It has no size.
  }

  stat(): FileStat {
    return this.inode.stat(this.view);
  }
}

/** Opens what a user may open. @throws SystemError EISDIR, ENXIO; EACCES for a file that nobody can write */
export function openInode(view: Viewpoint, inode: Inode, mode: OpenMode, path: string): OpenFile {
  const { body } = inode;
  switch (body.type) {
    case 'file':
      return new OpenRegularFile(view, inode, body, mode, path);
    case 'device':
      if (body.read === undefined) throw new SystemError('ENXIO', path);
      return new OpenDevice(view, inode, body, path);
    case 'dynamic': {
      if (mode.writes) throw new SystemError('EACCES', path);
      const content = new FileContent(contentOf(body, view));
      return new OpenRegularFile(view, inode, { type: 'file', content }, mode, path);
    }
    case 'directory':
      throw new SystemError('EISDIR', path);
    case 'symlink':
      throw new SystemError('ELOOP', path);
  }
}
