import { decodeText, encodeText } from '../../../process';

/** What a client or server sends that cannot be read. */
export class ProtocolViolation extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolViolation';
  }
}

/** Reads the fields of one message, one after the other. */
export class FieldReader {
  private offset = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isOver(): boolean {
    return this.offset >= this.bytes.length;
  }

  byte(): number {
    return this.view.getUint8(this.advance(1));
  }

  letter(): string {
    return String.fromCharCode(this.byte());
  }

  int16(): number {
    return this.view.getInt16(this.advance(2));
  }

  int32(): number {
    return this.view.getInt32(this.advance(4));
  }

  /** Text up to a zero byte. */
  text(): string {
    const end = this.bytes.indexOf(0, this.offset);
    if (end < 0) throw new ProtocolViolation('invalid string in message');
    const text = decodeText(this.bytes.subarray(this.offset, end));
    this.offset = end + 1;
    return text;
  }

  /** The next `length` bytes; all that are left when it is not given. */
  raw(length = this.bytes.length - this.offset): Uint8Array {
    const begin = this.advance(length);
    return this.bytes.subarray(begin, begin + length);
  }

  /** A value with its length before it; null for none. */
  value(): Uint8Array | null {
    const length = this.int32();
    return length < 0 ? null : this.raw(length);
  }

  /** A list with the number of its items before it. */
  list<T>(item: () => T): readonly T[] {
    return Array.from({ length: this.int16() }, item);
  }

  private advance(length: number): number {
    const begin = this.offset;
    if (begin + length > this.bytes.length) throw new ProtocolViolation('insufficient data left in message');
    this.offset += length;
    return begin;
  }
}

/** Puts a message together, field after field. */
export class MessageBuilder {
  private readonly pieces: Uint8Array[] = [];

  /** `type` is its letter; the first message of a client has none. */
  constructor(private readonly type?: string) {}

  raw(bytes: Uint8Array): this {
    this.pieces.push(bytes);
    return this;
  }

  letter(letter: string): this {
    return this.raw(Uint8Array.of(letter.charCodeAt(0)));
  }

  int16(value: number): this {
    return this.raw(Uint8Array.of((value >> 8) & 0xff, value & 0xff));
  }

  int32(value: number): this {
    return this.raw(Uint8Array.of((value >> 24) & 0xff, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff));
  }

  text(text: string): this {
    return this.raw(encodeText(`${text}\0`));
  }

  value(bytes: Uint8Array | null): this {
    return bytes === null ? this.int32(-1) : this.int32(bytes.length).raw(bytes);
  }

  list<T>(items: readonly T[], add: (item: T) => void): this {
    this.int16(items.length);
    items.forEach(add);
    return this;
  }

  /** The message as it is sent. */
  bytes(): Uint8Array {
    const size = this.pieces.reduce((sum, piece) => sum + piece.length, 4);
    const typeSize = this.type === undefined ? 0 : 1;
    const message = new Uint8Array(size + typeSize);
    if (this.type !== undefined) message[0] = this.type.charCodeAt(0);
    new DataView(message.buffer).setInt32(typeSize, size);
    let offset = typeSize + 4;
    for (const piece of this.pieces) {
      message.set(piece, offset);
      offset += piece.length;
    }
    return message;
  }
}
