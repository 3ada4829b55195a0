import { type Coroutine, waitFor } from '../coroutine';
import { encodeText, joinBytes } from '../encoding';
import type { Connection } from '../streams';
import { WaitList } from '../wait-list';
import {
  contentOf,
  FLAG,
  type Frame,
  FRAME,
  frame,
  FRAME_BYTES_MAX,
  FrameReader,
  HttpFrameError,
  numberIn,
  WINDOW_BYTES,
  windowUpdate,
} from './frames';
import { encodeHeaders, HeaderDecoder } from './header-compression';
import type { HeaderField } from './header-table';

/** What a client says first. Source: RFC 9113, 3.4. */
export const PREFACE = encodeText('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

const NOTHING = new Uint8Array(0);

/** Source: RFC 9113, 6.5.2 SETTINGS_INITIAL_WINDOW_SIZE. */
const INITIAL_WINDOW_SIZE = 4;

/** What a session hears. */
export interface SessionEvents {
  /** The other side has said how it wants to be spoken with. */
  readonly onSettings?: () => void;
  readonly onHeaders: (stream: number, fields: readonly HeaderField[], isEnd: boolean) => void;
  readonly onData: (stream: number, bytes: Uint8Array, isEnd: boolean) => void;
  readonly onReset: (stream: number, code: number) => void;
}

/**
 * One side of a connection that speaks HTTP/2: streams of header fields and bytes.
 *
 * Source: RFC 9113. Not modelled: pushes, priorities, limits of streams and headers.
 */
export class Http2Session {
  private readonly decoder = new HeaderDecoder();
  private readonly reader: FrameReader;
  /** How much may be sent: on the connection, and on each stream that it was said of. */
  private window = WINDOW_BYTES;
  private initialWindow = WINDOW_BYTES;
  private readonly windows = new Map<number, number>();
  private readonly changed = new WaitList();
  /** A block of header fields that goes on in the next frame. */
  private block: { readonly stream: number; readonly isEnd: boolean; readonly pieces: Uint8Array[] } | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly events: SessionEvents,
  ) {
    this.reader = new FrameReader(connection);
  }

  /** Says who it is: that of a client begins with the preface. */
  *begin(preface: Uint8Array = NOTHING): Coroutine<void> {
    yield* this.connection.write(joinBytes([preface, frame(FRAME.settings, 0, 0, NOTHING)]));
  }

  /** Whether the other side begins as a client does. */
  *hearsPreface(): Coroutine<boolean> {
    const bytes = yield* this.reader.bytes(PREFACE.length);
    return bytes?.every((byte, place) => byte === PREFACE[place]) ?? false;
  }

  /**
   * Takes the next frame; false when there is none any more.
   *
   * @throws HttpFrameError, and SystemError as the connection.
   */
  *next(): Coroutine<boolean> {
    const next = yield* this.reader.next();
    if (next === undefined || next.type === FRAME.goAway) return false;
    yield* this.take(next);
    return true;
  }

  /** Sends header fields. */
  *sendHeaders(stream: number, fields: readonly HeaderField[], isEnd: boolean): Coroutine<void> {
    const flags = FLAG.endHeaders | (isEnd ? FLAG.endStream : 0);
    yield* this.connection.write(frame(FRAME.headers, flags, stream, encodeHeaders(fields)));
  }

  /** Sends bytes, as fast as the other side takes them. */
  *sendData(stream: number, bytes: Uint8Array, isEnd: boolean): Coroutine<void> {
    for (let sent = 0; sent < bytes.length || bytes.length === 0;) {
      const room = Math.min(this.window, this.windows.get(stream) ?? this.initialWindow, FRAME_BYTES_MAX);
      if (room <= 0 && bytes.length > 0) {
        yield* waitFor(this.changed.change);
        continue;
      }
      const piece = bytes.subarray(sent, sent + room);
      sent += piece.length;
      this.window -= piece.length;
      this.windows.set(stream, (this.windows.get(stream) ?? this.initialWindow) - piece.length);
      const isLast = sent === bytes.length;
      yield* this.connection.write(frame(FRAME.data, isLast && isEnd ? FLAG.endStream : 0, stream, piece));
      if (isLast) return;
    }
  }

  /** Forgets a stream. */
  forget(stream: number): void {
    this.windows.delete(stream);
  }

  private *take(next: Frame): Coroutine<void> {
    const { type, flags, stream, payload } = next;
    if (this.block !== undefined && type !== FRAME.continuation) throw new HttpFrameError('headers are interrupted');
    const isEnd = (flags & FLAG.endStream) !== 0;
    switch (type) {
      case FRAME.settings:
        if ((flags & FLAG.ack) === 0) yield* this.takeSettings(payload);
        return;
      case FRAME.ping:
        if ((flags & FLAG.ack) === 0) yield* this.connection.write(frame(FRAME.ping, FLAG.ack, 0, payload));
        return;
      case FRAME.headers:
        this.block = { stream, isEnd, pieces: [contentOf(next)] };
        this.endBlock(flags);
        return;
      case FRAME.continuation:
        if (this.block?.stream !== stream) throw new HttpFrameError('headers go on that have not begun');
        this.block.pieces.push(payload);
        this.endBlock(flags);
        return;
      case FRAME.data:
        if (payload.length > 0) {
          const room = [windowUpdate(0, payload.length), ...(isEnd ? [] : [windowUpdate(stream, payload.length)])];
          yield* this.connection.write(joinBytes(room));
        }
        this.events.onData(stream, contentOf(next), isEnd);
        return;
      case FRAME.windowUpdate:
        if (stream === 0) this.window += numberIn(next);
        else this.windows.set(stream, (this.windows.get(stream) ?? this.initialWindow) + numberIn(next));
        this.changed.wakeAll();
        return;
      case FRAME.resetStream:
        this.events.onReset(stream, numberIn(next));
        return;
      default:
      // What nobody knows is passed over. Source: RFC 9113, 5.5.
    }
  }

  private *takeSettings(payload: Uint8Array): Coroutine<void> {
    const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    for (let place = 0; place + 6 <= payload.length; place += 6) {
      if (view.getUint16(place) !== INITIAL_WINDOW_SIZE) continue;
      const given = view.getUint32(place + 2);
      for (const [stream, bytes] of this.windows) this.windows.set(stream, bytes + given - this.initialWindow);
      this.initialWindow = given;
      this.changed.wakeAll();
    }
    yield* this.connection.write(frame(FRAME.settings, FLAG.ack, 0, NOTHING));
    this.events.onSettings?.();
  }

  private endBlock(flags: number): void {
    const { block } = this;
    if (block === undefined || (flags & FLAG.endHeaders) === 0) return;
    this.block = undefined;
    this.events.onHeaders(block.stream, this.decoder.decode(joinBytes(block.pieces)), block.isEnd);
  }
}
