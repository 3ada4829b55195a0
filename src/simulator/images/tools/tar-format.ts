import { type ByteReader, type Coroutine, decodeText, encodeText } from '../../process';
import { joined } from './tool';

/** Bytes of a block of an archive. */
export const BLOCK = 512;
/** Bytes that GNU tar writes at once. */
export const RECORD = BLOCK * 20;

/** What an archive says of one file. */
export interface TarHeader {
  /** Path within the archive. */
  readonly name: string;
  /** Permission bits. */
  readonly mode: number;
  /** Number of the owner. */
  readonly uid: number;
  /** Number of the group. */
  readonly gid: number;
  /** Bytes of the content that follows. */
  readonly size: number;
  /** Time of the last change, in whole seconds. */
  readonly modifiedMs: number;
  /** `0` file, `1` hard link, `2` symlink, `5` directory, `L` a long name. */
  readonly type: string;
  /** Where a link leads; empty for others. */
  readonly target: string;
}

const octal = (value: number, width: number): string =>
  `${Math.floor(value)
    .toString(8)
    .padStart(width - 1, '0')}\0`;

/** The block in front of a file. Source: POSIX.1-2017, pax, ustar interchange format. */
export function headerBlock(header: TarHeader): Uint8Array {
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

function parseHeader(block: Uint8Array): TarHeader {
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

/** Zeros from the end of a file of this size to the next block. */
export const padding = (size: number): Uint8Array => new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);

/** Reads exactly `size` bytes; fewer at the end. */
function* readExactly(stream: Pick<ByteReader, 'read'>, size: number): Coroutine<Uint8Array> {
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
export function* eachEntry(
  input: Pick<ByteReader, 'read'>,
  take: (header: TarHeader, content: Uint8Array) => Coroutine<void>,
): Coroutine<boolean> {
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
