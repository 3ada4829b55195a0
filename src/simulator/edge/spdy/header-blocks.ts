import { constants, createInflate, type Inflate } from 'node:zlib';
import { HEADER_DICTIONARY } from './dictionary';

/** Headers of a stream, by lower-case name. */
export type StreamHeaders = ReadonlyMap<string, string>;

/** Bytes of one block, decompressed: headers here are a few words. */
const BLOCK_BYTES_MAX = 64 * 1024;

/** Something that is no SPDY. */
export class ProtocolError extends Error {}

/** Reads blocks of headers: all blocks of one direction are one compressed stream. */
export class HeaderReader {
  private readonly inflate: Inflate = createInflate({
    dictionary: HEADER_DICTIONARY,
    flush: constants.Z_SYNC_FLUSH,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  private pieces: Buffer[] = [];
  private size = 0;

  constructor() {
    this.inflate.on('data', (piece: Buffer) => {
      this.size += piece.length;
      if (this.size <= BLOCK_BYTES_MAX) this.pieces.push(piece);
    });
  }

  /** Reads the next block. @throws ProtocolError when it cannot be read. */
  async read(block: Buffer): Promise<StreamHeaders> {
    this.pieces = [];
    this.size = 0;
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new ProtocolError('headers cannot be decompressed'));
      this.inflate.once('error', fail);
      this.inflate.write(block, () => {
        this.inflate.off('error', fail);
        resolve();
      });
    });
    if (this.size > BLOCK_BYTES_MAX) throw new ProtocolError(`more than ${BLOCK_BYTES_MAX} bytes of headers`);
    return parseHeaders(Buffer.concat(this.pieces));
  }

  /** Frees what decompression holds. */
  close(): void {
    this.inflate.on('error', () => undefined);
    this.inflate.close();
  }
}

/** Reads the pairs of a block: a count, then each name and value with its length. */
export function parseHeaders(block: Buffer): StreamHeaders {
  const headers = new Map<string, string>();
  let offset = 0;
  const number = (): number => {
    if (offset + 4 > block.length) throw new ProtocolError('a block of headers ends early');
    offset += 4;
    return block.readUInt32BE(offset - 4);
  };
  const text = (): string => {
    const length = number();
    if (offset + length > block.length) throw new ProtocolError('a block of headers ends early');
    offset += length;
    return block.toString('latin1', offset - length, offset);
  };
  const count = number();
  for (let index = 0; index < count; index += 1) {
    const name = text();
    headers.set(name.toLowerCase(), text());
  }
  return headers;
}

/** Beginning of a zlib stream that names a dictionary. Source: RFC 1950. */
function streamBeginning(): Buffer {
  let [a, b] = [1, 0];
  for (const byte of HEADER_DICTIONARY) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  const beginning = Buffer.from([0x78, 0xbb, 0, 0, 0, 0]);
  beginning.writeUInt16BE(b, 2);
  beginning.writeUInt16BE(a, 4);
  return beginning;
}

/**
 * A block without headers, as a stored block of RFC 1951: there is nothing to compress. The empty one behind it is what a
 * flush leaves: Go hands on nothing before it.
 */
const NO_HEADERS = Buffer.from([0x00, 0x04, 0x00, 0xfb, 0xff, 0, 0, 0, 0, 0x00, 0x00, 0x00, 0xff, 0xff]);

/** Writes blocks of headers. Answers to streams have none. */
export class HeaderWriter {
  private hasBegun = false;

  /** The next block, empty. */
  empty(): Buffer {
    if (this.hasBegun) return NO_HEADERS;
    this.hasBegun = true;
    return Buffer.concat([streamBeginning(), NO_HEADERS]);
  }
}
