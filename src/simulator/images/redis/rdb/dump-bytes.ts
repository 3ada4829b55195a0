const FIRST_ROOM_BYTES = 4096;

/** The bytes of a dump while it is being written. */
export class DumpBytes {
  private room = new Uint8Array(FIRST_ROOM_BYTES);
  private size = 0;

  /** All that was written. */
  get bytes(): Uint8Array {
    return this.room.subarray(0, this.size);
  }

  byte(value: number): void {
    this.reserve(1);
    this.room[this.size] = value;
    this.size += 1;
  }

  /** Bytes of a number, the lowest first. */
  littleEndian(value: bigint, bytes: number): void {
    for (let place = 0; place < bytes; place += 1) this.byte(Number((value >> BigInt(8 * place)) & 0xffn));
  }

  /** A length: 6, 14 or 32 bits. */
  length(value: number): void {
    if (value < 64) {
      this.byte(value);
    } else if (value < 16_384) {
      this.byte(0x40 | (value >> 8));
      this.byte(value);
    } else {
      this.byte(0x80);
      for (const shift of [24, 16, 8, 0]) this.byte(value >>> shift);
    }
  }

  /** A byte text as it is. */
  raw(text: string): void {
    this.reserve(text.length);
    const { room, size } = this;
    for (let index = 0; index < text.length; index += 1) room[size + index] = text.charCodeAt(index);
    this.size += text.length;
  }

  /** A byte text with its length; small whole numbers take 1, 2 or 4 bytes. */
  text(value: string): void {
    if (this.number(value)) return;
    this.length(value.length);
    this.raw(value);
  }

  /** Writes a whole number of up to 32 bits in as few bytes as it takes; false for another text. */
  private number(value: string): boolean {
    if (value.length > NUMBER_LETTERS_MAX || !/^(?:0|-?[1-9]\d{0,9})$/.test(value)) return false;
    const whole = Number(value);
    for (const [bits, bytes] of NUMBER_SIZES) {
      if (whole < -(2 ** bits) || whole >= 2 ** bits) continue;
      this.byte(0xc0 | (bytes >> 1));
      this.littleEndian(BigInt(whole), bytes);
      return true;
    }
    return false;
  }

  private reserve(bytes: number): void {
    if (this.size + bytes <= this.room.length) return;
    const room = new Uint8Array(Math.max(this.size + bytes, 2 * this.room.length));
    room.set(this.bytes);
    this.room = room;
  }
}

/** Letters of the longest whole number that is written as one. */
const NUMBER_LETTERS_MAX = 11;

/** Bits of a number beside its sign, and bytes that it takes. */
const NUMBER_SIZES = [
  [7, 1],
  [15, 2],
  [31, 4],
] as const;
