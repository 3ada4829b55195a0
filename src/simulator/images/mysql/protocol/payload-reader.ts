import { decodeText } from '../../../process';

/** Reads the payload of a packet. What is behind its end reads as zeros and empty texts. */
export class PayloadReader {
  private offset = 0;

  constructor(private readonly payload: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.offset >= this.payload.length;
  }

  /** Whether more was read than there is. */
  get isPastEnd(): boolean {
    return this.offset > this.payload.length;
  }

  /** The next byte, which stays. */
  get next(): number {
    return this.payload[this.offset] ?? 0;
  }

  number(size: number): number {
    let value = 0;
    for (let index = size - 1; index >= 0; index -= 1) value = value * 256 + (this.payload[this.offset + index] ?? 0);
    this.offset += size;
    return value;
  }

  length(): number {
    const first = this.number(1);
    if (first === 0xfc) return this.number(2);
    if (first === 0xfd) return this.number(3);
    return first === 0xfe ? this.number(8) : first;
  }

  bytes(count: number): Uint8Array {
    const bytes = this.payload.subarray(this.offset, this.offset + count);
    this.offset += count;
    return bytes;
  }

  /** Text to the end. */
  text(): string {
    return decodeText(this.bytes(this.payload.length - this.offset));
  }

  /** Text up to a zero. */
  textWithZero(): string {
    const end = this.payload.indexOf(0, this.offset);
    const text = decodeText(this.bytes((end < 0 ? this.payload.length : end) - this.offset));
    this.offset += 1;
    return text;
  }

  /** Text with its length before it; null where the mark of null is. */
  textWithLength(): string | null {
    if (this.next === 0xfb) {
      this.offset += 1;
      return null;
    }
    return decodeText(this.bytes(this.length()));
  }
}
