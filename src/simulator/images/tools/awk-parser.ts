import { AwkSyntaxError, awkTokens, type AwkToken } from './awk-lexer';
import type { AwkExpression, AwkFunction, AwkProgram, AwkRule, AwkStatement } from './awk-syntax';

const KEYWORDS = new Set(
  'if else while for do break continue next exit return delete in getline print printf function BEGIN END'.split(' '),
);
const COMPARISONS = new Set(['<', '<=', '==', '!=', '>', '>=']);
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=', '**=']);
/** Builtins that may stand without parentheses. */
const BARE_CALLS = new Set(['length']);

/** Reads programs of awk. Not modelled: `getline <file`, `cmd | getline`, `print | cmd`. */
class AwkParser {
  private position = 0;
  private readonly tokens: readonly AwkToken[];
  /** Within `print`, `>` is where it goes; within `for (`, `in` is the loop's. */
  private takesGreater = true;
  private takesIn = true;

  constructor(source: string) {
    this.tokens = awkTokens(source);
  }

  program(): AwkProgram {
    const rules: AwkRule[] = [];
    const functions = new Map<string, AwkFunction>();
    this.skipEnds();
    while (this.peek().type !== 'end') {
      if (this.takeWord('function') || this.takeWord('func')) {
        const name = this.next().text;
        this.expect('(');
        const parameters: string[] = [];
        while (!this.take(')')) {
          parameters.push(this.next().text);
          this.take(',');
        }
        this.skipNewlines();
        functions.set(name, { parameters, body: this.block() });
      } else rules.push(this.rule());
      this.skipEnds();
    }
    return { rules, functions };
  }

  private rule(): AwkRule {
    if (this.takeWord('BEGIN')) return { type: 'begin', action: this.block() };
    if (this.takeWord('END')) return { type: 'end', action: this.block() };
    if (this.is('{')) return { type: 'line', action: this.block() };
    const pattern = this.expression();
    const until = this.take(',') ? this.expression() : undefined;
    return {
      type: 'line',
      pattern,
      ...(until === undefined ? {} : { until }),
      ...(this.is('{') ? { action: this.block() } : {}),
    };
  }

  private block(): AwkStatement {
    this.expect('{');
    const body: AwkStatement[] = [];
    this.skipEnds();
    while (!this.take('}')) {
      body.push(this.statement());
      this.skipEnds();
    }
    return { type: 'block', body };
  }

  private statement(): AwkStatement {
    if (this.is('{')) return this.block();
    const token = this.peek();
    const word = token.type === 'name' || token.type === 'call' ? token.text : '';
    switch (word) {
      case 'if':
        return this.ifStatement();
      case 'while': {
        this.next();
        const condition = this.parenthesized();
        return { type: 'while', condition, body: this.body(), isDo: false };
      }
      case 'do': {
        this.next();
        const body = this.body();
        this.skipEnds();
        if (!this.takeWord('while')) this.fail();
        return { type: 'while', condition: this.parenthesized(), body, isDo: true };
      }
      case 'for':
        return this.forStatement();
      case 'next':
      case 'break':
      case 'continue':
        this.next();
        return { type: word };
      case 'exit':
      case 'return': {
        this.next();
        const value = this.endsStatement() ? undefined : this.expression();
        return { type: word, ...(value === undefined ? {} : { value }) };
      }
      default:
        return this.simple();
    }
  }

  private simple(): AwkStatement {
    if (this.takeWord('delete')) {
      const name = this.next().text;
      return { type: 'delete', name, ...(this.take('[') ? { subscripts: this.list(']') } : {}) };
    }
    const token = this.peek();
    if ((token.type === 'name' || token.type === 'call') && (token.text === 'print' || token.text === 'printf'))
      return this.print();
    return { type: 'expression', expression: this.expression() };
  }

  private print(): AwkStatement {
    const isFormatted = this.next().text === 'printf';
    const before = this.takesGreater;
    this.takesGreater = false;
    let args: AwkExpression[] = [];
    const begin = this.position;
    if (!this.endsStatement() && !this.is('>') && !this.is('>>')) {
      if (this.take('(')) {
        this.takesGreater = true;
        args = this.list(')');
        this.takesGreater = false;
        // `print (a)(b)` and `print (a) + 1` are expressions that begin with a parenthesis.
        if (!this.endsStatement() && !this.is('>') && !this.is('>>')) {
          this.position = begin;
          args = this.openList();
        }
      } else args = this.openList();
    }
    const mode = this.is('>') ? '>' : this.is('>>') ? '>>' : undefined;
    if (mode !== undefined) this.next();
    const output = mode === undefined ? undefined : { mode, path: this.concatenation() };
    this.takesGreater = before;
    return { type: 'print', args, isFormatted, ...(output === undefined ? {} : { output }) } as AwkStatement;
  }

