const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Stands for a byte that is no UTF-8: 0xDC00 and the byte, which no valid text holds alone. */
const ESCAPE = 0xdc00;
const ESCAPED = /[\udc80-\udcff]/;

const continuation = (bytes: Uint8Array, index: number): boolean => ((bytes[index] ?? 0) & 0xc0) === 0x80;

/** Number of bytes of the valid character at `index`; 0 for a byte that begins none. */
function lengthAt(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  for (let more = 1; more < length; more += 1) if (!continuation(bytes, index + more)) return 0;
  if (length < 3) return length;
  try {
    DECODER.decode(bytes.subarray(index, index + length));
    return length;
  } catch {
    return 0;
  }
}

/**
 * Text of bytes as UTF-8. Bytes that are none are kept: `encodeText` gives them back, so that whatever goes through a
 * shell or a tool comes out as it went in.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes);
  } catch {
    let text = '';
    let begin = 0;
    let index = 0;
    while (index < bytes.length) {
      const length = lengthAt(bytes, index);
      if (length > 0) {
        index += length;
        continue;
      }
      text += DECODER.decode(bytes.subarray(begin, index)) + String.fromCharCode(ESCAPE + (bytes[index] ?? 0));
      index += 1;
      begin = index;
    }
    return text + DECODER.decode(bytes.subarray(begin));
  }
}

/** Texts of so few bytes are copied from where they were encoded: that is quicker than memory of their own from outside. */
const SHORT_BYTES_MAX = 64;
const scratch = new Uint8Array(SHORT_BYTES_MAX);

/** Text of bytes that are ASCII; undefined for others. */
export function decodeAscii(bytes: Uint8Array): string | undefined {
  for (const byte of bytes) if (byte > 0x7f) return undefined;
  return DECODER.decode(bytes);
}

/** Bytes of a text, also of what `decodeText` has made of bytes that are no UTF-8. */
export function encodeText(text: string): Uint8Array {
  if (text.length <= SHORT_BYTES_MAX) {
    const { read, written } = ENCODER.encodeInto(text, scratch);
    // One byte a letter: ASCII, in which nothing stands for anything else.
    if (read === text.length && written === read) return scratch.slice(0, written);
  }
  if (!ESCAPED.test(text)) return ENCODER.encode(text);
  const pieces: Uint8Array[] = [];
  let begin = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) {
      // The first half of a pair: the second belongs to it.
      index += 1;
      continue;
    }
    if (unit < 0xdc80 || unit > 0xdcff) continue;
    pieces.push(ENCODER.encode(text.slice(begin, index)), Uint8Array.of(unit - ESCAPE));
    begin = index + 1;
  }
  pieces.push(ENCODER.encode(text.slice(begin)));
  return joinBytes(pieces);
}

/** All pieces, one after the other. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const only = pieces[0];
  if (pieces.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    all.set(piece, offset);
    offset += piece.length;
  }
  return all;
}

/** Memory that passing texts share, and how much of it is left. */
const SHARED_BYTES = 16_384;
const PASSING_LETTERS_MAX = 1024;
let shared = new Uint8Array(SHARED_BYTES);

/**
 * As `encodeText`, for a text that is written somewhere and forgotten: its bytes share memory with those of others. Who
 * keeps them has to copy them.
 */
export function encodePassingText(text: string): Uint8Array {
  if (text.length > PASSING_LETTERS_MAX) return encodeText(text);
  if (shared.length < PASSING_LETTERS_MAX) shared = new Uint8Array(SHARED_BYTES);
  const { read, written } = ENCODER.encodeInto(text, shared);
  if (read !== text.length || written !== read) return encodeText(text);
  const bytes = shared.subarray(0, written);
  shared = shared.subarray(written);
  return bytes;
}
