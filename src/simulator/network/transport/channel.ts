import type { EventLoop } from '../../engine';
import { type ByteReader, type ByteWriter, type Coroutine, type ErrorCode, SystemError } from '../../process';
import { deliver, type Transit } from './delivery';
import { Bell } from './waiting';

/** Bytes that wait to be read before whoever writes has to wait. Source: Linux, about net.ipv4.tcp_rmem. */
const BUFFER_BYTES = 131_072;

/** Most bytes that one read returns when nobody says how many. */
const READ_BYTES = 65_536;

/** The last thing that comes through a channel. */
const END = Symbol('end');

interface Arrival {
  readonly what: Uint8Array | typeof END;
  readonly timeMs: number;
}

/** One direction of a connection: bytes arrive in order, after a while, and never twice. */
export class ByteChannel implements ByteReader, ByteWriter {
  private readonly arrivals: Arrival[] = [];
  /** What is on its way; the first entry is being sent. */
  private readonly unsent: (Uint8Array | typeof END)[] = [];
  private lastArrivalMs = 0;
  private bufferedBytes = 0;
  private hasEnded = false;
  private isUnread = false;
  private isGone = false;
  private failure: ErrorCode | undefined;
  private readonly arrived: Bell;
  private readonly drained: Bell;

  /** `onGivenUp` hears that nothing gets through any more, `onRefused` that there is nobody any more at the other end. */
  constructor(
    private readonly loop: EventLoop,
    private readonly transit: Transit,
    private readonly onGivenUp: () => void,
    private readonly onRefused: () => void,
  ) {
    this.arrived = new Bell(loop);
    this.drained = new Bell(loop);
  }

  /** Whether bytes have come that nobody has read. */
  get hasUnread(): boolean {
    const first = this.arrivals[0];
    return first !== undefined && first.what !== END && first.timeMs <= this.loop.nowMs;
  }

  *read(maxBytes = READ_BYTES): Coroutine<Uint8Array | undefined> {
    for (;;) {
      const first = this.arrivals[0];
      if (first !== undefined && first.timeMs <= this.loop.nowMs) return this.take(first, maxBytes);
      if (this.failure !== undefined) throw new SystemError(this.failure);
      yield* this.arrived.wait(first?.timeMs);
    }
  }

  close(): void {
    this.isUnread = true;
    this.arrivals.length = 0;
    this.bufferedBytes = 0;
    this.drained.ring();
  }

  *write(bytes: Uint8Array): Coroutine<void> {
    this.checkWritable();
    while (this.bufferedBytes >= BUFFER_BYTES) {
      yield* this.drained.wait();
      this.checkWritable();
    }
    if (bytes.length === 0) return;
    this.bufferedBytes += bytes.length;
    this.send(bytes);
  }

  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    if (this.failure === undefined) this.send(END);
    this.drained.ring();
  }

  /** Ends it with an error for both sides; what has arrived can still be read. */
  fail(code: ErrorCode): void {
    if (this.failure !== undefined) return;
    this.failure = code;
    this.unsent.length = 0;
    this.arrived.ring();
    this.drained.ring();
  }

  /** The machine of the reader is gone: nobody there knows of it any more, and nobody is told. */
  abandon(): void {
    this.isGone = true;
    this.arrivals.length = 0;
  }

  private take(first: Arrival, maxBytes: number): Uint8Array | undefined {
    if (first.what === END) return undefined;
    const bytes = first.what.length > maxBytes ? first.what.subarray(0, maxBytes) : first.what;
    if (bytes === first.what) this.arrivals.shift();
    else this.arrivals[0] = { what: first.what.subarray(maxBytes), timeMs: first.timeMs };
    this.bufferedBytes -= bytes.length;
    if (this.bufferedBytes < BUFFER_BYTES) this.drained.ring();
    return bytes;
  }

  private checkWritable(): void {
    if (this.failure !== undefined) throw new SystemError(this.failure);
    if (this.isUnread || this.hasEnded) throw new SystemError('EPIPE');
  }

  /** Sends something after all that was sent before. */
  private send(what: Uint8Array | typeof END): void {
    this.unsent.push(what);
    if (this.unsent.length === 1) this.sendFirst();
  }

  private sendFirst(): void {
    const pass = (delayMs: number): void => {
      const what = this.unsent.shift();
      // It failed meanwhile.
      if (what === undefined) return;
      this.arrive(what, delayMs);
      if (this.unsent.length > 0) this.sendFirst();
    };
    const lost = (): void => {
      this.unsent.length = 0;
      this.onGivenUp();
    };
    deliver(this.loop, this.transit, pass, lost);
  }

  private arrive(what: Uint8Array | typeof END, delayMs: number): void {
    if (this.isGone) {
      this.onRefused();
      return;
    }
    if (this.isUnread) {
      if (what !== END) this.bufferedBytes = 0;
      return;
    }
    this.lastArrivalMs = Math.max(this.lastArrivalMs, this.loop.nowMs + delayMs);
    this.arrivals.push({ what, timeMs: this.lastArrivalMs });
    this.arrived.ring(this.lastArrivalMs);
  }
}
