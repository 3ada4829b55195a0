import { characterClass } from './pattern';

/** How a regular expression of POSIX is read. */
export interface ExpressionOptions {
  /** Extended: `+?|(){}` mean something without a backslash. @default false */
  readonly isExtended?: boolean;
  /** @default false */
  readonly ignoresCase?: boolean;
}

/** What GNU's escapes are in JavaScript. */
const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\b(?=\\w)',
  '>': '\\b(?<=\\w)',
  b: '\\b',
  B: '\\B',
  w: '\\w',
  W: '\\W',
  s: '\\s',
  S: '\\S',
  n: '\\n',
  t: '\\t',
  "'": '$',
  '`': '^',
};

const literal = (character: string): string => (/[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character);

/** Reads `[...]` from `begin`. */
function bracket(source: string, begin: number): { readonly text: string; readonly end: number } | undefined {
  let index = begin + 1;
  let text = '[';
  if (source[index] === '^') {
    text += '^';
    index += 1;
  }
  for (let isFirst = true; index < source.length; isFirst = false) {
    const character = source.charAt(index);
    if (character === ']' && !isFirst) return { text: `${text}]`, end: index + 1 };
    const [whole, , name = '', symbol = ''] =
      /^\[([:.=])(?:(?<=:)(\w+):|(?<=[.=])([^\]]+?)[.=])\]/.exec(source.slice(index, index + 24)) ?? [];
    if (whole !== undefined) {
      text += name === '' ? symbol.replace(/[\\\]^[-]/g, '\\$&') : (characterClass(name) ?? '');
      index += whole.length;
      continue;
    }
    text += /[\\[\]^]/.test(character) ? `\\${character}` : character;
    index += 1;
  }
  return undefined;
}

/** Translates the source of an expression; undefined when it is none. */
function translate(source: string, isExtended: boolean): string | undefined {
  let result = '';
  let index = 0;
  /** Whether a `*` here has something to repeat. */
  let hasAtom = false;
  while (index < source.length) {
    const character = source.charAt(index);
    if (character === '[') {
      const found = bracket(source, index);
      if (found === undefined) return undefined;
      result += found.text;
      index = found.end;
      hasAtom = true;
      continue;
    }
    const isEscaped = character === '\\' && index + 1 < source.length;
    const meant = isEscaped ? source.charAt(index + 1) : character;
    index += isEscaped ? 2 : 1;
    const isOperator = '+?|(){}'.includes(meant) && isEscaped !== isExtended;
    if (isOperator && meant === '{') {
      const close = source.indexOf(isExtended ? '}' : '\\}', index);
      const range = close < 0 ? '' : source.slice(index, close);
      if (!/^\d*,?\d*$/.test(range) || range === '' || !hasAtom) {
        if (!isExtended) return undefined;
        result += '\\{';
        continue;
      }
      result += `{${range.startsWith(',') ? '0' : ''}${range}}`;
      index = close + (isExtended ? 1 : 2);
    } else if (isOperator && meant !== '}') {
      const repeats = meant === '+' || meant === '?';
      result += repeats && !hasAtom ? `\\${meant}` : meant;
      hasAtom = repeats || meant === ')';
    } else if (isEscaped) {
      result += /[1-9]/.test(meant) ? `(?:\\${meant})` : (ESCAPES[meant] ?? literal(meant));
      hasAtom = true;
    } else if (character === '*') {
      result += hasAtom ? '*' : '\\*';
      hasAtom = true;
    } else if (character === '^') {
      const isAnchor = isExtended || index === 1 || /(?:\\\(|\\\||\n)$/.test(source.slice(0, index - 1));
      result += isAnchor ? '^' : '\\^';
      hasAtom = !isAnchor;
    } else if (character === '$') {
      const isAnchor = isExtended || index === source.length || /^(?:\\\)|\\\|)/.test(source.slice(index));
      result += isAnchor ? '$' : '\\$';
      hasAtom = !isAnchor;
    } else {
      result += character === '.' ? '.' : literal(character);
      hasAtom = true;
    }
  }
  return result;
}

/**
 * The expression of JavaScript that matches what one of POSIX does; undefined when it is none. Not modelled: the longest
 * of several alternatives (the first that matches is taken), equivalence classes, and back-references to later groups.
 */
export function toExpression(source: string, options: ExpressionOptions = {}, flags = ''): RegExp | undefined {
  const translated = translate(source, options.isExtended === true);
  if (translated === undefined) return undefined;
  try {
    return new RegExp(translated, `${flags}us${options.ignoresCase === true ? 'i' : ''}`);
  } catch {
    return undefined;
  }
}
