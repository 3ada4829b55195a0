const hex = (words: readonly number[], isLittle: boolean): string =>
  words
    .map((word) => {
      const bytes = [24, 16, 8, 0].map((shift) => ((word >>> shift) & 0xff).toString(16).padStart(2, '0'));
      return (isLittle ? bytes.reverse() : bytes).join('');
    })
    .join('');

/** The message with its padding: a bit, zeros, and its length in bits. */
function padded(bytes: Uint8Array, isLittle: boolean): DataView {
  const size = Math.ceil((bytes.length + 9) / 64) * 64;
  const all = new Uint8Array(size);
  all.set(bytes);
  all[bytes.length] = 0x80;
  const view = new DataView(all.buffer);
  view.setUint32(isLittle ? size - 8 : size - 4, (bytes.length << 3) >>> 0, isLittle);
  view.setUint32(isLittle ? size - 4 : size - 8, Math.floor(bytes.length / 2 ** 29), isLittle);
  return view;
}

const rotateRight = (value: number, by: number): number => (value >>> by) | (value << (32 - by));
const rotateLeft = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** The first prime numbers. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

/** The first 32 bits behind the point. */
const fraction = (value: number): number => Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;

const SHA_ROUNDS = primes(64).map((prime) => fraction(Math.cbrt(prime)));
const SHA_BEGIN = primes(8).map((prime) => fraction(Math.sqrt(prime)));

/** SHA-256 in hexadecimal digits. Source: FIPS 180-4. */
export function sha256(bytes: Uint8Array): string {
  const view = padded(bytes, false);
  const state = [...SHA_BEGIN];
  const words = new Uint32Array(64);
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    for (let index = 0; index < 64; index += 1) {
      if (index < 16) {
        words[index] = view.getUint32(offset + index * 4);
        continue;
      }
      const [older = 0, newer = 0] = [words[index - 15], words[index - 2]];
      const first = rotateRight(older, 7) ^ rotateRight(older, 18) ^ (older >>> 3);
      const second = rotateRight(newer, 17) ^ rotateRight(newer, 19) ^ (newer >>> 10);
      words[index] = (words[index - 16] ?? 0) + first + (words[index - 7] ?? 0) + second;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let index = 0; index < 64; index += 1) {
      const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
      const one = (h + sum1 + ((e & f) ^ (~e & g)) + (SHA_ROUNDS[index] ?? 0) + (words[index] ?? 0)) | 0;
      const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
      const two = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] ?? 0) + value) | 0;
  }
  return hex(state, false);
}

const MD5_ROUNDS = Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) >>> 0);
const MD5_SHIFTS: readonly (readonly number[])[] = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

/** MD5 in hexadecimal digits. Source: RFC 1321. */
export function md5(bytes: Uint8Array): string {
  const view = padded(bytes, true);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let offset = 0; offset < view.byteLength; offset += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let index = 0; index < 64; index += 1) {
      const round = index >>> 4;
      const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round] ?? 0;
      const place = [index, 5 * index + 1, 3 * index + 5, 7 * index][round] ?? 0;
      const word = view.getUint32(offset + (place % 16) * 4, true);
      const sum = (a + mixed + (MD5_ROUNDS[index] ?? 0) + word) | 0;
      [a, d, c, b] = [d, c, b, (b + rotateLeft(sum, MD5_SHIFTS[round]?.[index % 4] ?? 0)) | 0];
    }
    for (const [index, value] of [a, b, c, d].entries()) state[index] = ((state[index] ?? 0) + value) | 0;
  }
  return hex(state, true);
}
