/** One part of a pattern that stands for one character. */
function classSource(pattern: string, begin: number): { readonly source: string; readonly next: number } {
  let index = begin + 1;
  const isNegated = pattern.charAt(index) === '^';
  if (isNegated) index += 1;
  let inside = '';
  for (; index < pattern.length && pattern.charAt(index) !== ']'; index += 1) {
    if (pattern.charAt(index) === '\\' && index + 1 < pattern.length) index += 1;
    const first = pattern.charAt(index);
    const isRange =
      pattern.charAt(index + 1) === '-' && index + 2 < pattern.length && pattern.charAt(index + 2) !== ']';
    const last = isRange ? pattern.charAt(index + 2) : first;
    if (isRange) index += 2;
    const [low, high] = first <= last ? [first, last] : [last, first];
    inside += `${escaped(low)}-${escaped(high)}`;
  }
  // An empty class matches nothing; one that is not closed ends with the pattern.
  const source = inside === '' ? (isNegated ? '[^]' : '(?!)') : `[${isNegated ? '^' : ''}${inside}]`;
  return { source, next: index + 1 };
}

const escaped = (letter: string): string => letter.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');

/** A pattern of KEYS and PSUBSCRIBE as an expression: `*`, `?`, `[a-c]`, `\`. Source: Redis 7.0, src/util.c `stringmatchlen`. */
export function globExpression(pattern: string): RegExp {
  let source = '';
  let index = 0;
  while (index < pattern.length) {
    const letter = pattern.charAt(index);
    if (letter === '[') {
      const part = classSource(pattern, index);
      source += part.source;
      index = part.next;
      continue;
    }
    if (letter === '\\' && index + 1 < pattern.length) index += 1;
    if (letter === '*') source += '[^]*';
    else if (letter === '?') source += '[^]';
    else source += escaped(pattern.charAt(index));
    index += 1;
  }
  return new RegExp(`^${source}$`);
}
