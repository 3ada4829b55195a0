import { hashText } from '../engine';

/** 64 hexadecimal digits that look like a SHA-256 of `text`, and are as stable as one. */
export function stableDigest(text: string): string {
  let digits = '';
  for (let part = 0; part < 8; part += 1) {
    digits += hashText(text, 0x811c9dc5 + part * 0x9e3779b1)
      .toString(16)
      .padStart(8, '0');
  }
  return digits;
}
