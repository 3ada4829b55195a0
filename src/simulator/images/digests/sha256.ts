import { BLOCK_BYTES, bytesOfWords, padded, wordAt } from './blocks';

/** The first 32 bits of the fractional part of a root. */
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 0x1_0000_0000) >>> 0;

const PRIMES: readonly number[] = Array.from({ length: 312 }, (_, number) => number).filter(
  (number) => number > 1 && Array.from({ length: number - 2 }, (_, i) => i + 2).every((factor) => number % factor > 0),
);

/** Source: FIPS 180-4, 4.2.2 and 5.3.3: from the roots of the first primes. */
const CONSTANTS = Int32Array.from(PRIMES.slice(0, 64), (prime) => fraction(Math.cbrt(prime)));
const INITIAL = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

/** Words of the block in work: nothing in it outlives a call. */
const schedule = new Int32Array(64);

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

function fillSchedule(message: Uint8Array, offset: number): void {
  for (let index = 0; index < 16; index += 1) schedule[index] = wordAt(message, offset + index * 4);
  for (let index = 16; index < 64; index += 1) {
    const early = schedule[index - 15] as number;
    const late = schedule[index - 2] as number;
    const mixedEarly = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const mixedLate = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[index] = (schedule[index - 16] as number) + mixedEarly + (schedule[index - 7] as number) + mixedLate;
  }
}

function addBlock(state: Int32Array, message: Uint8Array, offset: number): void {
  fillSchedule(message, offset);
  const word = (index: number): number => state[index] as number;
  let [a, b, c, d] = [word(0), word(1), word(2), word(3)];
  let [e, f, g, h] = [word(4), word(5), word(6), word(7)];
  for (let index = 0; index < 64; index += 1) {
    const mixedE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + mixedE + choice + (CONSTANTS[index] as number) + (schedule[index] as number)) | 0;
    const mixedA = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + mixedA + majority) | 0;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let index = 0; index < 8; index += 1) state[index] = word(index) + (sums[index] as number);
}

/** SHA-256 of bytes: 32 bytes. Source: FIPS 180-4, 6.2. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const message = padded(bytes);
  const state = INITIAL.slice();
  for (let offset = 0; offset < message.length; offset += BLOCK_BYTES) addBlock(state, message, offset);
  return bytesOfWords(state);
}
