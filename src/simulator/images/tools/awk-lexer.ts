/** A token of awk. */
export interface AwkToken {
  readonly type: 'number' | 'string' | 'regex' | 'name' | 'call' | 'operator' | 'newline' | 'end';
  readonly text: string;
}

/** A program that cannot be read. */
export class AwkSyntaxError extends Error {}

const OPERATORS = [
  '**=',
  '&&',
  '||',
  '==',
  '!=',
  '<=',
  '>=',
  '>>',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '**',
  '!~',
];
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** Replaces escapes in a string. */
export const unescapeAwk = (text: string): string =>
  text.replace(/\\([0-7]{1,3}|[^])/g, (_whole, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(parseInt(code, 8)) : (ESCAPES[code] ?? `\\${code}`),
  );

/** Splits a program into tokens. @throws AwkSyntaxError */
export function awkTokens(source: string): AwkToken[] {
  const tokens: AwkToken[] = [];
  let index = 0;
  const add = (type: AwkToken['type'], text: string): void => {
    tokens.push({ type, text });
  };
  while (index < source.length) {
    const rest = source.slice(index);
    const blank = /^(?:[ \t\r]+|\\\n|#[^\n]*)/.exec(rest)?.[0];
    if (blank !== undefined) {
      index += blank.length;
      continue;
    }
    const character = rest.charAt(0);
    const last = tokens.at(-1);
    // A slash divides behind a value and begins an expression elsewhere.
    const isAfterValue =
      last !== undefined &&
      (['number', 'string', 'name', 'regex'].includes(last.type) || [')', ']', '$', '++', '--'].includes(last.text));
    const string = /^"((?:[^"\\\n]|\\[^])*)"/.exec(rest);
    const regex =
      character === '/' && !isAfterValue ? /^\/((?:[^/\\\n[]|\\.|\[(?:\^?\]?)[^\]\n]*\])*)\//.exec(rest) : null;
    const number = /^(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/.exec(rest)?.[0];
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (character === '\n') {
      add('newline', '\n');
      index += 1;
    } else if (string !== null) {
      add('string', unescapeAwk(string[1] ?? ''));
      index += string[0].length;
    } else if (regex !== null) {
      add('regex', regex[1] ?? '');
      index += regex[0].length;
    } else if (number !== undefined) {
      add('number', number);
      index += number.length;
    } else if (name !== undefined) {
      add(rest.charAt(name.length) === '(' ? 'call' : 'name', name);
      index += name.length;
    } else {
      const operator = OPERATORS.find((each) => rest.startsWith(each)) ?? character;
      if (!/^[-+*/%^!<>=&|~?:;,(){}[\]$]/.test(operator))
        throw new AwkSyntaxError(`unexpected character '${character}'`);
      add('operator', operator);
      index += operator.length;
    }
  }
  add('end', '');
  return tokens;
}
