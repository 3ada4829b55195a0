import { AwkSyntaxError, awkTokens, type AwkToken } from './awk-lexer';

/** Reads the tokens of a program of awk, one after the other. */
export class AwkTokenReader {
  /** Place of the next token; one that was read before goes back to it. */
  position = 0;
  private readonly tokens: readonly AwkToken[];

  /** @throws AwkSyntaxError for what is no token */
  constructor(source: string) {
    this.tokens = awkTokens(source);
  }

  /** Up to `count` tokens from here, none of them taken. */
  ahead(count: number): readonly AwkToken[] {
    return this.tokens.slice(this.position, this.position + count);
  }

  /** The next token, not taken. */
  peek(): AwkToken {
    return this.tokens[this.position] as AwkToken;
  }

  /** Takes the next token; the end of the program stays. */
  next(): AwkToken {
    const token = this.peek();
    if (token.type !== 'end') this.position += 1;
    return token;
  }

  /** Whether an operator is next. */
  is(text: string): boolean {
    const token = this.peek();
    return token.type === 'operator' && token.text === text;
  }

  /** Takes an operator if it is next. */
  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.position += 1;
    return true;
  }

  /** Takes a word if it is next. */
  takeWord(text: string): boolean {
    const token = this.peek();
    if ((token.type !== 'name' && token.type !== 'call') || token.text !== text) return false;
    this.position += 1;
    return true;
  }

  /** Takes an operator. @throws AwkSyntaxError when something else is next */
  expect(text: string): void {
    if (!this.take(text)) this.fail();
  }

  /** Whether no more of a statement follows. */
  endsStatement(): boolean {
    const { type, text } = this.peek();
    return type === 'newline' || type === 'end' || (type === 'operator' && (text === ';' || text === '}'));
  }

  /** Skips ends of lines. */
  skipNewlines(): void {
    while (this.peek().type === 'newline') this.position += 1;
  }

  /** Skips ends of lines and of statements. */
  skipEnds(): void {
    while (this.peek().type === 'newline' || this.is(';')) this.position += 1;
  }

  /** Refuses a token, by default the next one. @throws AwkSyntaxError */
  fail(token: AwkToken = this.peek()): never {
    throw new AwkSyntaxError(
      token.type === 'end'
        ? 'unexpected end of program'
        : `syntax error at or near ${token.text === '\n' ? 'newline' : token.text}`,
    );
  }
}
