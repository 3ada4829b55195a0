import { hashText } from './hash';

/** Letters of generated names: no vowels, no look-alikes. Source: Kubernetes 1.36, apimachinery/pkg/util/rand. */
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => (byte + 0x100).toString(16).slice(1));

/** A number below 65,536 as four hexadecimal digits. */
const hex = (value: number): string => `${HEX_BYTES[value >>> 8] as string}${HEX_BYTES[value & 0xff] as string}`;

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
    const [a = 0, b = 0, c = 0, d = 0] = this.state;
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
    const [a, b, c, d] = [this.next(), this.next(), this.next(), this.next()];
    return (
      `${hex(a >>> 16)}${hex(a & 0xffff)}-${hex(b >>> 16)}-${hex((b & 0xfff) | 0x4000)}-` +
      `${hex(((c >>> 16) & 0x3fff) | 0x8000)}-${hex(c & 0xffff)}${hex(d >>> 16)}${hex(d & 0xffff)}`
    );
  }

  /** `length` letters as generated names end in. */
  suffix(length = 5): string {
    let letters = '';
    for (let index = 0; index < length; index += 1) letters += SUFFIX_LETTERS.charAt(this.below(SUFFIX_LETTERS.length));
    return letters;
  }
}
