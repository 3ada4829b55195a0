import type { Wire } from '../connections/wire';
import { controlFrame, FRAME, type Frame, FrameReader, LAST, numbers } from './frames';
import { HeaderReader, HeaderWriter, ProtocolError } from './header-blocks';
import { RESET, SpdyStream } from './stream';

/** Who deals with the streams that a client opens. */
export interface StreamHost {
  /** Whether a stream is one that is wanted. */
  accept(stream: SpdyStream): boolean;
  /** The client was told that its stream is there. */
  opened(stream: SpdyStream): void;
}

/** Streams of one connection at a time. */
const STREAMS_MAX = 4096;

/**
 * The server's side of a SPDY/3.1 connection, as far as Kubernetes uses it: the client opens streams, and both sides send
 * without windows. Source: SPDY protocol draft 3.1, and how github.com/moby/spdystream speaks it.
 */
export class SpdyConnection {
  private readonly streams = new Map<number, SpdyStream>();
  private readonly headers = new HeaderReader();
  private readonly replies = new HeaderWriter();
  private readonly pings = new Map<number, () => void>();
  private nextPing = 2;
  private isLeaving = false;

  constructor(
    private readonly wire: Wire,
    private readonly host: StreamHost,
  ) {}

  /** Reads until the client is gone. All its streams are over then. */
  async run(): Promise<void> {
    const closed = (): void => {
      for (const stream of this.streams.values()) stream.heardReset();
      this.streams.clear();
    };
    this.wire.onClose(closed);
    const frames = new FrameReader();
    try {
      for await (const bytes of this.wire.incoming) {
        for (const frame of frames.push(bytes)) await this.hear(frame);
      }
      this.wire.end();
    } catch {
      // The connection broke, or speaks something else.
      this.wire.destroy();
    } finally {
      this.headers.close();
      closed();
    }
  }

  /** Asks the client for a sign of life; `answered` hears that it has read all that was written before. */
  ping(answered: () => void): void {
    if (this.isLeaving) return;
    this.pings.set(this.nextPing, answered);
    this.wire.write([controlFrame(FRAME.ping, numbers(this.nextPing))]);
    this.nextPing += 2;
  }

  /** Says goodbye and ends the connection after all that was written. */
  end(): void {
    if (this.isLeaving) return;
    this.isLeaving = true;
    this.wire.write([controlFrame(FRAME.goAway, numbers(Math.max(0, ...this.streams.keys()), 0))]);
    this.wire.end();
  }

  private hear(frame: Frame): Promise<void> | undefined {
    if (frame.isControl) return this.hearControl(frame);
    const stream = this.streams.get(frame.stream);
    const taken = frame.bytes.length === 0 ? undefined : stream?.heardData(frame.bytes);
    if (taken === undefined) return this.afterData(stream, frame.isLast);
    return taken.then(() => this.afterData(stream, frame.isLast));
  }

  private afterData(stream: SpdyStream | undefined, isLast: boolean): undefined {
    if (isLast) stream?.heardEnd();
    this.forget(stream);
    return undefined;
  }

  private hearControl({ type, flags, payload }: Extract<Frame, { isControl: true }>): Promise<void> | undefined {
    switch (type) {
      case FRAME.synStream:
        return this.opened(payload, flags);
      case FRAME.rstStream: {
        const stream = this.streams.get(payload.readUInt32BE(0));
        stream?.heardReset();
        this.forget(stream);
        return undefined;
      }
      case FRAME.ping:
        this.heardPing(payload);
        return undefined;
      case FRAME.headers:
        // Nobody asks for them, but what comes later is compressed with them.
        return this.headers.read(payload.subarray(4)).then(() => undefined);
      default:
        // Settings, windows, and that the client will go: its streams end by themselves.
        return undefined;
    }
  }

  private heardPing(payload: Buffer): void {
    const id = payload.readUInt32BE(0);
    // An odd number is the client's own; an even one is the answer to ours.
    if (id % 2 === 1) this.wire.write([controlFrame(FRAME.ping, payload)]);
    else this.pings.get(id)?.();
    this.pings.delete(id);
  }

  private async opened(payload: Buffer, flags: number): Promise<void> {
    if (payload.length < 10) throw new ProtocolError('a stream without headers');
    const id = payload.readUInt32BE(0) & 0x7fff_ffff;
    const stream = new SpdyStream(id, await this.headers.read(payload.subarray(10)), this.wire);
    if (this.streams.has(id) || this.streams.size >= STREAMS_MAX || !this.host.accept(stream)) {
      stream.reset(RESET.protocolError);
      return;
    }
    this.streams.set(id, stream);
    this.wire.write([controlFrame(FRAME.synReply, Buffer.concat([numbers(id), this.replies.empty()]))]);
    if ((flags & LAST) !== 0) stream.heardEnd();
    this.host.opened(stream);
  }

  private forget(stream: SpdyStream | undefined): void {
    if (stream?.isOver === true) this.streams.delete(stream.id);
  }
}
