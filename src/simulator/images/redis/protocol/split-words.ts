const HEX = /^[0-9a-fA-F]{2}$/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

const isSpace = (letter: string): boolean => letter === '' || /\s/.test(letter);

/** The character that an escape between double quotes stands for, and its length in the text. */
function unescapeAt(line: string, index: number): { readonly text: string; readonly length: number } {
  const next = line.charAt(index + 1);
  const hex = line.slice(index + 2, index + 4);
  if (next === 'x' && HEX.test(hex)) return { text: String.fromCharCode(parseInt(hex, 16)), length: 4 };
  return { text: ESCAPES[next] ?? next, length: 2 };
}

/**
 * Words of a line, as Redis reads inline commands, lines of its configuration, and what is typed in redis-cli. Undefined
 * for quotes that do not end. Source: Redis 7.0, src/sds.c `sdssplitargs`.
 */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let index = 0;
  for (;;) {
    while (index < line.length && isSpace(line.charAt(index))) index += 1;
    if (index >= line.length) return words;
    let word = '';
    let quote = '';
    for (; index < line.length || quote !== ''; index += 1) {
      if (index >= line.length) return undefined;
      const letter = line.charAt(index);
      if (quote === '') {
        if (isSpace(letter)) break;
        if (letter === '"' || letter === "'") quote = letter;
        else word += letter;
      } else if (letter === '\\' && quote === '"' && index + 1 < line.length) {
        const { text, length } = unescapeAt(line, index);
        word += text;
        index += length - 1;
      } else if (letter === '\\' && quote === "'" && line.charAt(index + 1) === "'") {
        word += "'";
        index += 1;
      } else if (letter === quote) {
        // What follows a closing quote must be a space or nothing at all.
        if (!isSpace(line.charAt(index + 1))) return undefined;
        quote = '';
      } else {
        word += letter;
      }
    }
    words.push(word);
  }
}
