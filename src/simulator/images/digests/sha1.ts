import { BLOCK_BYTES, bytesOfWords, padded, wordAt } from './blocks';

const INITIAL = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** What a round mixes three words by, with its constant. */
function mixed(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function addBlock(state: Int32Array, message: Uint8Array, offset: number): void {
  const words = new Int32Array(80);
  for (let index = 0; index < 16; index += 1) words[index] = wordAt(message, offset + index * 4);
  for (let index = 16; index < 80; index += 1) {
    const [w = 0, x = 0, y = 0, z = 0] = [words[index - 3], words[index - 8], words[index - 14], words[index - 16]];
    words[index] = rotate(w ^ x ^ y ^ z, 1);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let round = 0; round < 80; round += 1) {
    const next = (rotate(a, 5) + mixed(round, b, c, d) + e + (words[round] as number)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  [a, b, c, d, e].forEach((word, index) => (state[index] = (state[index] as number) + word));
}

/** SHA-1 of bytes: 20 bytes. Source: FIPS 180-4, 6.1. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const message = padded(bytes);
  const state = INITIAL.slice();
  for (let offset = 0; offset < message.length; offset += BLOCK_BYTES) addBlock(state, message, offset);
  return bytesOfWords(state);
}