  private openList(): AwkExpression[] {
    const args = [this.expression()];
    while (this.take(',')) {
      this.skipNewlines();
      args.push(this.expression());
    }
    return args;
  }

  private ifStatement(): AwkStatement {
    this.next();
    const condition = this.parenthesized();
    const yes = this.body();
    const begin = this.position;
    this.skipEnds();
    if (this.takeWord('else')) return { type: 'if', condition, yes, no: this.body() };
    this.position = begin;
    return { type: 'if', condition, yes };
  }

  private forStatement(): AwkStatement {
    this.next();
    this.expect('(');
    const [variable, word, array, close] = this.tokens.slice(this.position, this.position + 4);
    if (variable?.type === 'name' && word?.text === 'in' && array?.type === 'name' && close?.text === ')') {
      this.position += 4;
      return { type: 'for-in', variable: variable.text, array: array.text, body: this.body() };
    }
    const initial = this.is(';') ? undefined : this.simple();
    this.expect(';');
    const condition = this.is(';') ? undefined : this.expression();
    this.expect(';');
    const step = this.is(')') ? undefined : this.simple();
    this.expect(')');
    return {
      type: 'for',
      ...(initial === undefined ? {} : { initial }),
      ...(condition === undefined ? {} : { condition }),
      ...(step === undefined ? {} : { step }),
      body: this.body(),
    };
  }

  private body(): AwkStatement {
    this.skipNewlines();
    if (this.take(';')) return { type: 'block', body: [] };
    return this.statement();
  }

  private parenthesized(): AwkExpression {
    this.expect('(');
    const expression = this.expression();
    this.expect(')');
    return expression;
  }

  private expression(): AwkExpression {
    const left = this.conditional();
    const { text, type } = this.peek();
    if (type !== 'operator' || !ASSIGNMENTS.has(text)) return left;
    this.next();
    this.skipNewlines();
    return { type: 'assign', operator: text, target: left, value: this.expression() };
  }

  private conditional(): AwkExpression {
    const condition = this.binary(0);
    if (!this.take('?')) return condition;
    this.skipNewlines();
    const yes = this.expression();
    this.skipNewlines();
    this.expect(':');
    this.skipNewlines();
    return { type: 'conditional', condition, yes, no: this.expression() };
  }

  /** Levels: `||`, `&&`, `in`, `~`, comparisons, concatenation and what binds tighter. */
  private binary(level: number): AwkExpression {
    if (level === 5) return this.concatenation();
    let left = this.binary(level + 1);
    for (;;) {
      const { text, type } = this.peek();
      const isIt =
        (level === 0 && text === '||') ||
        (level === 1 && text === '&&') ||
        (level === 3 && (text === '~' || text === '!~')) ||
        (level === 4 && type === 'operator' && COMPARISONS.has(text) && (text !== '>' || this.takesGreater));
      if (level === 2 && text === 'in' && this.takesIn) {
        this.next();
        left = { type: 'in', subscripts: [left], name: this.next().text };
      } else if (type === 'operator' && isIt) {
        this.next();
        this.skipNewlines();
        left = { type: 'binary', operator: text, left, right: this.binary(level + 1) };
      } else return left;
    }
  }

  private concatenation(): AwkExpression {
    let left = this.additive();
    while (this.beginsOperand()) left = { type: 'binary', operator: ' ', left, right: this.additive() };
    return left;
  }

  private beginsOperand(): boolean {
    const { type, text } = this.peek();
    if (type === 'number' || type === 'string' || type === 'regex') return true;
    if (type === 'name' || type === 'call') return !KEYWORDS.has(text);
    return type === 'operator' && ['$', '!', '(', '++', '--'].includes(text);
  }

  private additive(): AwkExpression {
    let left = this.multiplicative();
    while (this.is('+') || this.is('-'))
      left = { type: 'binary', operator: this.next().text, left, right: this.multiplicative() };
    return left;
  }

