import { BLOCK_BYTES, hexOf } from './blocks';

/** Bits by which words are rotated, by round and place in it. Source: RFC 1321, 3.4. */
const ROTATIONS: readonly (readonly number[])[] = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

const CONSTANTS = Int32Array.from({ length: 64 }, (_, index) =>
  Math.floor(Math.abs(Math.sin(index + 1)) * 0x1_0000_0000),
);

/** A message in whole blocks, with its length in bits at the end, lowest byte first. */
function padded(message: Uint8Array): DataView {
  const blocks = Math.ceil((message.length + 9) / BLOCK_BYTES);
  const bytes = new Uint8Array(blocks * BLOCK_BYTES);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, (message.length << 3) >>> 0, true);
  view.setUint32(bytes.length - 4, Math.floor(message.length / 0x2000_0000), true);
  return view;
}

/** What a step mixes, and the word of the block that it takes. */
function step(index: number, b: number, c: number, d: number): { readonly mixed: number; readonly word: number } {
  if (index < 16) return { mixed: (b & c) | (~b & d), word: index };
  if (index < 32) return { mixed: (d & b) | (~d & c), word: (5 * index + 1) % 16 };
  if (index < 48) return { mixed: b ^ c ^ d, word: (3 * index + 5) % 16 };
  return { mixed: c ^ (b | ~d), word: (7 * index) % 16 };
}

/** MD5 of bytes: 16 bytes. Source: RFC 1321. */
export function md5(bytes: Uint8Array): Uint8Array {
  const message = padded(bytes);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let offset = 0; offset < message.byteLength; offset += BLOCK_BYTES) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let index = 0; index < 64; index += 1) {
      const { mixed, word } = step(index, b, c, d);
      const sum = (a + mixed + (CONSTANTS[index] as number) + message.getInt32(offset + word * 4, true)) | 0;
      const bits = ROTATIONS[index >> 4]?.[index % 4] ?? 0;
      [a, b, c, d] = [d, (b + ((sum << bits) | (sum >>> (32 - bits)))) | 0, b, c];
    }
    [a, b, c, d].forEach((word, index) => (state[index] = (state[index] as number) + word));
  }
  const view = new DataView(new ArrayBuffer(16));
  state.forEach((word, index) => view.setInt32(index * 4, word, true));
  return new Uint8Array(view.buffer);
}

/** MD5 of bytes in hexadecimal digits. */
export const md5Hex = (bytes: Uint8Array): string => hexOf(md5(bytes));
