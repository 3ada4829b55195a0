import { ScriptError } from './script-error';

/** A word of a script. */
export type Token =
  | { readonly type: 'name' | 'operator'; readonly text: string; readonly isAfterLine: boolean }
  | { readonly type: 'number'; readonly value: number; readonly isAfterLine: boolean }
  | { readonly type: 'string'; readonly value: string; readonly isAfterLine: boolean }
  | {
      readonly type: 'template';
      readonly parts: readonly string[];
      readonly sources: readonly string[];
      readonly isAfterLine: boolean;
    }
  | { readonly type: 'regex'; readonly pattern: string; readonly flags: string; readonly isAfterLine: boolean }
  | { readonly type: 'end'; readonly isAfterLine: boolean };

const SPACE = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const NAME = /[A-Za-z_$][\w$]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const TEMPLATE = /`(?:[^`\\]|\\[\s\S])*`/y;
const REGEX = /\/((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)/y;
const OPERATOR =
  /=>|\.\.\.|===|!==|\*\*|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|\/=|%=|[{}()[\];,<>+\-*/%!?:=.&|^~]/y;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
  '\n': '',
};

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_, long?: string, short?: string, one = '') => {
    const code = long ?? short;
    return code === undefined ? (ESCAPES[one as string] ?? (one as string)) : String.fromCharCode(parseInt(code, 16));
  });

/** Texts and sources of a template: `a${b}c`. */
function splitTemplate(body: string): { readonly parts: readonly string[]; readonly sources: readonly string[] } {
  const parts: string[] = [];
  const sources: string[] = [];
  let rest = body;
  for (let begin = rest.indexOf('${'); begin >= 0; begin = rest.indexOf('${')) {
    const end = rest.indexOf('}', begin);
    if (end < 0) throw new ScriptError('missing } in template string', 'SyntaxError');
    parts.push(unescaped(rest.slice(0, begin)));
    sources.push(rest.slice(begin + 2, end));
    rest = rest.slice(end + 1);
  }
  return { parts: [...parts, unescaped(rest)], sources };
}

/** Whether a `/` behind this begins a regular expression. */
const mayBeginRegex = (before: Token | undefined): boolean =>
  before === undefined ||
  (before.type === 'operator' && ![')', ']', '}'].includes(before.text)) ||
  (before.type === 'name' && ['return', 'typeof'].includes(before.text));

/** Words of a script. Not modelled: braces within `${}` of a template. @throws ScriptError SyntaxError */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    const found = pattern.exec(source);
    if (found !== null) offset = pattern.lastIndex;
    return found;
  };
  for (;;) {
    const isAfterLine = match(SPACE)?.[0].includes('\n') === true;
    if (offset >= source.length) return [...tokens, { type: 'end', isAfterLine }];
    let found: RegExpExecArray | null;
    if ((found = match(NAME)) !== null) tokens.push({ type: 'name', text: found[0], isAfterLine });
    else if ((found = match(NUMBER)) !== null) tokens.push({ type: 'number', value: Number(found[0]), isAfterLine });
    else if ((found = match(STRING)) !== null) {
      tokens.push({ type: 'string', value: unescaped(found[0].slice(1, -1)), isAfterLine });
    } else if ((found = match(TEMPLATE)) !== null) {
      tokens.push({ type: 'template', ...splitTemplate(found[0].slice(1, -1)), isAfterLine });
    } else if (mayBeginRegex(tokens.at(-1)) && (found = match(REGEX)) !== null) {
      tokens.push({ type: 'regex', pattern: found[1] ?? '', flags: found[2] ?? '', isAfterLine });
    } else if ((found = match(OPERATOR)) !== null) tokens.push({ type: 'operator', text: found[0], isAfterLine });
    else {
      const isText = /['"`]/.test(source.charAt(offset));
      throw new ScriptError(isText ? 'unterminated string literal' : 'illegal character', 'SyntaxError');
    }
  }
}
