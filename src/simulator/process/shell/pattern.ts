/** Characters that mean something in a regular expression. */
const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

/** A text as a regular expression that matches it alone. */
export const escapeExpression = (text: string): string => text.replace(SPECIAL, '\\$&');

/** A text as a pattern that matches it alone. */
export const escapePattern = (text: string): string => text.replace(/[\\*?[\]!^-]/g, '\\$&');

/** Whether a pattern matches anything but one text: it has a `*`, `?` or `[` that is not escaped. */
export const isPattern = (pattern: string): boolean => /[*?[]/.test(pattern.replace(/\\[^]/g, ''));

/** The text that a pattern without special characters matches. */
export const unescapePattern = (pattern: string): string => pattern.replace(/\\([^])/g, '$1');

/** Classes of characters, as they stand between brackets of a JavaScript expression. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** The class of POSIX that is called `name`, for use between brackets of a JavaScript expression. */
export const characterClass = (name: string): string | undefined => CLASSES[name];

/** A character between brackets that means only itself. */
const inBrackets = (character: string): string => (/[\\\]^[-]/.test(character) ? `\\${character}` : character);

/** The bracket expression that begins at `begin`, as JavaScript has it, and where it ends; undefined when it does not. */
function bracket(pattern: string, begin: number): { readonly expression: string; readonly end: number } | undefined {
  let index = begin + 1;
  const isNegated = pattern[index] === '!' || pattern[index] === '^';
  if (isNegated) index += 1;
  let inner = '';
  for (let isFirst = true; index < pattern.length; isFirst = false) {
    const character = pattern.charAt(index);
    if (character === ']' && !isFirst) {
      return { expression: inner === '' ? '[^]' : `[${isNegated ? '^' : ''}${inner}]`, end: index + 1 };
    }
    const [whole, name = ''] = /^\[:(\w+):\]/.exec(pattern.slice(index, index + 16)) ?? [];
    if (whole !== undefined) {
      inner += CLASSES[name] ?? '';
      index += whole.length;
    } else if (character === '\\' && index + 1 < pattern.length) {
      inner += inBrackets(pattern.charAt(index + 1));
      index += 2;
    } else {
      inner += character === '-' ? '-' : inBrackets(character);
      index += 1;
    }
  }
  return undefined;
}

/** A shell pattern as the source of a regular expression without anchors; `star` is what `*` becomes. */
export function patternSource(pattern: string, star = '[^]*'): string {
  let source = '';
  let index = 0;
  while (index < pattern.length) {
    const character = pattern.charAt(index);
    const found = character === '[' ? bracket(pattern, index) : undefined;
    if (found !== undefined) {
      source += found.expression;
      index = found.end;
      continue;
    }
    if (character === '*') source += star;
    else if (character === '?') source += '[^]';
    else if (character === '\\' && index + 1 < pattern.length) {
      index += 1;
      source += escapeExpression(pattern.charAt(index));
    } else source += escapeExpression(character);
    index += 1;
  }
  return source;
}

/** Whether all of `text` matches a shell pattern. */
export const matchesPattern = (text: string, pattern: string): boolean =>
  new RegExp(`^(?:${patternSource(pattern)})$`, 'u').test(text);

/** `text` without its beginning, or end, that matches `pattern`; all of it when none does. */
export function removeMatch(text: string, pattern: string, side: 'prefix' | 'suffix', isLongest: boolean): string {
  if (side === 'prefix') {
    const source = patternSource(pattern, isLongest ? '[^]*' : '[^]*?');
    return text.replace(new RegExp(`^(?:${source})`, 'u'), '');
  }
  const kept = new RegExp(`^([^]*${isLongest ? '?' : ''})(?:${patternSource(pattern)})$`, 'u').exec(text);
  return kept?.[1] ?? text;
}

/** `text` with what matches `pattern` replaced. */
export function replaceMatch(
  text: string,
  pattern: string,
  replacement: string,
  where: 'first' | 'all' | 'prefix' | 'suffix',
): string {
  if (pattern === '') return text;
  const source = patternSource(pattern);
  const anchored = where === 'prefix' ? `^(?:${source})` : where === 'suffix' ? `(?:${source})$` : source;
  return text.replace(new RegExp(anchored, where === 'all' ? 'gu' : 'u'), () => replacement);
}
