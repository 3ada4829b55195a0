import type { AwkExpression } from './awk-syntax';
import type { AwkTokenReader } from './awk-token-reader';

const KEYWORDS = new Set(
  'if else while for do break continue next exit return delete in getline print printf function BEGIN END'.split(' '),
);
const COMPARISONS = new Set(['<', '<=', '==', '!=', '>', '>=']);
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=', '**=']);
/** Builtins that may stand without parentheses. */
const BARE_CALLS = new Set(['length']);
/** Reads expressions of awk. Not modelled: `getline <file`, `cmd | getline`. */
export class AwkExpressionParser {
  /** Within `print`, `>` is where it goes. */
  private takesGreater = true;

  constructor(private readonly tokens: AwkTokenReader) {}

  /** One or more expressions with commas between them. */
  openList(): AwkExpression[] {
    const args = [this.expression()];
    while (this.tokens.take(',')) {
      this.tokens.skipNewlines();
      args.push(this.expression());
    }
    return args;
  }

  /** An expression in parentheses. */
  parenthesized(): AwkExpression {
    this.tokens.expect('(');
    const expression = this.expression();
    this.tokens.expect(')');
    return expression;
  }

  /** Any expression. */
  expression(): AwkExpression {
    const left = this.conditional();
    const { text, type } = this.tokens.peek();
    if (type !== 'operator' || !ASSIGNMENTS.has(text)) return left;
    this.tokens.next();
    this.tokens.skipNewlines();
    return { type: 'assign', operator: text, target: left, value: this.expression() };
  }

  private conditional(): AwkExpression {
    const condition = this.binary(0);
    if (!this.tokens.take('?')) return condition;
    this.tokens.skipNewlines();
    const yes = this.expression();
    this.tokens.skipNewlines();
    this.tokens.expect(':');
    this.tokens.skipNewlines();
    return { type: 'conditional', condition, yes, no: this.expression() };
  }

  /** Levels: `||`, `&&`, `in`, `~`, comparisons, concatenation and what binds tighter. */
  private binary(level: number): AwkExpression {
    if (level === 5) return this.concatenation();
    let left = this.binary(level + 1);
    for (;;) {
      const { text, type } = this.tokens.peek();
      const isIt =
        (level === 0 && text === '||') ||
        (level === 1 && text === '&&') ||
        (level === 3 && (text === '~' || text === '!~')) ||
        (level === 4 && type === 'operator' && COMPARISONS.has(text) && (text !== '>' || this.takesGreater));
      if (level === 2 && text === 'in') {
        this.tokens.next();
        left = { type: 'in', subscripts: [left], name: this.tokens.next().text };
      } else if (type === 'operator' && isIt) {
        this.tokens.next();
        this.tokens.skipNewlines();
        left = { type: 'binary', operator: text, left, right: this.binary(level + 1) };
      } else return left;
    }
  }

  /** An expression without comparisons, as behind `>`. */
  concatenation(): AwkExpression {
    let left = this.additive();
    while (this.beginsOperand()) left = { type: 'binary', operator: ' ', left, right: this.additive() };
    return left;
  }

  private beginsOperand(): boolean {
    const { type, text } = this.tokens.peek();
    if (type === 'number' || type === 'string' || type === 'regex') return true;
    if (type === 'name' || type === 'call') return !KEYWORDS.has(text);
    return type === 'operator' && ['$', '!', '(', '++', '--'].includes(text);
  }

  private additive(): AwkExpression {
    let left = this.multiplicative();
    while (this.tokens.is('+') || this.tokens.is('-'))
      left = { type: 'binary', operator: this.tokens.next().text, left, right: this.multiplicative() };
    return left;
  }

  private multiplicative(): AwkExpression {
    let left = this.unary();
    while (this.tokens.is('*') || this.tokens.is('/') || this.tokens.is('%'))
      left = { type: 'binary', operator: this.tokens.next().text, left, right: this.unary() };
    return left;
  }

  private unary(): AwkExpression {
    if (this.tokens.is('!') || this.tokens.is('-') || this.tokens.is('+'))
      return { type: 'unary', operator: this.tokens.next().text, operand: this.unary() };
    const base = this.postfix();
    if (!this.tokens.is('^') && !this.tokens.is('**')) return base;
    this.tokens.next();
    return { type: 'binary', operator: '^', left: base, right: this.unary() };
  }

  private postfix(): AwkExpression {
    if (this.tokens.is('++') || this.tokens.is('--')) {
      const by = this.tokens.next().text === '++' ? 1 : -1;
      return { type: 'step', by, isPrefix: true, target: this.primary() };
    }
    const target = this.primary();
    const isTarget = target.type === 'variable' || target.type === 'field' || target.type === 'element';
    if (!isTarget || (!this.tokens.is('++') && !this.tokens.is('--'))) return target;
    return { type: 'step', by: this.tokens.next().text === '++' ? 1 : -1, isPrefix: false, target };
  }

  private primary(): AwkExpression {
    const token = this.tokens.next();
    switch (token.type) {
      case 'number':
        return { type: 'number', value: Number(token.text) };
      case 'string':
        return { type: 'string', value: token.text };
      case 'regex':
        return { type: 'regex', source: token.text };
      case 'call':
        this.tokens.expect('(');
        return { type: 'call', name: token.text, args: this.withGreater(true, () => this.list(')')) };
      case 'name':
        if (token.text === 'getline')
          return { type: 'getline', ...(this.beginsOperand() ? { target: this.primary() } : {}) };
        if (KEYWORDS.has(token.text)) return this.tokens.fail(token);
        if (this.tokens.take('[')) return { type: 'element', name: token.text, subscripts: this.list(']') };
        if (BARE_CALLS.has(token.text)) return { type: 'call', name: token.text, args: [] };
        return { type: 'variable', name: token.text };
      default:
    }
    if (token.text === '$') {
      if (this.tokens.is('++') || this.tokens.is('--')) return { type: 'field', index: this.postfix() };
      return { type: 'field', index: this.tokens.is('-') ? this.unary() : this.primary() };
    }
    if (token.text !== '(') return this.tokens.fail(token);
    const inner = this.withGreater(true, () => this.list(')'));
    if (inner.length === 1) return inner[0] as AwkExpression;
    if (!this.tokens.takeWord('in')) return this.tokens.fail();
    return { type: 'in', subscripts: inner, name: this.tokens.next().text };
  }

  /** Reads something in which `>` compares, or else is left alone. */
  withGreater<T>(takesGreater: boolean, read: () => T): T {
    const before = this.takesGreater;
    this.takesGreater = takesGreater;
    const result = read();
    this.takesGreater = before;
    return result;
  }

  /** Expressions up to `closing`, which is taken. */
  list(closing: string): AwkExpression[] {
    const items: AwkExpression[] = [];
    this.tokens.skipNewlines();
    while (!this.tokens.take(closing)) {
      items.push(this.expression());
      this.tokens.skipNewlines();
      if (!this.tokens.take(',') && !this.tokens.is(closing)) this.tokens.fail();
      this.tokens.skipNewlines();
    }
    return items;
  }
}
