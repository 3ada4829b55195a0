import type { CelBytes } from './bytes';
import { tokenize, type Token } from './lexer';
import { CelError } from './value';

/** The tree of an expression. */
export type Node =
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string | CelBytes }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Node, Node])[] }
  | { readonly kind: 'field'; readonly of: Node; readonly name: string; readonly isOptional: boolean }
  | { readonly kind: 'index'; readonly of: Node; readonly index: Node; readonly isOptional: boolean }
  | { readonly kind: 'call'; readonly name: string; readonly target?: Node; readonly args: readonly Node[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly of: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'choice'; readonly test: Node; readonly yes: Node; readonly no: Node };

/** Operators by how strongly they bind, the weakest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['<', '<=', '>', '>=', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

const WORDS: Readonly<Record<string, null | boolean>> = { true: true, false: false, null: null };

/** Reads an expression. Throws a CelError. Source: cel-spec, doc/langdef.md, Syntax. */
export function parse(source: string): Node {
  return new Parser(tokenize(source)).whole();
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Node {
    const node = this.choice();
    if (this.token.kind !== 'end') throw this.unexpected();
    return node;
  }

  private get token(): Token {
    return this.tokens[this.at] as Token;
  }

  private unexpected(): CelError {
    return new CelError(`compilation failed: ERROR: <input>: Syntax error: mismatched input '${this.token.text}'`);
  }

  private isSign(text: string): boolean {
    const { kind, text: own } = this.token;
    return own === text && (kind === 'sign' || (kind === 'name' && text === 'in'));
  }

  private take(text: string): boolean {
    if (!this.isSign(text)) return false;
    this.at += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.unexpected();
  }

  private choice(): Node {
    const test = this.binary(0);
    if (!this.take('?')) return test;
    const yes = this.choice();
    this.expect(':');
    return { kind: 'choice', test, yes, no: this.choice() };
  }

  private binary(level: number): Node {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((each) => this.isSign(each));
      if (operator === undefined) return left;
      this.at += 1;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Node {
    for (const operator of ['!', '-']) {
      if (this.take(operator)) return { kind: 'unary', operator, of: this.unary() };
    }
    return this.member(this.primary());
  }

  private member(first: Node): Node {
    let node = first;
    for (;;) {
      const isOptionalField = this.isSign('.?');
      if (isOptionalField || this.isSign('.')) {
        this.at += 1;
        const name = this.name();
        if (!isOptionalField && this.take('(')) node = { kind: 'call', name, target: node, args: this.list(')') };
        else node = { kind: 'field', of: node, name, isOptional: isOptionalField };
      } else if (this.isSign('[') || this.isSign('[?')) {
        const isOptional = this.isSign('[?');
        this.at += 1;
        const index = this.choice();
        this.expect(']');
        node = { kind: 'index', of: node, index, isOptional };
      } else return node;
    }
  }

  private name(): string {
    const { kind, text } = this.token;
    if (kind !== 'name') throw this.unexpected();
    this.at += 1;
    // Names that are words of CEL or contain signs are written with underscores.
    return text.replace(/__(underscores|dot|dash|slash|[a-z]+)__/g, (_whole, word: string) => ESCAPED[word] ?? word);
  }

  private primary(): Node {
    const { kind, text, value } = this.token;
    if (kind === 'number' || kind === 'string') {
      this.at += 1;
      return { kind: 'literal', value: value as number | string | CelBytes };
    }
    if (this.take('(')) {
      const node = this.choice();
      this.expect(')');
      return node;
    }
    if (this.take('[')) return { kind: 'list', items: this.list(']') };
    if (this.take('{')) return { kind: 'map', entries: this.entries() };
    if (kind !== 'name') throw this.unexpected();
    this.at += 1;
    if (this.take('(')) return { kind: 'call', name: text, args: this.list(')') };
    return text in WORDS ? { kind: 'literal', value: WORDS[text] as null | boolean } : { kind: 'name', name: text };
  }

  private list(end: string): Node[] {
    const items: Node[] = [];
    while (!this.take(end)) {
      items.push(this.choice());
      if (!this.isSign(end)) this.expect(',');
    }
    return items;
  }

  private entries(): (readonly [Node, Node])[] {
    const entries: (readonly [Node, Node])[] = [];
    while (!this.take('}')) {
      const key = this.choice();
      this.expect(':');
      entries.push([key, this.choice()]);
      if (!this.isSign('}')) this.expect(',');
    }
    return entries;
  }
}

const ESCAPED: Readonly<Record<string, string>> = { underscores: '__', dot: '.', dash: '-', slash: '/' };
