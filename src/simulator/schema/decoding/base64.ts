import { DecodeError } from './decode-error';

const CLEAN = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Base64 as the server answers it; Go ignores line ends. Throws a DecodeError with the offset of what is wrong.
 * Source: Go, encoding/base64 `CorruptInputError`.
 */
export function canonicalBase64(text: string): string {
  const joined = /[\r\n]/.test(text) ? text.replace(/[\r\n]/g, '') : text;
  if (!CLEAN.test(joined)) throw new DecodeError(`illegal base64 data at input byte ${firstWrong(text)}`);
  // Bits behind the last byte may be anything when read, and are zero when written.
  return joined.endsWith('=') ? btoa(atob(joined)) : joined;
}

/** Offset of the first byte that makes `text` no base64, as Go counts it. */
function firstWrong(text: string): number {
  let inGroup = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] as string;
    if (letter === '\r' || letter === '\n') continue;
    if (letter === '=') return wrongPadding(text, at, inGroup);
    if (!/[A-Za-z0-9+/]/.test(letter)) return new TextEncoder().encode(text.slice(0, at)).length;
    inGroup = (inGroup + 1) % 4;
  }
  // An unfinished group is blamed on its first letter.
  return text.length - inGroup;
}

function wrongPadding(text: string, at: number, inGroup: number): number {
  if (inGroup < 2) return at;
  const rest = text.slice(at + 1).replace(/[\r\n]/g, '');
  if (inGroup === 3) return rest === '' ? at : at + 1;
  if (rest === '') return text.length;
  return rest.startsWith('=') ? at + 2 : at + 1;
}
