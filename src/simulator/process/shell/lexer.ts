import type { Word } from './ast';
import type { DialectFeatures } from './dialect';
import type { SourceText } from './source-text';
import type { WordParser } from './word-parser';

/** The smallest piece of a script that means something by itself. */
export interface Token {
  readonly type: 'word' | 'operator' | 'number' | 'newline' | 'end';
  /** An operator, a number, or a word as far as it is plain text without quotes; '' otherwise. */
  readonly text: string;
  readonly word?: Word;
  /** Where it begins in the source. */
  readonly begin: number;
}

const OPERATORS = ['&&', '||', ';;', '<<-', '<<', '>>', '<&', '>&', '<>', '>|', '&', '|', ';', '(', ')', '<', '>'];
const BASH_OPERATORS = ['&>>', '&>'];
const ARRAY_OPERATORS = ['|&', '<<<', ';;&', ';&'];

const byLength = (left: string, right: string): number => right.length - left.length;

/** The text of a word that is nothing but unquoted characters; '' for any other. */
export function plainText(word: Word): string {
  const [only] = word.parts;
  return word.parts.length === 1 && only?.type === 'text' && !only.isQuoted ? only.text : '';
}

/** Splits a script into tokens, one at a time. */
export class Lexer {
  private ahead: Token | undefined;
  private readonly operators: readonly string[];

  constructor(
    readonly source: SourceText,
    private readonly words: WordParser,
    private readonly features: DialectFeatures,
  ) {
    this.operators = [
      ...OPERATORS,
      ...(features.hasBashWords ? BASH_OPERATORS : []),
      ...(features.hasArrays ? ARRAY_OPERATORS : []),
    ].sort(byLength);
  }

  /** The next token, which stays the next one. */
  peek(): Token {
    return (this.ahead ??= this.read());
  }

  next(): Token {
    const token = this.peek();
    this.ahead = undefined;
    return token;
  }

  /** Gives the token that was looked at back to the source, to be read in another way. */
  unread(): void {
    if (this.ahead !== undefined) this.source.position = this.ahead.begin;
    this.ahead = undefined;
  }

  /** Puts the text of an alias in the place of the next token. */
  replaceNext(text: string): void {
    if (this.ahead !== undefined) this.source.replaceFrom(this.ahead.begin, text);
    this.ahead = undefined;
  }

  /** Whether `<(list)` or `>(list)` comes: a word. */
  private beginsProcess(): boolean {
    return this.features.hasArrays && (this.source.startsWith('<(') || this.source.startsWith('>('));
  }

  private read(): Token {
    const { source } = this;
    source.skipBlanks();
    const begin = source.position;
    if (source.isAtEnd) {
      source.readHereDocuments();
      return { type: 'end', text: '', begin };
    }
    if (source.take('\n')) {
      source.readHereDocuments();
      return { type: 'newline', text: 'newline', begin };
    }
    const number = source.match(/[0-9]+(?=[<>])/y);
    if (number !== '') return { type: 'number', text: number, begin };
    for (const operator of this.beginsProcess() ? [] : this.operators) {
      if (source.take(operator)) return { type: 'operator', text: operator, begin };
    }
    const word = this.words.word();
    return { type: 'word', text: plainText(word), word, begin };
  }
}
