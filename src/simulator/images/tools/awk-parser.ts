import { AwkExpressionParser } from './awk-expression-parser';
import type { AwkExpression, AwkFunction, AwkProgram, AwkRule, AwkStatement } from './awk-syntax';
import { AwkTokenReader } from './awk-token-reader';

/** Reads programs of awk: rules, functions and statements. Not modelled: `print | cmd`. */
class AwkParser {
  private readonly tokens: AwkTokenReader;
  private readonly expressions: AwkExpressionParser;

  constructor(source: string) {
    this.tokens = new AwkTokenReader(source);
    this.expressions = new AwkExpressionParser(this.tokens);
  }

  program(): AwkProgram {
    const rules: AwkRule[] = [];
    const functions = new Map<string, AwkFunction>();
    this.tokens.skipEnds();
    while (this.tokens.peek().type !== 'end') {
      if (this.tokens.takeWord('function') || this.tokens.takeWord('func')) {
        const name = this.tokens.next().text;
        this.tokens.expect('(');
        const parameters: string[] = [];
        while (!this.tokens.take(')')) {
          if (this.tokens.peek().type !== 'name') this.tokens.fail();
          parameters.push(this.tokens.next().text);
          this.tokens.take(',');
        }
        this.tokens.skipNewlines();
        functions.set(name, { parameters, body: this.block() });
      } else rules.push(this.rule());
      this.tokens.skipEnds();
    }
    return { rules, functions };
  }

  private rule(): AwkRule {
    if (this.tokens.takeWord('BEGIN')) return { type: 'begin', action: this.block() };
    if (this.tokens.takeWord('END')) return { type: 'end', action: this.block() };
    if (this.tokens.is('{')) return { type: 'line', action: this.block() };
    const pattern = this.expressions.expression();
    const until = this.tokens.take(',') ? this.expressions.expression() : undefined;
    return {
      type: 'line',
      pattern,
      ...(until === undefined ? {} : { until }),
      ...(this.tokens.is('{') ? { action: this.block() } : {}),
    };
  }

  private block(): AwkStatement {
    this.tokens.expect('{');
    const body: AwkStatement[] = [];
    this.tokens.skipEnds();
    while (!this.tokens.take('}')) {
      body.push(this.statement());
      this.tokens.skipEnds();
    }
    return { type: 'block', body };
  }

  private statement(): AwkStatement {
    if (this.tokens.is('{')) return this.block();
    const token = this.tokens.peek();
    const word = token.type === 'name' || token.type === 'call' ? token.text : '';
    switch (word) {
      case 'if':
        return this.ifStatement();
      case 'while': {
        this.tokens.next();
        const condition = this.expressions.parenthesized();
        return { type: 'while', condition, body: this.body(), isDo: false };
      }
      case 'do': {
        this.tokens.next();
        const body = this.body();
        this.tokens.skipEnds();
        if (!this.tokens.takeWord('while')) this.tokens.fail();
        return { type: 'while', condition: this.expressions.parenthesized(), body, isDo: true };
      }
      case 'for':
        return this.forStatement();
      case 'next':
      case 'break':
      case 'continue':
        this.tokens.next();
        return { type: word };
      case 'exit':
      case 'return': {
        this.tokens.next();
        const value = this.tokens.endsStatement() ? undefined : this.expressions.expression();
        return { type: word, ...(value === undefined ? {} : { value }) };
      }
      default:
        return this.simple();
    }
  }

  private simple(): AwkStatement {
    if (this.tokens.takeWord('delete')) {
      const name = this.tokens.next().text;
      return { type: 'delete', name, ...(this.tokens.take('[') ? { subscripts: this.expressions.list(']') } : {}) };
    }
    const token = this.tokens.peek();
    if ((token.type === 'name' || token.type === 'call') && (token.text === 'print' || token.text === 'printf'))
      return this.print();
    return { type: 'expression', expression: this.expressions.expression() };
  }

  private print(): AwkStatement {
    const isFormatted = this.tokens.next().text === 'printf';
    return this.expressions.withGreater(false, () => {
      const args = this.printed();
      const mode = this.tokens.is('>') ? '>' : this.tokens.is('>>') ? '>>' : undefined;
      if (mode === undefined) return { type: 'print', args, isFormatted };
      this.tokens.next();
      return { type: 'print', args, isFormatted, output: { mode, path: this.expressions.concatenation() } };
    });
  }

  /** What `print` prints, with or without parentheses around it. */
  private printed(): AwkExpression[] {
    if (this.endsPrinted()) return [];
    const begin = this.tokens.position;
    if (!this.tokens.take('(')) return this.expressions.openList();
    const args = this.expressions.withGreater(true, () => this.expressions.list(')'));
    if (this.endsPrinted()) return args;
    // `print (a)(b)` and `print (a) + 1` are expressions that begin with a parenthesis.
    this.tokens.position = begin;
    return this.expressions.openList();
  }

  private endsPrinted(): boolean {
    return this.tokens.endsStatement() || this.tokens.is('>') || this.tokens.is('>>');
  }

  private ifStatement(): AwkStatement {
    this.tokens.next();
    const condition = this.expressions.parenthesized();
    const yes = this.body();
    const begin = this.tokens.position;
    this.tokens.skipEnds();
    if (this.tokens.takeWord('else')) return { type: 'if', condition, yes, no: this.body() };
    this.tokens.position = begin;
    return { type: 'if', condition, yes };
  }

  private forStatement(): AwkStatement {
    this.tokens.next();
    this.tokens.expect('(');
    const [variable, word, array, close] = this.tokens.ahead(4);
    if (variable?.type === 'name' && word?.text === 'in' && array?.type === 'name' && close?.text === ')') {
      this.tokens.position += 4;
      return { type: 'for-in', variable: variable.text, array: array.text, body: this.body() };
    }
    const initial = this.tokens.is(';') ? undefined : this.simple();
    this.tokens.expect(';');
    const condition = this.tokens.is(';') ? undefined : this.expressions.expression();
    this.tokens.expect(';');
    const step = this.tokens.is(')') ? undefined : this.simple();
    this.tokens.expect(')');
    return {
      type: 'for',
      ...(initial === undefined ? {} : { initial }),
      ...(condition === undefined ? {} : { condition }),
      ...(step === undefined ? {} : { step }),
      body: this.body(),
    };
  }

  private body(): AwkStatement {
    this.tokens.skipNewlines();
    if (this.tokens.take(';')) return { type: 'block', body: [] };
    return this.statement();
  }
}

/** Reads a program of awk. @throws AwkSyntaxError */
export const parseAwk = (source: string): AwkProgram => new AwkParser(source).program();
