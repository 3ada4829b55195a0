import { ProtocolError } from './header-blocks';

/** Types of control frames. Source: SPDY protocol draft 3.1, section 2.6. */
export const FRAME = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

/** Flag of the last frame of a stream. */
export const LAST = 0x01;

/** One frame: of data for a stream, or about the connection. */
export type Frame =
  | { readonly isControl: false; readonly stream: number; readonly isLast: boolean; readonly bytes: Buffer }
  | { readonly isControl: true; readonly type: number; readonly flags: number; readonly payload: Buffer };

const HEAD_BYTES = 8;

/** Bytes of a frame that is taken: clients send pieces of 32 KiB. */
const FRAME_BYTES_MAX = 4 * 1024 * 1024;

/** Cuts bytes into frames, however they come. */
export class FrameReader {
  private waiting: Buffer[] = [];
  private size = 0;
  /** Bytes that the next frame has, head included, once that is known. */
  private wanted = HEAD_BYTES;

  /** Frames that are complete with `bytes`. @throws ProtocolError for one that is too long. */
  *push(bytes: Buffer): IterableIterator<Frame> {
    this.waiting.push(bytes);
    this.size += bytes.length;
    while (this.size >= this.wanted) {
      const all = this.waiting.length === 1 ? (this.waiting[0] as Buffer) : Buffer.concat(this.waiting);
      const length = all.readUIntBE(5, 3);
      if (length > FRAME_BYTES_MAX) throw new ProtocolError(`a frame of ${length} bytes`);
      const end = HEAD_BYTES + length;
      this.waiting = [all];
      this.wanted = end;
      if (this.size < end) return;
      this.waiting = [all.subarray(end)];
      this.size -= end;
      this.wanted = HEAD_BYTES;
      yield frameOf(all.subarray(0, end));
    }
  }
}

function frameOf(bytes: Buffer): Frame {
  const flags = bytes.readUInt8(4);
  const payload = bytes.subarray(HEAD_BYTES);
  const first = bytes.readUInt32BE(0);
  if (first >>> 31 === 0) return { isControl: false, stream: first, isLast: (flags & LAST) !== 0, bytes: payload };
  return { isControl: true, type: first & 0xffff, flags, payload };
}

const VERSION = 3;

/** Writes a control frame. */
export function controlFrame(type: number, payload: Buffer, flags = 0): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt16BE(0x8000 | VERSION, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(payload.length, 4);
  head.writeUInt8(flags, 4);
  return Buffer.concat([head, payload]);
}

/** Head of a data frame; its bytes follow. */
export function dataHead(stream: number, length: number, isLast: boolean): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(stream, 0);
  head.writeUInt32BE(length, 4);
  head.writeUInt8(isLast ? LAST : 0, 4);
  return head;
}

/** Numbers of four bytes each. */
export function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, index * 4));
  return bytes;
}
