import type { Condition, Word } from './ast';
import type { Parser } from './parser';
import { isWordEnd } from './word-parser';

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY = new Set(['=', '==', '!=', '=~', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

/** Reads what stands between `[[` and `]]`: words are neither split nor file names there. */
export class ConditionParser {
  constructor(private readonly parser: Parser) {}

  /** The condition, with the closing `]]`. */
  condition(): Condition {
    const condition = this.or();
    this.parser.skipNewlines();
    this.parser.expectWord(']]');
    return condition;
  }

  private or(): Condition {
    let left = this.and();
    while (this.take('||')) left = { type: 'or', left, right: this.and() };
    return left;
  }

  private and(): Condition {
    let left = this.not();
    while (this.take('&&')) left = { type: 'and', left, right: this.not() };
    return left;
  }

  private not(): Condition {
    const parser: Parser = this.parser;
    parser.skipNewlines();
    if (parser.isWord('!')) {
      parser.lexer.next();
      return { type: 'not', operand: this.not() };
    }
    if (this.take('(')) {
      const inner = this.or();
      parser.skipNewlines();
      parser.expectOperator(')');
      return inner;
    }
    return this.primary();
  }

  private primary(): Condition {
    const parser: Parser = this.parser;
    const first = parser.lexer.peek();
    if (first.word === undefined || first.text === ']]') parser.unexpected();
    parser.lexer.next();
    if (UNARY.test(first.text) && parser.lexer.peek().word !== undefined && !this.isBinaryNext()) {
      return { type: 'unary', operator: first.text, operand: this.operand() };
    }
    if (!this.isBinaryNext()) return { type: 'unary', operator: '-n', operand: first.word };
    const operator = parser.lexer.next().text;
    return {
      type: 'binary',
      operator,
      left: first.word,
      right: operator === '=~' ? this.expression() : this.operand(),
    };
  }

  private isBinaryNext(): boolean {
    const token = this.parser.lexer.peek();
    if (token.type === 'operator') return token.text === '<' || token.text === '>';
    return token.type === 'word' && BINARY.has(token.text);
  }

  private operand(): Word {
    const parser: Parser = this.parser;
    const { word } = parser.lexer.peek();
    if (word === undefined) parser.unexpected();
    parser.lexer.next();
    return word;
  }

  /** A regular expression: parentheses and bars are its own, blanks end it outside of parentheses. */
  private expression(): Word {
    const { lexer, source, words } = this.parser;
    lexer.unread();
    source.skipBlanks();
    let depth = 0;
    return words.word((character) => {
      if (character === '(') depth += 1;
      else if (character === ')') {
        if (depth === 0) return true;
        depth -= 1;
      }
      return depth === 0 && character !== '|' && character !== '(' && character !== ')' && isWordEnd(character);
    });
  }

  private take(operator: string): boolean {
    this.parser.skipNewlines();
    if (!this.parser.isOperator(operator)) return false;
    this.parser.lexer.next();
    return true;
  }
}
