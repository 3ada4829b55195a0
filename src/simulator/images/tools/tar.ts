import { type Coroutine, decodeText, encodeText, type FileStat, isSystemError, type Stream } from '../../process';
import { listingTime, modeText, NameTable } from './directory-listing';
import { joined, type Tool, type ToolCall } from './tool';

const BLOCK = 512;
/** Blocks that GNU tar writes at once. */
const RECORD = BLOCK * 20;

/** What an archive says of one file. */
interface Header {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly modifiedMs: number;
  /** `0` file, `1` hard link, `2` symlink, `5` directory, `L` a long name. */
  readonly type: string;
  readonly target: string;
}

const octal = (value: number, width: number): string =>
  `${Math.floor(value)
    .toString(8)
    .padStart(width - 1, '0')}\0`;

/** The block in front of a file. Source: POSIX.1-2017, pax, ustar interchange format. */
function headerBlock(header: Header): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, offset: number): void => block.set(encodeText(text), offset);
  block.set(encodeText(header.name).subarray(0, 100), 0);
  put(octal(header.mode, 8), 100);
  put(octal(header.uid, 8), 108);
  put(octal(header.gid, 8), 116);
  put(octal(header.size, 12), 124);
  put(octal(header.modifiedMs / 1000, 12), 136);
  put('        ', 148);
  put(header.type, 156);
  block.set(encodeText(header.target).subarray(0, 100), 157);
  put('ustar  \0', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const textAt = (block: Uint8Array, offset: number, length: number): string => {
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return decodeText(end < 0 ? field : field.subarray(0, end));
};

function parseHeader(block: Uint8Array): Header {
  const number = (offset: number, length: number): number => parseInt(textAt(block, offset, length).trim() || '0', 8);
  const prefix = textAt(block, 257, 6) === 'ustar' ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(100, 8),
    uid: number(108, 8),
    gid: number(116, 8),
    size: number(124, 12),
    modifiedMs: number(136, 12) * 1000,
    type: textAt(block, 156, 1) || '0',
    target: textAt(block, 157, 100),
  };
}

const padding = (size: number): Uint8Array => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);

/** What a command line asks for. */
interface TarCall {
  readonly call: ToolCall;
  readonly isVerbose: boolean;
  readonly file: string;
  readonly directory: string;
  readonly keepsTimes: boolean;
  readonly strip: number;
  readonly toStdout: boolean;
  readonly names: readonly string[];
}

/** Writes files to an archive. */
class Writer {
  private written = 0;
  code = 0;

  constructor(
    private readonly tar: TarCall,
    private readonly output: Stream,
  ) {}

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
    const header: Header = { name, mode, uid, gid, size: content.length, modifiedMs, type, target };
    if (encodeText(name).length > 100) yield* this.longName(name, header);
    yield* this.write(headerBlock(header));
    yield* this.write(content);
    yield* this.write(padding(content.length));
    if (isVerbose) yield* this.tar.file === '-' ? call.process.complain(`${name}\n`) : call.print(`${name}\n`);
  }

  /** A name that does not fit stands in a file of its own before. Source: GNU tar, `././@LongLink`. */
  private *longName(name: string, header: Header): Coroutine<void> {
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

/** Reads exactly `size` bytes; fewer at the end. */
function* readExactly(stream: Stream, size: number): Coroutine<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let left = size; left > 0;) {
    const piece = yield* stream.read(left);
    if (piece === undefined) break;
    pieces.push(piece);
    left -= piece.length;
  }
  return joined(pieces);
}

/** Hands the files of an archive to `take`, one after the other. False when it ends too early. */
function* eachEntry(input: Stream, take: (header: Header, content: Uint8Array) => Coroutine<void>): Coroutine<boolean> {
  let longName: string | undefined;
  for (;;) {
    const block = yield* readExactly(input, BLOCK);
    if (block.length < BLOCK) return block.length === 0;
    if (block.every((byte) => byte === 0)) {
      // What follows the end is read, so that whoever writes is not cut off.
      for (let rest = yield* input.read(); rest !== undefined; rest = yield* input.read());
      return true;
    }
    const header = parseHeader(block);
    const content = yield* readExactly(input, header.size);
    if (content.length < header.size) return false;
    yield* readExactly(input, padding(header.size).length);
    if (header.type === 'L') longName = decodeText(content).replace(/\0+$/, '');
    else if (header.type === 'x' || header.type === 'g')
      longName = /\d+ path=([^\n]*)\n/.exec(decodeText(content))?.[1] ?? longName;
    else {
      yield* take(longName === undefined ? header : { ...header, name: longName }, content);
      longName = undefined;
    }
  }
}

