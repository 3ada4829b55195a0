import type { Expression, ObjectMember, Statement } from './ast';
import { tokenize } from './lexer';
import { TokenStream } from './token-stream';

/** Binary operators from those that bind least to those that bind most. */
const LEVELS: readonly (readonly string[])[] = [
  ['??'],
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!=', '===', '!=='],
  ['<', '>', '<=', '>=', 'in', 'instanceof'],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
];
const LOGICAL = 3;

const ASSIGNMENTS: readonly string[] = ['=', '+=', '-=', '*=', '/=', '%='];
const UNARY: readonly string[] = ['!', '-', '+', '~', 'typeof', 'delete', 'void', 'await'];
const CONSTANTS = new Map<string, boolean | null | undefined>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
]);

/** Reads expressions; statements of functions are read by `block`. */
export class ExpressionParser {
  constructor(
    private readonly tokens: TokenStream,
    private readonly block: () => readonly Statement[],
  ) {}

  /** An expression, with commas. */
  expression(): Expression {
    const first = this.assignment();
    if (!this.tokens.is(',')) return first;
    const items = [first];
    while (this.tokens.accept(',')) items.push(this.assignment());
    return { type: 'sequence', items };
  }

  /** An expression without commas. */
  assignment(): Expression {
    const { tokens } = this;
    if (this.isArrow()) return this.arrow();
    const target = this.choice();
    const operator = ASSIGNMENTS.find((each) => tokens.is(each));
    if (operator === undefined) return target;
    if (target.type !== 'name' && target.type !== 'member') throw tokens.unexpected();
    tokens.take();
    return { type: 'assign', operator, target, value: this.assignment() };
  }

