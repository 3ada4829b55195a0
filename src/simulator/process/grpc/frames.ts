import { ByteQueue } from '../byte-queue';
import type { Coroutine } from '../coroutine';
import type { ByteReader } from '../streams';

/** What is no HTTP/2. */
export class HttpFrameError extends Error {}

/** Kinds of frames. Source: RFC 9113, 6. */
export const FRAME = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Flags of frames; END_STREAM and ACK are one bit. */
export const FLAG = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** Most bytes of a frame that nobody has to agree to. */
export const FRAME_BYTES_MAX = 16_384;

/** Bytes that may be sent before the other side allows more. */
export const WINDOW_BYTES = 65_535;

const HEAD_BYTES = 9;

/** One frame. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  /** Number of the stream; 0 for the connection. */
  readonly stream: number;
  readonly payload: Uint8Array;
}

/** A frame as bytes. */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + payload.length);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, payload.length * 256 + type);
  head.setUint8(4, flags);
  head.setUint32(5, stream);
  bytes.set(payload, HEAD_BYTES);
  return bytes;
}

/** Says that a side may send so many bytes more. */
export function windowUpdate(stream: number, bytes: number): Uint8Array {
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setUint32(0, bytes);
  return frame(FRAME.windowUpdate, 0, stream, payload);
}

/** Number in the first four bytes of a payload, without its highest bit. */
export function numberIn({ payload }: Frame): number {
  if (payload.length < 4) throw new HttpFrameError('a frame is too short');
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0) & 0x7fff_ffff;
}

/** What a frame carries, without what fills it and without the priority of its stream. */
export function contentOf({ type, flags, payload }: Frame): Uint8Array {
  const isPadded = (flags & FLAG.padded) !== 0;
  const padding = isPadded ? (payload[0] ?? 0) : 0;
  const priority = type === FRAME.headers && (flags & FLAG.priority) !== 0 ? 5 : 0;
  const begin = (isPadded ? 1 : 0) + priority;
  if (begin + padding > payload.length) throw new HttpFrameError('a frame is filled with more than it has');
  return payload.subarray(begin, payload.length - padding);
}

/** Reads frames off a connection. */
export class FrameReader {
  private readonly waiting = new ByteQueue();

  constructor(private readonly source: Pick<ByteReader, 'read'>) {}

  /** The next bytes, exactly so many; undefined when the connection ends before. */
  *bytes(count: number): Coroutine<Uint8Array | undefined> {
    while (this.waiting.size < count) {
      const more = yield* this.source.read();
      if (more === undefined) return undefined;
      this.waiting.push(more);
    }
    return this.waiting.take(count);
  }

  /**
   * The next frame; undefined at the end.
   *
   * @throws HttpFrameError for one that is too long.
   */
  *next(): Coroutine<Frame | undefined> {
    const bytes = yield* this.bytes(HEAD_BYTES);
    if (bytes === undefined) return undefined;
    const head = new DataView(bytes.buffer, bytes.byteOffset);
    const size = head.getUint32(0) >>> 8;
    if (size > FRAME_BYTES_MAX) throw new HttpFrameError('frame too large');
    const [type, flags, stream] = [head.getUint8(3), head.getUint8(4), head.getUint32(5) & 0x7fff_ffff];
    const payload = yield* this.bytes(size);
    return payload === undefined ? undefined : { type, flags, stream, payload };
  }
}
