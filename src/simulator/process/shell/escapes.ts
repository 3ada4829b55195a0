import { decodeText } from '../encoding';

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
};

/** Where a backslash is read: `$'...'`, `echo -e` and `printf %b`, `echo` of dash, or the format of `printf`. */
export type EscapeStyle = 'ansi' | 'echo' | 'xsi' | 'format';

const OCTAL: Readonly<Record<EscapeStyle, RegExp>> = {
  ansi: /[0-7]{1,3}/y,
  // Only a leading 0 makes it one.
  echo: /0[0-7]{0,3}|[1-7][0-7]{0,2}/y,
  xsi: /0[0-7]{0,3}/y,
  format: /[0-7]{1,3}/y,
};

function at(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}

/** Replaces `\n`, `\t`, `\033`, `\x1b` and others. `isEnded` says that a `\c` came: nothing more is to be printed. */
export function unescape(text: string, style: EscapeStyle): { readonly text: string; readonly isEnded: boolean } {
  let result = '';
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) result += decodeText(Uint8Array.from(bytes));
    bytes = [];
  };
  let index = 0;
  while (index < text.length) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (character !== '\\' || next === '') {
      flush();
      result += character;
      index += 1;
      continue;
    }
    const simple = style === 'xsi' && next === 'e' ? undefined : SIMPLE[next];
    const octal = at(OCTAL[style], text, index + 1);
    const hex = style === 'xsi' ? undefined : at(/x[0-9a-fA-F]{1,2}/y, text, index + 1);
    const unicode =
      style === 'ansi' || style === 'format' ? at(/u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}/y, text, index + 1) : undefined;
    if (simple !== undefined) {
      bytes.push(simple);
      index += 2;
    } else if (octal !== undefined) {
      bytes.push(parseInt(octal, 8) & 0xff);
      index += 1 + octal.length;
    } else if (hex !== undefined) {
      bytes.push(parseInt(hex.slice(1), 16));
      index += 1 + hex.length;
    } else if (unicode !== undefined) {
      flush();
      result += String.fromCodePoint(Math.min(parseInt(unicode.slice(1), 16), 0x10ffff));
      index += 1 + unicode.length;
    } else if (next === 'c' && style !== 'ansi') {
      flush();
      return { text: result, isEnded: true };
    } else {
      flush();
      // `$'\''` and `$'\"'` are the characters themselves; elsewhere an unknown escape stays as it is.
      result +=
        (next === "'" || next === '"' || next === '?') && style !== 'echo' && style !== 'xsi' ? next : character + next;
      index += 2;
    }
  }
  flush();
  return { text: result, isEnded: false };
}