  private choice(): Expression {
    const test = this.binary(0);
    if (!this.tokens.accept('?')) return test;
    const then = this.assignment();
    this.tokens.expect(':');
    return { type: 'choice', test, then, otherwise: this.assignment() };
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((each) => this.tokens.is(each));
      if (operator === undefined) return left;
      this.tokens.take();
      left = { type: level < LOGICAL ? 'logical' : 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Expression {
    const { tokens } = this;
    const operator = UNARY.find((each) => tokens.is(each));
    if (operator !== undefined) {
      tokens.take();
      return { type: 'unary', operator, value: this.unary() };
    }
    for (const [text, by] of [
      ['++', 1],
      ['--', -1],
    ] as const) {
      if (tokens.accept(text)) return { type: 'step', by, isPrefix: true, target: this.unary() };
    }
    const value = this.postfix();
    for (const [text, by] of [
      ['++', 1],
      ['--', -1],
    ] as const) {
      if (!tokens.next.isAfterLine && tokens.accept(text)) return { type: 'step', by, isPrefix: false, target: value };
    }
    return value;
  }

  private postfix(): Expression {
    const { tokens } = this;
    let value: Expression;
    if (tokens.accept('new')) {
      let callee = this.primary();
      while (tokens.accept('.')) callee = this.memberOf(callee, { type: 'literal', value: tokens.name() });
      value = { type: 'call', callee, args: tokens.is('(') ? this.args() : [], isNew: true };
    } else value = this.primary();
    for (;;) {
      if (tokens.accept('.')) value = this.memberOf(value, { type: 'literal', value: tokens.name() });
      else if (tokens.accept('?.')) value = this.memberOf(value, { type: 'literal', value: tokens.name() }, true);
      else if (tokens.is('[') && !tokens.next.isAfterLine) {
        tokens.take();
        value = this.memberOf(value, this.expression());
        tokens.expect(']');
      } else if (tokens.is('(')) value = { type: 'call', callee: value, args: this.args(), isNew: false };
      else return value;
    }
  }

  private memberOf(object: Expression, key: Expression, isOptional = false): Expression {
    return { type: 'member', object, key, isOptional };
  }

  private args(): readonly Expression[] {
    this.tokens.expect('(');
    return this.list(')');
  }

  private list(end: string): readonly Expression[] {
    const { tokens } = this;
    const items: Expression[] = [];
    while (!tokens.accept(end)) {
      items.push(tokens.accept('...') ? { type: 'spread', value: this.assignment() } : this.assignment());
      if (!tokens.is(end)) tokens.expect(',');
    }
    return items;
  }

  private primary(): Expression {
    const { tokens } = this;
    const { next } = tokens;
    if (next.type === 'end') throw tokens.unexpected();
    if (next.type === 'operator' && !['(', '[', '{'].includes(next.text)) throw tokens.unexpected();
    tokens.take();
    switch (next.type) {
      case 'number':
      case 'string':
        return { type: 'literal', value: next.value };
      case 'regex':
        return { type: 'regex', pattern: next.pattern, flags: next.flags };
      case 'template':
        return { type: 'template', parts: next.parts, values: next.sources.map((source) => this.inner(source)) };
      case 'name':
        if (CONSTANTS.has(next.text)) return { type: 'literal', value: CONSTANTS.get(next.text) };
        if (next.text === 'async') return this.primary();
        return next.text === 'function' ? this.functionRest() : { type: 'name', name: next.text };
    }
    if (next.text === '[') return { type: 'array', items: this.list(']') };
    if (next.text === '{') return this.objectRest();
    const value = this.expression();
    tokens.expect(')');
    return value;
  }

  private inner(source: string): Expression {
    return new ExpressionParser(new TokenStream(tokenize(source)), this.block).expression();
  }

  /** A function behind its keyword. */
  functionRest(): Extract<Expression, { type: 'function' }> {
    const name = this.tokens.is('(') ? '' : this.tokens.name();
    return { type: 'function', name, parameters: this.parameters(), body: this.block(), isArrow: false };
  }

  private parameters(): readonly string[] {
    const { tokens } = this;
    tokens.expect('(');
    const names: string[] = [];
    while (!tokens.accept(')')) {
      names.push(tokens.name());
      if (!tokens.is(')')) tokens.expect(',');
    }
    return names;
  }

  private isArrow(): boolean {
    const { tokens } = this;
    const isOperator = (ahead: number, text: string): boolean => {
      const token = tokens.peek(ahead);
      return token.type === 'operator' && token.text === text;
    };
    const first = tokens.next.type === 'name' && tokens.next.text === 'async' && !isOperator(1, '=>') ? 1 : 0;
    if (tokens.peek(first).type === 'name') return isOperator(first + 1, '=>');
    if (!isOperator(first, '(')) return false;
    let ahead = first + 1;
    while (tokens.peek(ahead).type === 'name' || isOperator(ahead, ',')) ahead += 1;
    return isOperator(ahead, ')') && isOperator(ahead + 1, '=>');
  }

  private arrow(): Expression {
    const { tokens } = this;
    if (tokens.is('async') && tokens.peek(1).type !== 'operator') tokens.take();
    else if (tokens.is('async')) tokens.take();
    const parameters = tokens.is('(') ? this.parameters() : [tokens.name()];
    tokens.expect('=>');
    const body: readonly Statement[] = tokens.is('{') ? this.block() : [{ type: 'return', value: this.assignment() }];
    return { type: 'function', name: '', parameters, body, isArrow: true };
  }

  private objectRest(): Expression {
    const { tokens } = this;
    const members: ObjectMember[] = [];
    while (!tokens.accept('}')) {
      members.push(tokens.accept('...') ? { spread: this.assignment() } : this.member());
      if (!tokens.is('}')) tokens.expect(',');
    }
    return { type: 'object', members };
  }

  private member(): ObjectMember {
    const { tokens } = this;
    const token = tokens.take();
    let key: Expression;
    if (token.type === 'name') key = { type: 'literal', value: token.text };
    else if (token.type === 'string' || token.type === 'number') key = { type: 'literal', value: String(token.value) };
    else if (token.type === 'operator' && token.text === '[') {
      key = this.assignment();
      tokens.expect(']');
    } else throw tokens.unexpected();
    if (token.type === 'name' && tokens.is('(')) {
      const parameters = this.parameters();
      return { key, value: { type: 'function', name: token.text, parameters, body: this.block(), isArrow: false } };
    }
    if (token.type === 'name' && !tokens.is(':')) return { key, value: { type: 'name', name: token.text } };
    tokens.expect(':');
    return { key, value: this.assignment() };
  }
}
