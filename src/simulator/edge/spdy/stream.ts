import { dataHead, controlFrame, FRAME, numbers } from './frames';
import type { StreamHeaders } from './header-blocks';
import type { Wire } from '../connections/wire';

/** Reasons to end a stream. Source: SPDY protocol draft 3.1, section 2.6.3. */
export const RESET = { protocolError: 1, cancel: 5, flowControl: 7 } as const;

/** Bytes of one frame: its length has 24 bits. Source: SPDY protocol draft 3.1, section 2.2.2. */
const FRAME_BYTES_MAX = 0xff_ffff;

/** Bytes that may come before anybody takes them. */
const EARLY_BYTES_MAX = 1024 * 1024;

/** Who hears what a client sends through a stream. */
export interface StreamTaker {
  /** More bytes; nothing more is read before what it returns is over. */
  data(bytes: Buffer): Promise<void> | undefined;
  /** The client sends nothing more. */
  end(): void;
  /** The client gives the stream up. */
  reset(): void;
}

/** One of the streams of a connection. */
export class SpdyStream {
  private taker: StreamTaker | undefined;
  private early: Buffer[] = [];
  private earlyBytes = 0;
  private hasEnded = false;
  private isReset = false;
  private isWritten = false;

  constructor(
    readonly id: number,
    readonly headers: StreamHeaders,
    private readonly wire: Wire,
  ) {}

  /** Whether neither side sends anything more. */
  get isOver(): boolean {
    return this.isReset || (this.hasEnded && this.isWritten);
  }

  /** Takes what the client sends from now on, and what it has sent already. */
  take(taker: StreamTaker): void {
    this.taker = taker;
    const early = this.early;
    this.early = [];
    for (const bytes of early) void taker.data(bytes);
    if (this.hasEnded) taker.end();
  }

  /** Sends bytes; `onSent` hears when they are out of the house. */
  write(bytes: Uint8Array, onSent?: () => void): void {
    if (this.isWritten || this.isReset || bytes.length === 0) {
      onSent?.();
      return;
    }
    const pieces: Uint8Array[] = [];
    for (let offset = 0; offset < bytes.length; offset += FRAME_BYTES_MAX) {
      const piece = bytes.subarray(offset, offset + FRAME_BYTES_MAX);
      pieces.push(dataHead(this.id, piece.length, false), piece);
    }
    this.wire.write(pieces, onSent);
  }

  /** Says that nothing more comes. */
  end(): void {
    if (this.isWritten || this.isReset) return;
    this.isWritten = true;
    this.wire.write([dataHead(this.id, 0, true)]);
  }

  /** Ends both directions at once. */
  reset(reason: number): void {
    if (this.isReset) return;
    this.isReset = true;
    this.wire.write([controlFrame(FRAME.rstStream, numbers(this.id, reason))]);
  }

  /** The client has sent bytes. */
  heardData(bytes: Buffer): Promise<void> | undefined {
    if (this.hasEnded || this.isReset) return undefined;
    if (this.taker !== undefined) return this.taker.data(bytes);
    this.earlyBytes += bytes.length;
    if (this.earlyBytes > EARLY_BYTES_MAX) this.reset(RESET.flowControl);
    else this.early.push(bytes);
    return undefined;
  }

  /** The client sends nothing more. */
  heardEnd(): void {
    if (this.hasEnded || this.isReset) return;
    this.hasEnded = true;
    this.taker?.end();
  }

  /** The client has given it up, or is gone. */
  heardReset(): void {
    if (this.isOver) return;
    this.isReset = true;
    this.taker?.reset();
  }
}
