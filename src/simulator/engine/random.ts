import { hashText } from './hash';

/** Letters of generated names: no vowels, no look-alikes. Source: Kubernetes 1.36, apimachinery/pkg/util/rand. */
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Codes of the letters of a UUID without digits; only the hyphens stay. */
const letters = Array.from('00000000-0000-0000-0000-000000000000', (letter) => letter.charCodeAt(0));

/** Writes a number below 65,536 into `letters`, as four hexadecimal digits. */
function writeHex(begin: number, value: number): void {
  for (let place = 0; place < 4; place += 1) {
    const digit = (value >>> (12 - 4 * place)) & 0xf;
    letters[begin + place] = digit < 10 ? 0x30 + digit : 0x57 + digit;
  }
}

/** Seeded chance: equal seeds draw equal numbers. The generator is xoshiro128**. */
export class SeededRandom {
  private readonly state: Uint32Array;

  constructor(private readonly seed: number) {
    // splitmix32 spreads a small seed over the whole state.
    let mixed = seed >>> 0;
    this.state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let value = mixed;
      value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
      value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
      return (value ^ (value >>> 15)) >>> 0;
    });
  }

  /** Chance of its own for `name`: it depends on the seed and the name, and on nothing that was drawn. */
  fork(name: string): SeededRandom {
    return new SeededRandom(hashText(name, this.seed ^ 0x811c9dc5));
  }

  /** A whole number from 0 to 2^32 - 1. */
  next(): number {
    const { state } = this;
    const a = state[0] as number;
    const b = state[1] as number;
    const c = state[2] as number;
    const d = state[3] as number;
    const rotated = Math.imul(b, 5);
    const result = Math.imul((rotated << 7) | (rotated >>> 25), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    this.state[1] = b ^ third;
    this.state[0] = a ^ fourth;
    this.state[2] = third ^ (b << 9);
    this.state[3] = (fourth << 11) | (fourth >>> 21);
    return result;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit);
  }

  /** A version 4 UUID. */
  uuid(): string {
    const a = this.next();
    const b = this.next();
    const c = this.next();
    const d = this.next();
    writeHex(0, a >>> 16);
    writeHex(4, a & 0xffff);
    writeHex(9, b >>> 16);
    writeHex(14, (b & 0xfff) | 0x4000);
    writeHex(19, ((c >>> 16) & 0x3fff) | 0x8000);
    writeHex(24, c & 0xffff);
    writeHex(28, d >>> 16);
    writeHex(32, d & 0xffff);
    // A text put together of pieces would stay in pieces, at seven times the memory.
    return String.fromCharCode(...letters);
  }

  /** `length` letters as generated names end in. */
  suffix(length = 5): string {
    let letters = '';
    for (let index = 0; index < length; index += 1) letters += SUFFIX_LETTERS.charAt(this.below(SUFFIX_LETTERS.length));
    return letters;
  }
}
