import { type ByteWriter, type Coroutine, encodeText, type FileStat, isSystemError, type Stream } from '../../process';
import { gzip } from '../compression';
import type { TarCall } from './tar-call';
import { BLOCK, headerBlock, padding, RECORD, type TarHeader } from './tar-format';
import { joined } from './tool';

/** Writes files to an archive. */
class TarWriter {
  private written = 0;
  code = 0;

  constructor(
    private readonly tar: TarCall,
    private readonly output: Pick<ByteWriter, 'write'>,
  ) {}

  /** Adds a file or a directory with all in it. */
  *add(path: string): Coroutine<void> {
    const { call, directory } = this.tar;
    const { files } = call.process;
    const real = path.startsWith('/') ? path : `${directory}/${path}`;
    try {
      const stat = files.statLink(real);
      yield* this.entry(path, real, stat);
      if (stat.type !== 'directory') return;
      for (const { name } of files.list(real)) yield* this.add(`${path.replace(/\/$/, '')}/${name}`);
    } catch (error) {
      if (!isSystemError(error) || error.code === 'EPIPE') throw error;
      yield* call.complain(call.isBusybox ? `${path}: ${error.message}` : `${path}: Cannot stat: ${error.message}`);
      this.code = call.isBusybox ? 1 : 2;
    }
  }

  /** Ends the archive: two blocks of zeros, up to a whole record. */
  *end(): Coroutine<void> {
    const total = Math.ceil((this.written + 2 * BLOCK) / RECORD) * RECORD;
    yield* this.write(new Uint8Array(total - this.written));
  }

  private *entry(path: string, real: string, stat: FileStat): Coroutine<void> {
    const { call, isVerbose } = this.tar;
    if (stat.type === 'socket' || stat.type === 'pipe' || stat.type === 'device') return;
    const content = stat.type === 'file' ? call.process.files.read(real) : new Uint8Array(0);
    const name = `${path.replace(/^\/+/, '') || './'}${stat.type === 'directory' && !path.endsWith('/') ? '/' : ''}`;
    const { mode, uid, gid, modifiedMs, target = '' } = stat;
    const type = stat.type === 'directory' ? '5' : stat.type === 'symlink' ? '2' : '0';
    const header: TarHeader = { name, mode, uid, gid, size: content.length, modifiedMs, type, target };
    if (encodeText(name).length > 100) yield* this.longName(name, header);
    yield* this.write(headerBlock(header));
    yield* this.write(content);
    yield* this.write(padding(content.length));
    if (isVerbose) yield* this.tar.file === '-' ? call.process.complain(`${name}\n`) : call.print(`${name}\n`);
  }

  /** A name that does not fit stands in a file of its own before. Source: GNU tar, `././@LongLink`. */
  private *longName(name: string, header: TarHeader): Coroutine<void> {
    const bytes = encodeText(`${name}\0`);
    yield* this.write(headerBlock({ ...header, name: '././@LongLink', type: 'L', size: bytes.length, target: '' }));
    yield* this.write(bytes);
    yield* this.write(padding(bytes.length));
  }

  private *write(bytes: Uint8Array): Coroutine<void> {
    if (bytes.length === 0) return;
    this.written += bytes.length;
    yield* this.output.write(bytes);
  }
}

/** Keeps what is written, to be compressed as a whole. */
class CompressedOutput implements Pick<ByteWriter, 'write'> {
  private readonly pieces: Uint8Array[] = [];

  // eslint-disable-next-line require-yield -- There is room.
  *write(bytes: Uint8Array): Coroutine<void> {
    this.pieces.push(bytes);
  }

  /** Writes it all. */
  *writeTo(output: Stream): Coroutine<void> {
    yield* output.write(gzip(joined(this.pieces)));
  }
}

/** `tar c`: makes an archive and returns the code to exit with. */
export function* createArchive(tar: TarCall): Coroutine<number> {
  const { call, file, names } = tar;
  if (names.length === 0)
    return yield* call.fail(
      call.isBusybox
        ? 'empty archive'
        : "Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.",
      2,
    );
  const output =
    file === '-'
      ? call.process.stdout
      : call.process.openStream(file, { access: 'write', creates: true, truncates: true });
  const compressed = tar.isCompressed ? new CompressedOutput() : undefined;
  const writer = new TarWriter(tar, compressed ?? output);
  if (names.some((name) => name.startsWith('/'))) {
    yield* call.complain(
      call.isBusybox ? "removing leading '/' from member names" : "Removing leading `/' from member names",
    );
  }
  for (const name of names) yield* writer.add(name);
  yield* writer.end();
  if (compressed !== undefined) yield* compressed.writeTo(output);
  if (file !== '-') output.close();
  if (writer.code !== 0) {
    yield* call.complain(
      call.isBusybox ? 'error exit delayed from previous errors' : 'Exiting with failure status due to previous errors',
    );
  }
  return writer.code;
}
