import { ByteQueue, type ByteReader, type Coroutine } from '../../../process';
import { FieldReader, ProtocolViolation } from './fields';

/** Bytes of a message at most. */
const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

/** A message: its letter, and its fields. */
export interface Message {
  readonly type: string;
  readonly fields: FieldReader;
}

const int32 = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getInt32(0);

/** Cuts the bytes of a connection into messages. Source: PostgreSQL 16, Frontend/Backend Protocol, Message Formats. */
export class MessageReader {
  private readonly waiting = new ByteQueue();

  constructor(private readonly source: ByteReader) {}

  /** The first message of a client, which has no letter; undefined when none comes. @throws ProtocolViolation */
  *first(): Coroutine<FieldReader | undefined> {
    const length = yield* this.take(4);
    return length === undefined ? undefined : yield* this.body(int32(length));
  }

  /** The next message; undefined at the end of all. @throws ProtocolViolation */
  *next(): Coroutine<Message | undefined> {
    const head = yield* this.take(5);
    if (head === undefined) return undefined;
    const fields = yield* this.body(int32(head.slice(1)));
    return fields === undefined ? undefined : { type: String.fromCharCode(head[0] ?? 0), fields };
  }

  /** One byte that stands alone: what a server says to the wish for encryption. */
  *letter(): Coroutine<string | undefined> {
    const byte = yield* this.take(1);
    return byte === undefined ? undefined : String.fromCharCode(byte[0] ?? 0);
  }

  private *body(length: number): Coroutine<FieldReader | undefined> {
    if (length < 4 || length > MESSAGE_BYTES_MAX) throw new ProtocolViolation('invalid message length');
    const bytes = yield* this.take(length - 4);
    return bytes === undefined ? undefined : new FieldReader(bytes);
  }

  private *take(size: number): Coroutine<Uint8Array | undefined> {
    while (this.waiting.size < size) {
      const bytes = yield* this.source.read();
      if (bytes === undefined) return undefined;
      this.waiting.push(bytes);
    }
    return this.waiting.take(size);
  }
}
