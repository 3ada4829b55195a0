import { encodeText } from '../../../process';

/** Characters that one call of `String.fromCharCode` may take. */
const CHUNK = 8192;

/**
 * Bytes as a text with one character for each: keys and values are such texts, so that they may hold anything, and still
 * are keys of maps.
 */
export function toByteText(bytes: Uint8Array): string {
  let text = '';
  for (let begin = 0; begin < bytes.length; begin += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(begin, begin + CHUNK));
  }
  return text;
}

/** The bytes of a text of `toByteText`. */
export function fromByteText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** A text as people write it, in bytes: arguments of a command line, lines of a file. */
export const bytesOfText = (text: string): string => toByteText(encodeText(text));
