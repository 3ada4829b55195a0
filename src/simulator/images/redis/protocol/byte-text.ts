import { decodeAscii, encodePassingText, encodeText } from '../../../process';

/** Characters that one call of `String.fromCharCode` may take. */
const CHUNK = 8192;

/** Texts up to this length are mostly words of the protocol, and those are ASCII. */
const SHORT_MAX = 512;

/**
 * Bytes as a text with one character for each: keys and values are such texts, so that they may hold anything, and still
 * are keys of maps.
 */
export function toByteText(bytes: Uint8Array): string {
  const ascii = bytes.length <= SHORT_MAX ? decodeAscii(bytes) : undefined;
  if (ascii !== undefined) return ascii;
  let text = '';
  for (let begin = 0; begin < bytes.length; begin += CHUNK) {
    text += String.fromCharCode.apply(undefined, bytes.subarray(begin, begin + CHUNK) as unknown as number[]);
  }
  return text;
}

/** The bytes of a text of `toByteText`. Who keeps those of a short one has to copy them. */
export function fromByteText(text: string): Uint8Array {
  // As UTF-8, ASCII alone has a byte for each letter.
  const ascii = text.length <= SHORT_MAX ? encodePassingText(text) : undefined;
  if (ascii?.length === text.length) return ascii;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** A text as people write it, in bytes: arguments of a command line, lines of a file. */
export const bytesOfText = (text: string): string => toByteText(encodeText(text));
