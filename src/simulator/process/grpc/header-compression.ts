import { HttpFrameError } from './frames';
import { type HeaderField, HeaderTable } from './header-table';
import { decodeHuffman } from './huffman-code';

/** Numbers above are refused: nothing that is meant has them. */
const NUMBER_MAX = 2 ** 24;

/** Reads the parts of a block of header fields. */
class BlockReader {
  private place = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isOver(): boolean {
    return this.place >= this.bytes.length;
  }

  /** The next byte, which stays. */
  peek(): number {
    return this.bytes[this.place] ?? 0;
  }

  /** A number that begins in the lowest `bits` of a byte. Source: RFC 7541, 5.1. */
  number(bits: number): number {
    const most = 2 ** bits - 1;
    let value = this.byte() & most;
    if (value < most) return value;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (value > NUMBER_MAX) throw new HttpFrameError('a number is too large');
      if (byte < 0x80) return value;
    }
  }

  /** A text, one character for each of its bytes. Source: RFC 7541, 5.2. */
  text(): string {
    const isCoded = this.peek() >= 0x80;
    const length = this.number(7);
    const end = this.place + length;
    if (end > this.bytes.length) throw new HttpFrameError('a text ends too early');
    const bytes = this.bytes.subarray(this.place, end);
    this.place = end;
    return isCoded ? decodeHuffman(bytes) : String.fromCharCode(...bytes);
  }

  private byte(): number {
    const byte = this.bytes[this.place];
    if (byte === undefined) throw new HttpFrameError('a block of headers ends too early');
    this.place += 1;
    return byte;
  }
}

/** Reads blocks of header fields, which refer to what was sent before. Source: RFC 7541, 6. */
export class HeaderDecoder {
  private readonly table = new HeaderTable();

  /** @throws HttpFrameError */
  decode(block: Uint8Array): readonly HeaderField[] {
    const fields: HeaderField[] = [];
    const reader = new BlockReader(block);
    while (!reader.isOver) {
      const first = reader.peek();
      if (first >= 0x80) fields.push(this.indexed(reader.number(7)));
      else if (first >= 0x40) {
        const field = this.literal(reader, 6);
        this.table.add(field);
        fields.push(field);
      } else if (first >= 0x20) this.table.resize(reader.number(5));
      else fields.push(this.literal(reader, 4));
    }
    return fields;
  }

  private indexed(index: number): HeaderField {
    const field = this.table.find(index);
    if (field === undefined) throw new HttpFrameError(`there is no header field ${index}`);
    return field;
  }

  private literal(reader: BlockReader, bits: number): HeaderField {
    const index = reader.number(bits);
    const name = index === 0 ? reader.text() : this.indexed(index)[0];
    return [name, reader.text()];
  }
}

/** A text as it is, with its length in front. */
function textBytes(text: string): number[] {
  const length = text.length < 127 ? [text.length] : [127, ...numberBytes(text.length - 127)];
  return [...length, ...Array.from(text, (character) => character.charCodeAt(0) & 0xff)];
}

/** What is left of a number, seven bits a byte. */
const numberBytes = (value: number): number[] =>
  value < 0x80 ? [value] : [0x80 | (value & 0x7f), ...numberBytes(value >>> 7)];

/** Header fields as a block that refers to nothing. */
export const encodeHeaders = (fields: readonly HeaderField[]): Uint8Array =>
  Uint8Array.from(fields.flatMap(([name, value]) => [0, ...textBytes(name), ...textBytes(value)]));
