import type { CommandList, ParameterOperation, ParameterPart, Word, WordPart } from './ast';
import type { DialectFeatures } from './dialect';
import { unescape } from './escapes';
import { SourceText } from './source-text';
import { ShellSyntaxError, type SyntaxProblem } from './syntax-error';

/**
 * Where a piece of a word stands: by itself, between double quotes, in a here-document, in an expression, or behind an
 * operator of `${...}` that itself stands between double quotes.
 */
type Context = 'plain' | 'double' | 'document' | 'expression' | 'operand';

/** Characters that end a word unless quoted. */
export const isWordEnd = (character: string): boolean => /[\s;&|<>()]/.test(character);

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SPECIAL = '@*#?-$!';

/** Reads words: quotes, parameters, command substitutions, expressions. */
export class WordParser {
  constructor(
    private readonly source: SourceText,
    private readonly features: DialectFeatures,
    /** Reads commands up to a closing parenthesis, which it takes. */
    private readonly commandsUntilParenthesis: (source: SourceText) => CommandList,
    /** Reads all commands of a text. */
    private readonly commandsOf: (source: SourceText) => CommandList,
  ) {}

  /** The word that begins here; without parts when none does. */
  word(isEnd: (character: string) => boolean = isWordEnd): Word {
    return { parts: this.parts(isEnd, 'plain') };
  }

  /** The text of a here-document. */
  document(): Word {
    return { parts: this.parts(() => false, 'document') };
  }

  /** An expression up to `closing` (`))`, `]`, `;`) outside of parentheses, which is taken; undefined when it never comes. */
  expression(closing: string): Word | undefined {
    const parts: WordPart[] = [];
    let depth = 0;
    while (!this.source.isAtEnd) {
      if (depth === 0 && this.source.take(closing)) return { parts };
      if (depth === 0 && closing === '))' && this.source.peek() === ')') return undefined;
      parts.push(
        ...this.parts((character) => {
          if (character === '(' || (closing === ']' && character === '[')) depth += 1;
          else if (depth > 0 && character === (closing === ']' ? ']' : ')')) depth -= 1;
          else if (character === closing.charAt(0) && depth === 0) return true;
          return false;
        }, 'expression'),
      );
    }
    return undefined;
  }

  fail(problem: SyntaxProblem): never {
    throw new ShellSyntaxError(problem, this.source.line);
  }

  private parts(isEnd: (character: string) => boolean, context: Context): WordPart[] {
    const { source } = this;
    const parts: WordPart[] = [];
    const isQuoted = context !== 'plain';
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push({ type: 'text', text, isQuoted });
      text = '';
    };
    while (!source.isAtEnd) {
      const character = source.peek();
      if (context === 'plain' && this.features.hasArrays && /^[<>]\($/.test(character + source.peek(1)) && isEnd('<')) {
        flush();
        source.position += 2;
        parts.push({ type: 'process', isRead: character === '<', body: this.commandsUntilParenthesis(source) });
        continue;
      }
      if (isEnd(character)) break;
      if (character === '\\') {
        const escaped = this.escape(context);
        if (isQuoted) text += escaped;
        else if (escaped !== '') {
          flush();
          parts.push({ type: 'text', text: escaped, isQuoted: true });
        }
      } else if (character === "'" && context === 'plain') {
        flush();
        parts.push({ type: 'text', text: this.singleQuoted(), isQuoted: true });
      } else if (character === '"' && context !== 'document') {
        flush();
        parts.push(...this.doubleQuoted(context));
      } else if (character === '$') {
        const part = this.dollar(context);
        if (typeof part === 'string') text += part;
        else {
          flush();
          parts.push(part);
        }
      } else if (character === '`') {
        flush();
        parts.push(this.backquoted(context));
      } else text += source.next();
    }
    flush();
    return parts;
  }

  /** What a backslash and the next character stand for. */
  private escape(context: Context): string {
    const { source } = this;
    source.position += 1;
    if (source.isAtEnd) return '\\';
    const next = source.next();
    if (next === '\n') return '';
    if (context === 'plain') return next;
    const special = context === 'double' ? '$`"\\' : context === 'operand' ? '$`"\\}' : '$`\\';
    return special.includes(next) ? next : `\\${next}`;
  }

  private singleQuoted(): string {
    const { source } = this;
    const end = source.text.indexOf("'", source.position + 1);
    if (end < 0) {
      source.position = source.text.length;
      this.fail({ type: 'quote', quote: "'" });
    }
    const text = source.text.slice(source.position + 1, end);
    source.position = end + 1;
    return text;
  }

  private doubleQuoted(context: Context): WordPart[] {
    this.source.position += 1;
    const parts = this.parts((character) => character === '"', 'double');
    if (!this.source.take('"')) this.fail({ type: 'quote', quote: '"' });
    return context === 'plain' ? [{ type: 'quoted', parts }] : parts;
  }

