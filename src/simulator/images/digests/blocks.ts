/** Bytes of a block of SHA-1 and SHA-256. */
export const BLOCK_BYTES = 64;

/** A message as both digests take it: whole blocks, with its length in bits at the end. Source: FIPS 180-4, 5.1.1. */
export function padded(message: Uint8Array): Uint8Array {
  const blocks = Math.ceil((message.length + 9) / BLOCK_BYTES);
  const bytes = new Uint8Array(blocks * BLOCK_BYTES);
  bytes.set(message);
  bytes[message.length] = 0x80;
  setWord(bytes, bytes.length - 8, Math.floor(message.length / 0x2000_0000));
  setWord(bytes, bytes.length - 4, message.length << 3);
  return bytes;
}

/** The word at a place, its highest byte first. */
export const wordAt = (bytes: Uint8Array, offset: number): number =>
  ((bytes[offset] as number) << 24) |
  ((bytes[offset + 1] as number) << 16) |
  ((bytes[offset + 2] as number) << 8) |
  (bytes[offset + 3] as number);

function setWord(bytes: Uint8Array, offset: number, word: number): void {
  bytes[offset] = word >>> 24;
  bytes[offset + 1] = word >>> 16;
  bytes[offset + 2] = word >>> 8;
  bytes[offset + 3] = word;
}

/** The words of a digest as bytes. */
export function bytesOfWords(words: Int32Array): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  for (let index = 0; index < words.length; index += 1) setWord(bytes, index * 4, words[index] as number);
  return bytes;
}

const HEX_CODES = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** Bytes whose digits are written in one go. */
const HEX_BYTES_MAX = 64;
const digits = new Uint8Array(2 * HEX_BYTES_MAX);
const decoder = new TextDecoder();

/** Bytes as hexadecimal digits in lower case. */
export function hexOf(bytes: Uint8Array): string {
  if (bytes.length > HEX_BYTES_MAX)
    return hexOf(bytes.subarray(0, HEX_BYTES_MAX)) + hexOf(bytes.subarray(HEX_BYTES_MAX));
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number;
    digits[2 * index] = HEX_CODES[byte >>> 4] as number;
    digits[2 * index + 1] = HEX_CODES[byte & 0xf] as number;
  }
  // A text put together of pieces would stay in pieces.
  return decoder.decode(digits.subarray(0, 2 * bytes.length));
}
