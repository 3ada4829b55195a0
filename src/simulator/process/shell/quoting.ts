/** A text between single quotes, for a shell to read again. */
export const quoteSingle = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const CONTROLS: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x1b': '\\E', "'": "\\'" };

/** A text as bash shows it in variables and traces: quoted only when it has to be. */
export function quoteForTrace(text: string): string {
  if (text === '') return "''";
  // eslint-disable-next-line no-control-regex -- Control characters are shown as escapes.
  if (/[\x00-\x1f\x7f]/.test(text)) {
    // eslint-disable-next-line no-control-regex -- As above.
    const escaped = text.replaceAll('\\', '\\\\').replace(/['\x00-\x1f\x7f]/g, (character) => {
      return CONTROLS[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
    });
    return `$'${escaped}'`;
  }
  return /^[\w@%+:,./=-]+$/.test(text) ? text : quoteSingle(text);
}

/** A text as `printf %q` shows it: with backslashes. */
export function quoteBackslash(text: string): string {
  if (text === '') return "''";
  // eslint-disable-next-line no-control-regex -- Control characters need another form.
  if (/[\x00-\x1f\x7f]/.test(text)) return quoteForTrace(text);
  return text.replace(/[^\w@%+:,./=-]/gu, '\\$&');
}

/** A text between double quotes, as `declare -p` shows it. */
export const quoteDouble = (text: string): string => `"${text.replace(/[$`"\\]/g, '\\$&')}"`;
