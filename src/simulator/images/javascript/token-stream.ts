import type { Token } from './lexer';
import { ScriptError } from './script-error';

const END: Token = { type: 'end', isAfterLine: false };

/** Words of a script, taken one after the other. */
export class TokenStream {
  private place = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get next(): Token {
    return this.tokens[this.place] ?? END;
  }

  /** The word `ahead` places further on. */
  peek(ahead: number): Token {
    return this.tokens[this.place + ahead] ?? END;
  }

  /** Whether the next word is this operator or keyword. */
  is(text: string): boolean {
    const { next } = this;
    return (next.type === 'operator' || next.type === 'name') && next.text === text;
  }

  take(): Token {
    const { next } = this;
    this.place += 1;
    return next;
  }

  /** Takes the next word if it is this one. */
  accept(text: string): boolean {
    const isIt = this.is(text);
    if (isIt) this.place += 1;
    return isIt;
  }

  /** Takes this word. @throws ScriptError SyntaxError when it is another */
  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected(text);
  }

  /** Takes a name. @throws ScriptError SyntaxError */
  name(): string {
    const token = this.take();
    if (token.type !== 'name') throw this.unexpected('name');
    return token.text;
  }

  unexpected(wanted?: string): ScriptError {
    const { next } = this;
    const found =
      next.type === 'end' ? 'end of script' : next.type === 'name' || next.type === 'operator' ? next.text : next.type;
    const text = wanted === undefined ? `syntax error: unexpected ${found}` : `missing ${wanted} before ${found}`;
    return new ScriptError(next.type === 'end' ? `expected expression, got end of script` : text, 'SyntaxError');
  }
}
