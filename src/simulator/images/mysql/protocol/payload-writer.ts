import { encodeText, joinBytes } from '../../../process';

/** Writes the payload of a packet. Numbers are little-endian. */
export class PayloadWriter {
  private readonly pieces: Uint8Array[] = [];

  /** A number of `size` bytes. */
  number(value: number, size: number): this {
    const bytes = new Uint8Array(size);
    let rest = value;
    for (let index = 0; index < size; index += 1) {
      bytes[index] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return this.bytes(bytes);
  }

  /** A number that is as long as it must be. */
  length(value: number): this {
    if (value < 251) return this.number(value, 1);
    if (value < 0x1_0000) return this.number(0xfc, 1).number(value, 2);
    if (value < 0x100_0000) return this.number(0xfd, 1).number(value, 3);
    return this.number(0xfe, 1).number(value, 8);
  }

  bytes(bytes: Uint8Array): this {
    this.pieces.push(bytes);
    return this;
  }

  zeros(count: number): this {
    return this.bytes(new Uint8Array(count));
  }

  /** A text to the end of the packet. */
  text(text: string): this {
    return this.bytes(encodeText(text));
  }

  /** A text with a zero behind it. */
  textWithZero(text: string): this {
    return this.text(text).number(0, 1);
  }

  /** A text with its length before it; null has a mark of its own. */
  textWithLength(text: string | null): this {
    if (text === null) return this.number(0xfb, 1);
    const bytes = encodeText(text);
    return this.length(bytes.length).bytes(bytes);
  }

  finish(): Uint8Array {
    return joinBytes(this.pieces);
  }
}