function* extract(tar: TarCall, input: Stream): Coroutine<number> {
  const { call } = tar;
  const { files, nowMs } = call.process;
  let code = 0;
  const isWhole = yield* eachEntry(input, function* (header, content) {
    const parts = header.name
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .slice(tar.strip);
    if (parts.length === 0 || parts.includes('..')) return;
    if (
      tar.names.length > 0 &&
      !tar.names.some((name) => header.name === name || header.name.startsWith(`${name.replace(/\/$/, '')}/`))
    )
      return;
    if (tar.isVerbose) yield* call.print(`${header.name}\n`);
    if (tar.toStdout) return yield* call.process.stdout.write(content);
    const path = `${tar.directory}/${parts.join('/')}`;
    const isDone = yield* call.attempt(
      () => {
        const parent = path.replace(/\/[^/]*$/, '');
        if (parent !== '' && !files.exists(parent)) files.makeDirectory(parent, { isRecursive: true });
        if (header.type === '5') {
          if (!files.exists(path)) files.makeDirectory(path, { mode: header.mode });
        } else {
          if (files.exists(path) && header.type !== '0') files.remove(path);
          if (header.type === '2') files.symlink(header.target, path);
          else if (header.type === '1') files.link(`${tar.directory}/${header.target}`, path);
          else {
            files.write(path, content, header.mode);
            files.changeMode(path, header.mode);
          }
        }
        if (header.type === '2') return;
        if (call.process.uid === 0) files.changeOwner(path, header.uid, header.gid);
        files.setModified(path, tar.keepsTimes ? header.modifiedMs : nowMs);
      },
      (message) =>
        call.isBusybox ? `can't open '${parts.join('/')}': ${message}` : `${parts.join('/')}: Cannot open: ${message}`,
    );
    if (!isDone) code = call.isBusybox ? 1 : 2;
  });
  if (!isWhole)
    return yield* call.fail(
      call.isBusybox ? 'short read' : 'Unexpected EOF in archive\ntar: Error is not recoverable: exiting now',
      call.isBusybox ? 1 : 2,
    );
  if (code !== 0 && !call.isBusybox) yield* call.complain('Exiting with failure status due to previous errors');
  return code;
}

function* list(tar: TarCall, input: Stream): Coroutine<number> {
  const { call } = tar;
  const names = new NameTable(call.process);
  yield* eachEntry(input, function* (header) {
    const type = header.type === '5' ? 'directory' : header.type === '2' ? 'symlink' : 'file';
    const owner = `${names.user(header.uid) ?? header.uid}/${names.group(header.gid) ?? header.gid}`;
    const line = `${modeText({ type, mode: header.mode })} ${owner} ${String(header.size).padStart(9)} ${listingTime(header.modifiedMs, call.process.nowMs)} `;
    yield* call.print(`${tar.isVerbose ? line : ''}${header.name}\n`);
  });
  return 0;
}

/** `tar`: c, x and t with f, C, v, m, p, O and --strip-components. Not modelled: compression. */
export const tar: Tool = function* (call) {
  // The first argument may be letters without a dash.
  const [first = '', ...rest] = call.args;
  const args = first.startsWith('-') ? call.args : [`-${first}`, ...rest];
  const options = yield* call.withArgs(args).options({
    letters: 'cxtvf:C:mpOozjJhkPS:T:X:',
    long: {
      create: 'c',
      extract: 'x',
      list: 't',
      verbose: 'v',
      file: 'f',
      directory: 'C',
      'strip-components': 'S',
      gzip: 'z',
      touch: 'm',
      'to-stdout': 'O',
      'no-same-owner': 'o',
      'same-permissions': 'p',
      'preserve-permissions': 'p',
      'no-same-permissions': 'k',
      exclude: 'X',
      warning: 'k',
    },
  });
  const { has, value, operands } = options;
  if (has('z') || has('j') || has('J'))
    return yield* call.fail(
      call.isBusybox ? 'compression is not supported here' : 'compression is not supported here',
      2,
    );
  const file = value('f') ?? '-';
  const base: TarCall = {
    call,
    isVerbose: has('v'),
    file,
    directory: (value('C') ?? '.').replace(/(.)\/$/, '$1'),
    keepsTimes: !has('m'),
    strip: Number(value('S') ?? 0),
    toStdout: has('O'),
    names: operands,
  };
  if (!has('c') && !has('x') && !has('t')) {
    return yield* call.fail(
      call.isBusybox
        ? 'must specify one of -ctx'
        : "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.",
      2,
    );
  }
  if (has('C') && !call.process.files.exists(base.directory)) {
    const text = call.isBusybox
      ? `can't change directory to '${base.directory}': No such file or directory`
      : `${base.directory}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now`;
    return yield* call.fail(text, call.isBusybox ? 1 : 2);
  }
  if (has('c')) return yield* create(base);
  const input = file === '-' ? call.process.stdin : yield* call.open(file);
  if (input === undefined) return call.isBusybox ? 1 : 2;
  return yield* has('x') ? extract(base, input) : list(base, input);
};

function* create(tar: TarCall): Coroutine<number> {
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
  const writer = new Writer(tar, output);
  if (names.some((name) => name.startsWith('/'))) {
    yield* call.complain(
      call.isBusybox ? "removing leading '/' from member names" : "Removing leading `/' from member names",
    );
  }
  for (const name of names) yield* writer.add(name);
  yield* writer.end();
  if (file !== '-') output.close();
  if (writer.code !== 0) {
    yield* call.complain(
      call.isBusybox ? 'error exit delayed from previous errors' : 'Exiting with failure status due to previous errors',
    );
  }
  return writer.code;
}
