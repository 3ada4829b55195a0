import { ByteQueue, type ByteReader, type Coroutine } from '../../../process';
import { WireError } from './messages';

/** Source: MongoDB, src/mongo/rpc/message.h `MaxMessageSizeBytes`. */
const MESSAGE_BYTES_MAX = 48_000_000;
const LENGTH_BYTES = 4;
const HEADER_BYTES = 16;

/** Cuts what comes over a connection into messages. */
export class MessageReader {
  private readonly waiting = new ByteQueue();

  constructor(private readonly source: ByteReader) {}

  /** The next message with its header; undefined at the end. @throws WireError for a length that cannot be */
  *next(): Coroutine<Uint8Array | undefined> {
    const head = yield* this.take(LENGTH_BYTES);
    if (head === undefined) return undefined;
    const length = new DataView(head.buffer, head.byteOffset, head.byteLength).getInt32(0, true);
    if (length < HEADER_BYTES || length > MESSAGE_BYTES_MAX)
      throw new WireError(`a message cannot have ${length} bytes`);
    const rest = yield* this.take(length - LENGTH_BYTES);
    if (rest === undefined) return undefined;
    const message = new Uint8Array(length);
    message.set(head);
    message.set(rest, LENGTH_BYTES);
    return message;
  }

  private *take(count: number): Coroutine<Uint8Array | undefined> {
    while (this.waiting.size < count) {
      const bytes = yield* this.source.read();
      if (bytes === undefined) return undefined;
      this.waiting.push(bytes);
    }
    return this.waiting.take(count);
  }
}