  private ansiQuoted(): WordPart {
    const raw = this.source.match(/\$'(?:[^'\\]|\\[^])*'/y);
    if (raw === '') this.fail({ type: 'quote', quote: "'" });
    return { type: 'text', text: unescape(raw.slice(2, -1), 'ansi').text, isQuoted: true };
  }

  private backquoted(context: Context): WordPart {
    const { source } = this;
    const line = source.line;
    const raw = source.match(/`(?:[^`\\]|\\[^])*`/y);
    if (raw === '') this.fail({ type: 'quote', quote: '`' });
    const escapes = context === 'double' ? /\\([$`"\\])/g : /\\([$`\\])/g;
    return { type: 'command', body: this.commandsOf(new SourceText(raw.slice(1, -1).replace(escapes, '$1'), line)) };
  }

  /** What begins with `$`; a text when it stands for itself. */
  private dollar(context: Context): WordPart | string {
    const { source } = this;
    const next = source.peek(1);
    if (next === '(') return this.parenthesized();
    if (next === '{') return this.braced(context);
    if (context === 'plain' && this.features.hasBashWords && next === "'") return this.ansiQuoted();
    if (context === 'plain' && this.features.hasArrays && next === '"') {
      source.position += 1;
      return { type: 'quoted', parts: this.doubleQuoted('double') };
    }
    source.position += 1;
    const name = source.match(NAME) || source.match(/[0-9@*#?$!-]/y);
    return name === '' ? '$' : { type: 'parameter', name, source: `$${name}` };
  }

  private parenthesized(): WordPart {
    const { source } = this;
    const begin = source.position;
    if (source.take('$((')) {
      const expression = this.expression('))');
      if (expression !== undefined) return { type: 'arithmetic', expression };
      source.position = begin;
    }
    source.position += 2;
    return { type: 'command', body: this.commandsUntilParenthesis(source) };
  }

  private braced(context: Context): ParameterPart {
    const { source } = this;
    const begin = source.position;
    source.position += 2;
    const isLength = source.peek() === '#' && /[A-Za-z0-9_@*]/.test(source.peek(1));
    const isIndirect = this.features.hasArrays && source.peek() === '!' && /[A-Za-z0-9_]/.test(source.peek(1));
    if (isLength || isIndirect) source.position += 1;
    const name =
      source.match(NAME) || source.match(/[0-9]+/y) || (SPECIAL.includes(source.peek()) ? source.next() : '');
    if (name === '') {
      this.skipToBrace();
      return { type: 'parameter', name, operation: { type: 'bad' }, source: source.text.slice(begin, source.position) };
    }
    const index = this.features.hasArrays && source.take('[') ? this.expression(']') : undefined;
    const operation = isLength ? ({ type: 'length' } as const) : this.operation(context);
    const isClosed = source.take('}');
    if (!isClosed) this.skipToBrace();
    const kept = isClosed ? operation : ({ type: 'bad' } as const);
    return {
      type: 'parameter',
      name,
      ...(index === undefined ? {} : { index }),
      ...(isIndirect ? { isIndirect } : {}),
      ...(kept === undefined ? {} : { operation: kept }),
      source: source.text.slice(begin, source.position),
    };
  }

  /** Skips what cannot be read of `${...}`: it is an error only when it is expanded. */
  private skipToBrace(): void {
    const { source } = this;
    const end = source.text.indexOf('}', source.position);
    if (end < 0) this.fail({ type: 'quote', quote: '}' });
    source.position = end + 1;
  }

  private operation(context: Context): ParameterOperation | undefined {
    const { source } = this;
    const isEmptyUnset = source.peek() === ':' && '-=?+'.includes(source.peek(1)) && source.peek(1) !== '';
    if (isEmptyUnset) source.position += 1;
    switch (source.peek()) {
      case '}':
      case '':
        return undefined;
      case '-':
      case '=':
      case '?':
      case '+': {
        const types = { '-': 'default', '=': 'assign', '?': 'error', '+': 'alternative' } as const;
        const type = types[source.next() as keyof typeof types];
        return { type, isEmptyUnset, word: this.operand(context, '}') };
      }
      case '#':
      case '%': {
        const character = source.next();
        const isLongest = source.take(character);
        const side = character === '#' ? 'prefix' : 'suffix';
        return { type: 'remove', side, isLongest, pattern: this.pattern('}') };
      }
      default:
        return this.bashOperation();
    }
  }

  private bashOperation(): ParameterOperation {
    const { source, features } = this;
    if (features.hasBashWords && source.take('/')) {
      const where = source.take('/') ? 'all' : source.take('#') ? 'prefix' : source.take('%') ? 'suffix' : 'first';
      const pattern = this.pattern('/}');
      const replacement = source.take('/') ? this.pattern('}') : { parts: [] };
      return { type: 'replace', where, pattern, replacement };
    }
    if (features.hasBashWords && source.take(':')) {
      const offset: Word = { parts: this.parts((character) => character === ':' || character === '}', 'expression') };
      if (!source.take(':')) return { type: 'substring', offset };
      return {
        type: 'substring',
        offset,
        length: { parts: this.parts((character) => character === '}', 'expression') },
      };
    }
    const character = source.peek();
    if (features.hasArrays && (character === '^' || character === ',')) {
      source.position += 1;
      return { type: 'case', toUpper: character === '^', isAll: source.take(character) };
    }
    if (features.hasArrays && /^@[QULu]$/.test(character + source.peek(1))) {
      source.position += 2;
      return { type: 'transform', letter: source.text.charAt(source.position - 1) };
    }
    return { type: 'bad' };
  }

  private operand(context: Context, ends: string): Word {
    const isPlain = context === 'plain';
    return { parts: this.parts((character) => ends.includes(character), isPlain ? 'plain' : 'operand') };
  }

  /** Quotes quote in patterns, wherever these stand. */
  private pattern(ends: string): Word {
    return { parts: this.parts((character) => ends.includes(character), 'plain') };
  }
}
