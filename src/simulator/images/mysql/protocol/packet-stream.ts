import { ByteQueue, type Connection, type Coroutine, joinBytes, SystemError } from '../../../process';

const HEADER_BYTES = 4;
/** A payload that is as long goes on in the next packet. */
const PAYLOAD_MAX = 0xff_ffff;

/** Packets of the MySQL protocol over a connection: a length, a number that is counted, a payload. */
export class PacketStream {
  private readonly waiting = new ByteQueue();
  private sequence = 0;

  constructor(readonly connection: Connection) {}

  /** Begins to count anew: every command does. */
  restart(): void {
    this.sequence = 0;
  }

  /** The next payload; undefined when the other side has ended. @throws SystemError ECONNRESET, also amid a packet */
  *read(): Coroutine<Uint8Array | undefined> {
    const pieces: Uint8Array[] = [];
    for (;;) {
      if (!(yield* this.fill(HEADER_BYTES))) {
        if (pieces.length === 0 && this.waiting.size === 0) return undefined;
        throw new SystemError('ECONNRESET');
      }
      const [low = 0, middle = 0, high = 0, sequence = 0] = this.waiting.take(HEADER_BYTES);
      const size = low + middle * 0x100 + high * 0x1_0000;
      this.sequence = (sequence + 1) % 256;
      if (!(yield* this.fill(size))) throw new SystemError('ECONNRESET');
      pieces.push(this.waiting.take(size));
      if (size < PAYLOAD_MAX) return joinBytes(pieces);
    }
  }

  /** Writes payloads, each as a packet of its own, in one piece. @throws SystemError EPIPE, ECONNRESET */
  *write(...payloads: readonly Uint8Array[]): Coroutine<void> {
    const pieces: Uint8Array[] = [];
    for (const payload of payloads) {
      for (let offset = 0; offset <= payload.length; offset += PAYLOAD_MAX) {
        const part = payload.subarray(offset, offset + PAYLOAD_MAX);
        const { length } = part;
        pieces.push(Uint8Array.of(length & 0xff, (length >> 8) & 0xff, length >> 16, this.sequence), part);
        this.sequence = (this.sequence + 1) % 256;
      }
    }
    yield* this.connection.write(joinBytes(pieces));
  }

  /** Ends both directions. */
  close(): void {
    this.connection.end();
    this.connection.close();
  }

  /** Waits until so many bytes are there; false at the end. */
  private *fill(size: number): Coroutine<boolean> {
    while (this.waiting.size < size) {
      const bytes = yield* this.connection.read();
      if (bytes === undefined) return false;
      this.waiting.push(bytes);
    }
    return true;
  }
}
