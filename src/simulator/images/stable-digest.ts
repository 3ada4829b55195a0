import { hashText } from '../engine';

/** 64 hexadecimal digits that look like a SHA-256 of `text`, and are as stable as one. */
export function stableDigest(text: string): string {
  for (let part = 0; part < 8; part += 1) {
    let rest = hashText(text, 0x811c9dc5 + part * 0x9e3779b1);
    for (let place = 8 * part + 7; place >= 8 * part; place -= 1) {
      const digit = rest & 0xf;
      digits[place] = digit < 10 ? 0x30 + digit : 0x57 + digit;
      rest >>>= 4;
    }
  }
  return String.fromCharCode(...digits);
}

/** Codes of the digits of the latest one: each writes all of them. */
const digits: number[] = Array.from({ length: 64 }, () => 0);
