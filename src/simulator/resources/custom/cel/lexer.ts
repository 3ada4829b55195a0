import { CelBytes } from './bytes';
import { CelError } from './value';

/** A word of an expression. */
export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'sign' | 'end';
  readonly text: string;
  /** Value of a number or string. */
  readonly value?: number | string | CelBytes;
}

const SPACE = /^(?:\s+|\/\/[^\n]*)+/;
const NUMBER = /^(?:0x[0-9a-fA-F]+u?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+|\d+u?)/;
const STRING = /^([rRbB]{0,2})("""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
const SIGN = /^(?:==|!=|<=|>=|&&|\|\||\[\?|\.\?|[-+*/%<>!?:.,()[\]{}])/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', a: '\u0007', v: '\v' };

function unescape(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs, (_whole, escape: string) => {
    if (/^[xuU]/.test(escape) && escape.length > 1) return String.fromCodePoint(parseInt(escape.slice(1), 16));
    if (/^[0-7]{3}$/.test(escape)) return String.fromCodePoint(parseInt(escape, 8));
    return ESCAPES[escape] ?? escape;
  });
}

function stringValue(prefix: string, quoted: string): string {
  const marks = quoted.startsWith('"""') || quoted.startsWith("'''") ? 3 : 1;
  const inside = quoted.slice(marks, -marks);
  return prefix.toLowerCase().includes('r') ? inside : unescape(inside);
}

/** The bytes of a literal: an escape by number is one byte, letters are written in UTF-8. */
function bytesValue(prefix: string, quoted: string): CelBytes {
  const isRaw = prefix.toLowerCase().includes('r');
  const inside = stringValue('r', quoted);
  if (isRaw) return new CelBytes(new TextEncoder().encode(inside));
  const parts = inside.split(/(\\(?:x[0-9a-fA-F]{2}|[0-7]{3}))/);
  const bytes = parts.flatMap((part, index) => {
    if (index % 2 === 0) return [...new TextEncoder().encode(unescape(part))];
    return [part.startsWith('\\x') ? parseInt(part.slice(2), 16) : parseInt(part.slice(1), 8)];
  });
  return new CelBytes(Uint8Array.from(bytes));
}

/** Splits an expression into words. Throws a CelError. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let rest = source;
  for (;;) {
    rest = rest.replace(SPACE, '');
    if (rest === '') return [...tokens, { kind: 'end', text: '<EOF>' }];
    const token = nextToken(rest);
    tokens.push(token);
    rest = rest.slice(token.text.length);
  }
}

function nextToken(rest: string): Token {
  const string = STRING.exec(rest);
  if (string !== null) {
    const [text, prefix = '', quoted = ''] = string;
    const read = prefix.toLowerCase().includes('b') ? bytesValue : stringValue;
    return { kind: 'string', text, value: read(prefix, quoted) };
  }
  const number = NUMBER.exec(rest);
  if (number !== null) return { kind: 'number', text: number[0], value: Number(number[0].replace(/u$/, '')) };
  const name = NAME.exec(rest);
  if (name !== null) return { kind: 'name', text: name[0] };
  const sign = SIGN.exec(rest);
  if (sign !== null) return { kind: 'sign', text: sign[0] };
  throw new CelError(
    `compilation failed: ERROR: <input>: Syntax error: token recognition error at: '${rest[0] ?? ''}'`,
  );
}
