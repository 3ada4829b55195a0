import { HttpFrameError } from './frames';

/** Bits of the code of each byte, and of the end behind them. Source: RFC 7541, appendix B. */
const LENGTHS = (
  '13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28 28 28 28 28 28 28 30 28 28 28 28 28 28 28 28 28 ' +
  '6 10 10 12 13 6 8 11 10 10 8 11 8 6 6 6 5 5 5 6 6 6 6 6 6 6 7 8 15 6 12 10 13 6 7 7 7 7 7 7 7 7 ' +
  '7 7 7 7 7 7 7 7 7 7 7 7 7 7 8 7 8 13 19 13 14 6 15 5 6 5 6 5 6 6 6 5 7 7 6 6 6 5 6 7 6 5 5 6 7 7 ' +
  '7 7 7 15 11 14 13 28 20 22 20 20 22 22 22 23 22 23 23 23 23 23 24 23 24 24 22 23 24 23 23 23 23 ' +
  '21 22 23 22 23 23 24 22 21 20 22 22 23 23 21 23 22 22 24 21 22 23 23 21 21 22 21 23 22 23 23 20 ' +
  '22 22 22 23 22 22 23 26 26 20 19 22 23 22 25 26 26 26 27 27 26 24 25 19 21 26 27 27 26 27 24 21 ' +
  '21 26 26 28 27 27 27 20 24 20 21 22 21 21 23 22 22 25 25 24 24 26 23 26 27 26 26 27 27 27 27 27 ' +
  '28 27 27 27 27 27 26 30'
)
  .split(' ')
  .map(Number);

const END = 256;
const BITS_MAX = 30;

/** Symbols by their codes with a one in front: codes of one length follow each other as their symbols do. */
const SYMBOLS: ReadonlyMap<number, number> = (() => {
  const symbols = new Map<number, number>();
  let code = 0;
  for (let length = 1; length <= BITS_MAX; length += 1) {
    code *= 2;
    LENGTHS.forEach((bits, symbol) => {
      if (bits !== length) return;
      symbols.set(2 ** length + code, symbol);
      code += 1;
    });
  }
  return symbols;
})();

/**
 * Text of bytes in the code of header fields, one character for each of its bytes.
 *
 * Source: RFC 7541, 5.2.
 *
 * @throws HttpFrameError for what is no such code.
 */
export function decodeHuffman(bytes: Uint8Array): string {
  let text = '';
  let code = 1;
  let isFilling = true;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const value = (byte >> bit) & 1;
      code = code * 2 + value;
      isFilling &&= value === 1;
      const symbol = SYMBOLS.get(code);
      if (symbol === undefined) continue;
      if (symbol === END) throw new HttpFrameError('the end of a code within a text');
      text += String.fromCharCode(symbol);
      code = 1;
      isFilling = true;
    }
  }
  // What is left fills the last byte: ones, fewer than eight.
  if (!isFilling || code >= 2 ** 8) throw new HttpFrameError('a text ends amid a code');
  return text;
}
