import { type LexicalRules, syntaxError, type Token, tokensOf } from './lexer';
import type { SqlError } from './sql-error';

/** Words that no table or column is called by without quotes: they begin what follows. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'ADD ALL ALTER AND AS ASC BETWEEN BY CASE CHECK COLUMN CONSTRAINT CREATE CROSS DEFAULT DELETE DESC DESCRIBE DISTINCT ' +
    'DROP ELSE EXISTS FOR FOREIGN FROM GROUP HAVING IN INDEX INNER INSERT INTO IS JOIN KEY LEFT LIKE LIMIT NOT NULL ON OR ' +
    'ORDER PRIMARY REFERENCES RENAME REPLACE RETURNING RIGHT SELECT SET SHOW TABLE THEN TO UNION UNIQUE UPDATE USE USING ' +
    'VALUES WHEN WHERE WITH'
  ).split(' '),
);

/** The words of a statement, read one after the other. */
export class TokenReader {
  private readonly tokens: readonly Token[];
  private position = 0;
  private parameters = 0;

  /** Throws SqlError for what is no word. */
  constructor(
    readonly source: string,
    rules: LexicalRules,
  ) {
    this.tokens = tokensOf(source, rules);
  }

  get token(): Token {
    return this.peek(0);
  }

  /** The word that is `ahead` of the next. */
  peek(ahead: number): Token {
    return (this.tokens[this.position + ahead] ?? this.tokens.at(-1)) as Token;
  }

  /** Takes the next word, whatever it is. */
  take(): Token {
    const { token } = this;
    this.position += 1;
    return token;
  }

  /** Whether the next words are these. */
  isNext(...words: readonly string[]): boolean {
    return words.every((word, index) => {
      const token = this.peek(index);
      return token.type === 'symbol' ? token.text === word : token.type === 'word' && token.text.toUpperCase() === word;
    });
  }

  /** Takes the next words when they are these. */
  accept(...words: readonly string[]): boolean {
    if (!this.isNext(...words)) return false;
    this.position += words.length;
    return true;
  }

  /** Takes the first of `words` that is next. */
  acceptOne(...words: readonly string[]): string | undefined {
    return words.find((word) => this.accept(word));
  }

  /** Takes these words. Throws SqlError when others come. */
  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.accept(word)) throw this.error();
  }

  /** The error of what comes next. */
  error(): SqlError {
    return syntaxError(this.source, this.token.begin);
  }

  /** Whether the next word can be a name. */
  isName(): boolean {
    const { type, text } = this.token;
    return type === 'name' || (type === 'word' && !RESERVED.has(text.toUpperCase()));
  }

  /** Takes a name. Behind a dot every word is one. */
  name(isQualified = false): string {
    if (!this.isName() && !(isQualified && this.token.type === 'word')) throw this.error();
    return this.take().text;
  }

  /** Takes a text. */
  text(): string {
    if (this.token.type !== 'text') throw this.error();
    return this.take().text;
  }

  /** Parameters without a number that were read. */
  get parameterCount(): number {
    return this.parameters;
  }

  /** The error of a statement that must not have parameters. */
  parameterError(): SqlError {
    return syntaxError(this.source, this.tokens.find(({ type }) => type === 'parameter')?.begin ?? 0);
  }

  /** Number of a parameter: those without one are counted. */
  parameter(text: string): number {
    if (text !== '?') return Number(text.slice(1)) - 1;
    this.parameters += 1;
    return this.parameters - 1;
  }

  /** What `read` reads, once or more, with commas between. */
  list<T>(read: () => T): readonly T[] {
    const items = [read()];
    while (this.accept(',')) items.push(read());
    return items;
  }

  /** The same in parentheses. */
  listInParentheses<T>(read: () => T): readonly T[] {
    this.expect('(');
    const items = this.list(read);
    this.expect(')');
    return items;
  }

  /** Takes everything in a pair of parentheses. */
  skipParentheses(): void {
    this.expect('(');
    for (let depth = 1; depth > 0;) {
      if (this.token.type === 'end') throw this.error();
      if (this.isNext('(')) depth += 1;
      if (this.isNext(')')) depth -= 1;
      this.take();
    }
  }

  /** The end of the statement. Throws SqlError when more comes. */
  expectEnd(): void {
    this.accept(';');
    if (this.token.type !== 'end') throw this.error();
  }

  /** The text of a part of the statement: from `begin` to the last word that was taken. */
  textFrom(begin: number): string {
    return this.source.slice(begin, this.tokens[this.position - 1]?.end ?? begin);
  }
}
