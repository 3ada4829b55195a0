const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  blank: '\\t ',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-/:-@[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\x07',
  b: '\b',
  '\\': '\\',
};

/** Characters of a set of `tr`: ranges, classes and escapes. Not modelled: `[x*n]` and `[=x=]`. */
export function characterSet(source: string): string[] {
  const text = source.replace(/\[:(\w+):\]/g, (whole: string, name: string) => CLASSES[name] ?? whole);
  const characters: { readonly text: string; readonly isEscaped: boolean }[] = [];
  for (let index = 0; index < text.length;) {
    const [whole, octal, letter] = /^\\(?:([0-7]{1,3})|([^]))/.exec(text.slice(index, index + 4)) ?? [];
    if (whole !== undefined) {
      const meant =
        octal === undefined ? (ESCAPES[letter ?? ''] ?? letter ?? '') : String.fromCharCode(parseInt(octal, 8));
      characters.push({ text: meant, isEscaped: true });
      index += whole.length;
    } else {
      const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
      characters.push({ text: character, isEscaped: false });
      index += character.length;
    }
  }
  const result: string[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const first = characters[index];
    const dash = characters[index + 1];
    const last = characters[index + 2];
    if (first === undefined) break;
    if (dash?.text === '-' && !dash.isEscaped && last !== undefined) {
      const end = last.text.codePointAt(0) ?? 0;
      for (let code = first.text.codePointAt(0) ?? 0; code <= end; code += 1) result.push(String.fromCodePoint(code));
      index += 2;
    } else result.push(first.text);
  }
  return result;
}
