import type { Expression, Statement } from './ast';
import { ExpressionParser } from './expression-parser';
import { tokenize } from './lexer';
import { TokenStream } from './token-stream';

const DECLARATIONS: readonly string[] = ['var', 'let', 'const'];

class StatementParser {
  private readonly expressions: ExpressionParser;

  constructor(private readonly tokens: TokenStream) {
    this.expressions = new ExpressionParser(tokens, () => this.block());
  }

  all(): readonly Statement[] {
    const statements: Statement[] = [];
    while (this.tokens.next.type !== 'end') if (!this.tokens.accept(';')) statements.push(this.statement());
    return statements;
  }

  private block(): readonly Statement[] {
    const { tokens } = this;
    tokens.expect('{');
    const statements: Statement[] = [];
    while (!tokens.accept('}')) {
      if (tokens.next.type === 'end') throw tokens.unexpected('}');
      if (!tokens.accept(';')) statements.push(this.statement());
    }
    return statements;
  }

  private statement(): Statement {
    const { tokens } = this;
    if (tokens.is('{')) return { type: 'block', body: this.block() };
    if (DECLARATIONS.some((word) => tokens.is(word))) return this.ended(this.declaration());
    if (tokens.accept('function')) {
      const value = this.expressions.functionRest();
      return { type: 'declare', names: [{ name: value.name, value }] };
    }
    if (tokens.accept('if')) return this.branch();
    if (tokens.accept('for')) return this.loop();
    if (tokens.accept('while')) return { type: 'for', test: this.parenthesized(), body: this.statement() };
    if (tokens.accept('try')) return this.attempt();
    if (tokens.accept('throw')) return this.ended({ type: 'throw', value: this.expressions.expression() });
    if (tokens.accept('return')) return this.result();
    for (const type of ['break', 'continue'] as const) if (tokens.accept(type)) return this.ended({ type });
    return this.ended({ type: 'expression', value: this.expressions.expression() });
  }

  /** A semicolon, or the end of a line, ends it. */
  private ended(statement: Statement): Statement {
    const { tokens } = this;
    if (!tokens.accept(';') && !tokens.is('}') && tokens.next.type !== 'end' && !tokens.next.isAfterLine) {
      throw tokens.unexpected('; before statement');
    }
    return statement;
  }

  private declaration(): Statement {
    const { tokens } = this;
    tokens.take();
    const names: { name: string; value?: Expression }[] = [];
    do {
      const name = tokens.name();
      names.push(tokens.accept('=') ? { name, value: this.expressions.assignment() } : { name });
    } while (tokens.accept(','));
    return { type: 'declare', names };
  }

  private parenthesized(): Expression {
    this.tokens.expect('(');
    const value = this.expressions.expression();
    this.tokens.expect(')');
    return value;
  }

  private branch(): Statement {
    const test = this.parenthesized();
    const then = this.statement();
    this.tokens.accept(';');
    return { type: 'if', test, then, ...(this.tokens.accept('else') ? { otherwise: this.statement() } : {}) };
  }

  private loop(): Statement {
    const { tokens } = this;
    tokens.expect('(');
    const isDeclared = DECLARATIONS.some((word) => tokens.is(word)) ? 1 : 0;
    const word = tokens.peek(isDeclared + 1);
    if (tokens.peek(isDeclared).type === 'name' && word.type === 'name' && (word.text === 'in' || word.text === 'of')) {
      if (isDeclared === 1) tokens.take();
      const name = tokens.name();
      tokens.take();
      const list = this.expressions.expression();
      tokens.expect(')');
      return { type: 'each', name, way: word.text, list, body: this.statement() };
    }
    const begin = tokens.is(';') ? undefined : isDeclared === 1 ? this.declaration() : this.simple();
    tokens.expect(';');
    const test = tokens.is(';') ? undefined : this.expressions.expression();
    tokens.expect(';');
    const step = tokens.is(')') ? undefined : this.expressions.expression();
    tokens.expect(')');
    return {
      type: 'for',
      ...(begin === undefined ? {} : { begin }),
      ...(test === undefined ? {} : { test }),
      ...(step === undefined ? {} : { step }),
      body: this.statement(),
    };
  }

  private simple(): Statement {
    return { type: 'expression', value: this.expressions.expression() };
  }

  private attempt(): Statement {
    const { tokens } = this;
    const body: Statement = { type: 'block', body: this.block() };
    let caught: { name?: string; handler?: Statement } = {};
    if (tokens.accept('catch')) {
      const name = tokens.accept('(') ? tokens.name() : undefined;
      if (name !== undefined) tokens.expect(')');
      caught = { ...(name === undefined ? {} : { name }), handler: { type: 'block', body: this.block() } };
    }
    const finalizer: Statement | undefined = tokens.accept('finally')
      ? { type: 'block', body: this.block() }
      : undefined;
    return { type: 'try', body, ...caught, ...(finalizer === undefined ? {} : { finalizer }) };
  }

  private result(): Statement {
    const { tokens } = this;
    const isBare = tokens.is(';') || tokens.is('}') || tokens.next.type === 'end' || tokens.next.isAfterLine;
    return this.ended(isBare ? { type: 'return' } : { type: 'return', value: this.expressions.expression() });
  }
}

/**
 * Reads a script. Not modelled: classes, generators, destructuring, default values, `switch`, `do`, labels.
 *
 * @throws ScriptError SyntaxError
 */
export const parseJavaScript = (source: string): readonly Statement[] =>
  new StatementParser(new TokenStream(tokenize(source))).all();