  private multiplicative(): AwkExpression {
    let left = this.unary();
    while (this.is('*') || this.is('/') || this.is('%'))
      left = { type: 'binary', operator: this.next().text, left, right: this.unary() };
    return left;
  }

  private unary(): AwkExpression {
    if (this.is('!') || this.is('-') || this.is('+'))
      return { type: 'unary', operator: this.next().text, operand: this.unary() };
    const base = this.postfix();
    if (!this.is('^') && !this.is('**')) return base;
    this.next();
    return { type: 'binary', operator: '^', left: base, right: this.unary() };
  }

  private postfix(): AwkExpression {
    if (this.is('++') || this.is('--')) {
      const by = this.next().text === '++' ? 1 : -1;
      return { type: 'step', by, isPrefix: true, target: this.primary() };
    }
    const target = this.primary();
    const isTarget = target.type === 'variable' || target.type === 'field' || target.type === 'element';
    if (!isTarget || (!this.is('++') && !this.is('--'))) return target;
    return { type: 'step', by: this.next().text === '++' ? 1 : -1, isPrefix: false, target };
  }

  private primary(): AwkExpression {
    const token = this.next();
    switch (token.type) {
      case 'number':
        return { type: 'number', value: Number(token.text) };
      case 'string':
        return { type: 'string', value: token.text };
      case 'regex':
        return { type: 'regex', source: token.text };
      case 'call':
        this.expect('(');
        return { type: 'call', name: token.text, args: this.inParentheses(() => this.list(')')) };
      case 'name':
        if (token.text === 'getline')
          return { type: 'getline', ...(this.beginsOperand() ? { target: this.primary() } : {}) };
        if (KEYWORDS.has(token.text)) return this.fail(token);
        if (this.take('[')) return { type: 'element', name: token.text, subscripts: this.list(']') };
        if (BARE_CALLS.has(token.text)) return { type: 'call', name: token.text, args: [] };
        return { type: 'variable', name: token.text };
      default:
    }
    if (token.text === '$') {
      if (this.is('++') || this.is('--')) return { type: 'field', index: this.postfix() };
      return { type: 'field', index: this.is('-') ? this.unary() : this.primary() };
    }
    if (token.text !== '(') return this.fail(token);
    const inner = this.inParentheses(() => this.list(')'));
    if (inner.length === 1) return inner[0] as AwkExpression;
    if (!this.takeWord('in')) return this.fail();
    return { type: 'in', subscripts: inner, name: this.next().text };
  }

  private inParentheses<T>(read: () => T): T {
    const before = this.takesGreater;
    this.takesGreater = true;
    const result = read();
    this.takesGreater = before;
    return result;
  }

  /** Expressions up to `closing`, which is taken. */
  private list(closing: string): AwkExpression[] {
    const items: AwkExpression[] = [];
    this.skipNewlines();
    while (!this.take(closing)) {
      items.push(this.expression());
      this.skipNewlines();
      if (!this.take(',') && !this.is(closing)) this.fail();
      this.skipNewlines();
    }
    return items;
  }

  private peek(): AwkToken {
    return this.tokens[this.position] as AwkToken;
  }

  private next(): AwkToken {
    const token = this.peek();
    if (token.type !== 'end') this.position += 1;
    return token;
  }

  private is(text: string): boolean {
    const token = this.peek();
    return token.type === 'operator' && token.text === text;
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.position += 1;
    return true;
  }

  private takeWord(text: string): boolean {
    const token = this.peek();
    if ((token.type !== 'name' && token.type !== 'call') || token.text !== text) return false;
    this.position += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail();
  }

  private endsStatement(): boolean {
    const { type, text } = this.peek();
    return type === 'newline' || type === 'end' || (type === 'operator' && (text === ';' || text === '}'));
  }

  private skipNewlines(): void {
    while (this.peek().type === 'newline') this.position += 1;
  }

  private skipEnds(): void {
    while (this.peek().type === 'newline' || this.is(';')) this.position += 1;
  }

  private fail(token: AwkToken = this.peek()): never {
    throw new AwkSyntaxError(
      token.type === 'end'
        ? 'unexpected end of program'
        : `syntax error at or near ${token.text === '\n' ? 'newline' : token.text}`,
    );
  }
}

/** Reads a program of awk. @throws AwkSyntaxError */
export const parseAwk = (source: string): AwkProgram => new AwkParser(source).program();
