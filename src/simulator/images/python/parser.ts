import { encodeText } from '../../process';
import type { Expression, Statement } from './ast';
import { PythonException } from './python-exception';

const TOKEN =
  /\s+|#.*|(b?)('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(\d+\.\d+|\d+)|([A-Za-z_]\w*)|(==|!=|<=|>=|\*\*|\/\/|[-+*/%<>=()[\]{},.:;])/y;

type Token =
  | { readonly type: 'text' | 'bytes'; readonly text: string }
  | { readonly type: 'number' | 'name' | 'operator'; readonly text: string };

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' };

const invalid = (): PythonException => new PythonException('SyntaxError', 'invalid syntax');

function tokenize(line: string): Token[] {
  const tokens: Token[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < line.length;) {
    const [, bytes, quoted, number, name, operator] = TOKEN.exec(line) ?? [];
    if (TOKEN.lastIndex === 0) throw invalid();
    if (quoted !== undefined) {
      const text = quoted.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? `\\${letter}`);
      tokens.push({ type: bytes === 'b' ? 'bytes' : 'text', text });
    } else if (number !== undefined) tokens.push({ type: 'number', text: number });
    else if (name !== undefined) tokens.push({ type: 'name', text: name });
    else if (operator !== undefined) tokens.push({ type: 'operator', text: operator });
  }
  return tokens;
}

/** Operators from those that bind least to those that bind most. */
const LEVELS: readonly (readonly string[])[] = [
  ['==', '!=', '<', '>', '<=', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '//', '%'],
];

const CONSTANTS: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };

class LineParser {
  private place = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  statements(): readonly Statement[] {
    const all: Statement[] = [];
    while (this.place < this.tokens.length) {
      all.push(this.statement());
      if (this.place < this.tokens.length && !this.accept(';')) throw invalid();
    }
    return all;
  }

  private statement(): Statement {
    if (this.accept('pass')) return { type: 'pass' };
    if (this.accept('import')) {
      const module = this.dotted();
      return { type: 'import', module, names: [['', this.accept('as') ? this.name() : module]] };
    }
    if (this.accept('from')) return this.importFrom();
    if (this.accept('for')) return this.loop();
    const target = this.expressions();
    if (!this.accept('=')) return { type: 'expression', value: target };
    return { type: 'assign', target, value: this.expressions() };
  }

  private importFrom(): Statement {
    const module = this.dotted();
    this.expect('import');
    const names: (readonly [string, string])[] = [];
    do {
      const name = this.name();
      names.push([name, this.accept('as') ? this.name() : name]);
    } while (this.accept(','));
    return { type: 'import', module, names };
  }

  private loop(): Statement {
    const name = this.name();
    this.expect('in');
    const list = this.expressions();
    this.expect(':');
    const body = this.statements();
    if (body.length === 0) throw new PythonException('IndentationError', 'expected an indented block');
    return { type: 'for', name, list, body };
  }

  private dotted(): string {
    let name = this.name();
    while (this.accept('.')) name += `.${this.name()}`;
    return name;
  }

  private expressions(): Expression {
    const first = this.binary(0);
    if (!this.is(',')) return first;
    const items = [first];
    while (this.accept(',')) items.push(this.binary(0));
    return { type: 'tuple', items };
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((each) => this.accept(each));
      if (operator === undefined) return left;
      left = { type: 'operation', operator, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Expression {
    if (this.accept('-'))
      return { type: 'operation', operator: '-', left: { type: 'value', value: 0 }, right: this.unary() };
    let value = this.primary();
    for (;;) {
      if (this.accept('.')) value = { type: 'attribute', of: value, name: this.name() };
      else if (this.accept('[')) {
        value = { type: 'index', of: value, index: this.expressions() };
        this.expect(']');
      } else if (this.accept('(')) value = this.call(value);
      else return value;
    }
  }

  private call(of: Expression): Expression {
    const args: Expression[] = [];
    const named: (readonly [string, Expression])[] = [];
    while (!this.accept(')')) {
      const next = this.tokens[this.place + 1];
      if (this.tokens[this.place]?.type === 'name' && next?.type === 'operator' && next.text === '=') {
        const name = this.name();
        this.expect('=');
        named.push([name, this.binary(0)]);
      } else args.push(this.binary(0));
      if (!this.is(')')) this.expect(',');
    }
    return { type: 'call', of, args, named };
  }

  private primary(): Expression {
    const token = this.tokens[this.place];
    this.place += 1;
    if (token === undefined) throw invalid();
    if (token.type === 'number') return { type: 'value', value: Number(token.text) };
    if (token.type === 'text') return { type: 'value', value: token.text };
    if (token.type === 'bytes') return { type: 'value', value: encodeText(token.text) };
    if (token.type === 'name') {
      const constant = CONSTANTS[token.text];
      return constant === undefined ? { type: 'name', name: token.text } : { type: 'value', value: constant };
    }
    if (token.text === '[') return { type: 'list', items: this.items(']') };
    if (token.text === '{') return this.dict();
    if (token.text !== '(') throw invalid();
    if (this.accept(')')) return { type: 'tuple', items: [] };
    const inner = this.expressions();
    this.expect(')');
    return inner;
  }

  private items(end: string): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.accept(end)) {
      items.push(this.binary(0));
      if (!this.is(end)) this.expect(',');
    }
    return items;
  }

  private dict(): Expression {
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.accept('}')) {
      const key = this.binary(0);
      this.expect(':');
      entries.push([key, this.binary(0)]);
      if (!this.is('}')) this.expect(',');
    }
    return { type: 'dict', entries };
  }

  private is(text: string): boolean {
    const token = this.tokens[this.place];
    return (token?.type === 'operator' || token?.type === 'name') && token.text === text;
  }

  private accept(text: string): boolean {
    const isIt = this.is(text);
    if (isIt) this.place += 1;
    return isIt;
  }

  private expect(text: string): void {
    if (!this.accept(text)) throw invalid();
  }

  private name(): string {
    const token = this.tokens[this.place];
    if (token?.type !== 'name') throw invalid();
    this.place += 1;
    return token.text;
  }
}

/**
 * Reads one line of Python. Not modelled: blocks over several lines, functions, classes, conditions, exceptions, f-strings,
 * slices, comprehensions.
 *
 * @throws PythonException SyntaxError
 */
export const parsePython = (line: string): readonly Statement[] => new LineParser(tokenize(line)).statements();
