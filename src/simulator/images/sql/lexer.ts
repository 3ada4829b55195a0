import { SqlError } from './sql-error';

/** How texts and names are written. */
export interface LexicalRules {
  /** Around names: a backquote, or a double quote. */
  readonly nameQuote: '`' | '"';
  /** Around texts. */
  readonly textQuotes: readonly ("'" | '"')[];
  /** Whether `\n` in a text is a line end. */
  readonly hasBackslash: boolean;
}

/** A word of a statement. */
export interface Token {
  readonly type: 'word' | 'name' | 'text' | 'number' | 'symbol' | 'variable' | 'parameter' | 'end';
  /** Its meaning: a word as it is written, a text without quotes. */
  readonly text: string;
  /** Where it begins and ends in the statement. */
  readonly begin: number;
  readonly end: number;
}

const SPACE = /(?:\s+|--(?:\s[^\n]*|$)|#[^\n]*|\/\*(?!!)[\s\S]*?\*\/|\/\*!\d*|\*\/)*/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /(?:0x[\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/y;
const VARIABLE = /@(?:'[^']*'|"[^"]*"|@?(?:[\w.$%]+|`[^`]*`))/y;
const PARAMETER = /\$\d+|\?/y;
const SYMBOL = /<=>|<>|!=|<=|>=|:=|\|\||&&|::|<<|>>|[-+*/%=<>(),.;!~^&|]/y;

const ESCAPES: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

const lineAt = (source: string, offset: number): number => source.slice(0, offset).split('\n').length;

/** An error at a place of a statement. */
export const syntaxError = (source: string, offset: number): SqlError =>
  new SqlError({ kind: 'syntax', near: source.slice(offset), line: lineAt(source, offset) });

/** What stands between quotes that begin at `begin`, and where it ends. */
function quoted(source: string, begin: number, hasBackslash: boolean): { readonly text: string; readonly end: number } {
  const quote = source.charAt(begin);
  let text = '';
  for (let index = begin + 1; index < source.length; index += 1) {
    const letter = source.charAt(index);
    const next = source.charAt(index + 1);
    if (letter === '\\' && hasBackslash) {
      // A pattern needs its escaped wildcards as they are.
      text += next === '%' || next === '_' ? `\\${next}` : (ESCAPES[next] ?? next);
      index += 1;
    } else if (letter !== quote) {
      text += letter;
    } else if (next === quote) {
      text += quote;
      index += 1;
    } else {
      return { text, end: index + 1 };
    }
  }
  throw syntaxError(source, begin);
}

function match(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}

const KINDS = [
  ['parameter', PARAMETER],
  ['variable', VARIABLE],
  ['number', NUMBER],
  ['word', WORD],
  ['symbol', SYMBOL],
] as const;

function tokenAt(source: string, begin: number, rules: LexicalRules): Token {
  const letter = source.charAt(begin);
  if (letter === rules.nameQuote) return { type: 'name', begin, ...quoted(source, begin, false) };
  if (rules.textQuotes.some((quote) => quote === letter)) {
    return { type: 'text', begin, ...quoted(source, begin, rules.hasBackslash) };
  }
  for (const [type, pattern] of KINDS) {
    const text = match(pattern, source, begin);
    if (text !== undefined && text !== '') return { type, text, begin, end: begin + text.length };
  }
  throw syntaxError(source, begin);
}

/** The words of a statement, with one of type `end` behind them. Comments are left out. Throws SqlError. */
export function tokensOf(source: string, rules: LexicalRules): readonly Token[] {
  const tokens: Token[] = [];
  let offset = match(SPACE, source, 0)?.length ?? 0;
  while (offset < source.length) {
    const token = tokenAt(source, offset, rules);
    tokens.push(token);
    offset = token.end + (match(SPACE, source, token.end)?.length ?? 0);
  }
  tokens.push({ type: 'end', text: '', begin: source.length, end: source.length });
  return tokens;
}
