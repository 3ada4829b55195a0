import type { AndOr, Command, CommandList, Pipeline, Redirection, Word, WordPart } from './ast';
import { CompoundParser } from './compound-parser';
import { DIALECTS, type Dialect, type DialectFeatures } from './dialect';
import { Lexer, type Token } from './lexer';
import { SimpleCommandParser } from './simple-command-parser';
import { SourceText } from './source-text';
import { ShellSyntaxError, type SyntaxProblem } from './syntax-error';
import { WordParser } from './word-parser';

/** Words with a meaning where a command begins, that no command begins with. */
const CLOSING = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ']]', 'in']);

const RESERVED = new Set([...CLOSING, '!', '{', 'if', 'while', 'until', 'for', 'case', 'function', '[[']);

/** Reads the commands of a script. */
export class Parser {
  readonly features: DialectFeatures;
  readonly words: WordParser;
  readonly lexer: Lexer;
  private readonly simple: SimpleCommandParser;
  private readonly compound: CompoundParser;

  constructor(
    readonly source: SourceText,
    readonly dialect: Dialect,
    readonly aliases: ReadonlyMap<string, string> = new Map(),
  ) {
    this.features = DIALECTS[dialect];
    const commandsUntilParenthesis = (nested: SourceText): CommandList => {
      const parser = new Parser(nested, dialect, aliases);
      const list = parser.list([')']);
      parser.expectOperator(')');
      return list;
    };
    const commandsOf = (nested: SourceText): CommandList => new Parser(nested, dialect, aliases).all();
    this.words = new WordParser(source, this.features, commandsUntilParenthesis, commandsOf);
    this.lexer = new Lexer(source, this.words, this.features);
    this.simple = new SimpleCommandParser(this);
    this.compound = new CompoundParser(this);
  }

  /** All commands up to the end. */
  all(): CommandList {
    const list = this.list([]);
    if (this.lexer.peek().type !== 'end') this.unexpected();
    return list;
  }

  /** The commands of the next line that has any, with all that belongs to them; undefined at the end. */
  nextLine(): CommandList | undefined {
    this.skipNewlines();
    if (this.lexer.peek().type === 'end') return undefined;
    const items: AndOr[] = [];
    for (;;) {
      items.push(this.andOr());
      const token = this.lexer.peek();
      if (token.type === 'newline') this.lexer.next();
      if (token.type === 'newline' || token.type === 'end') return items;
      // `a; b` and `a & b` go on in the same line; the separator itself belongs to the first.
      if (!this.endsItem) this.unexpected();
    }
  }

  /** Commands up to one of `terminators`, which stays. */
  list(terminators: readonly string[]): CommandList {
    const items: AndOr[] = [];
    this.skipNewlines();
    while (!this.isTerminator(this.lexer.peek(), terminators)) {
      items.push(this.andOr());
      if (this.lexer.peek().type === 'newline') this.skipNewlines();
      else if (!this.endsItem) break;
    }
    return items;
  }

  /** As `list`, where at least one command has to be. */
  filledList(terminators: readonly string[]): CommandList {
    const list = this.list(terminators);
    if (list.length === 0) this.unexpected(this.lexer.peek().type === 'end' ? terminators[0] : undefined);
    return list;
  }

  /** Takes the word `text`. */
  expectWord(text: string): void {
    if (this.lexer.peek().type !== 'word' || this.lexer.peek().text !== text) this.unexpected(text);
    this.lexer.next();
  }

  /** Takes the operator `text`. */
  expectOperator(text: string): void {
    if (!this.isOperator(text)) this.unexpected(text);
    this.lexer.next();
  }

  isOperator(text: string): boolean {
    const token = this.lexer.peek();
    return token.type === 'operator' && token.text === text;
  }

  isWord(text: string): boolean {
    const token = this.lexer.peek();
    return token.type === 'word' && token.text === text;
  }

  /** What a text between double quotes is made of: here-documents, indexes. */
  document(text: string): readonly WordPart[] {
    return new Parser(new SourceText(text, this.source.line), this.dialect, this.aliases).words.document().parts;
  }

  /** The compound command that a function is. */
  functionBody(): Command {
    return this.compound.command() ?? this.unexpected();
  }

  /** Redirections behind a compound command. */
  redirections(): Redirection[] {
    return this.simple.redirections();
  }

  /** The function whose name was read: `function name` of bash. */
  functionDefinition(name: Token, begin: number): Command {
    return this.simple.functionDefinition(name, begin);
  }

  skipNewlines(): void {
    while (this.lexer.peek().type === 'newline') this.lexer.next();
  }

  /** Refuses the next token. */
  unexpected(expected?: string): never {
    const token = this.lexer.peek();
    const more = expected === undefined ? {} : { expected };
    if (token.type === 'end') this.fail({ type: 'end', ...more });
    const text = token.text === '' ? this.source.text.slice(token.begin, this.source.position) : token.text;
    const isWord = token.type === 'word' && !RESERVED.has(token.text);
    this.fail({ type: 'unexpected', token: text, isWord, ...more });
  }

  fail(problem: SyntaxProblem): never {
    throw new ShellSyntaxError(problem, this.source.line);
  }

  /** Whether the last item ended with `;` or `&`. */
  private endsItem = false;

  private isTerminator(token: Token, terminators: readonly string[]): boolean {
    return (
      token.type === 'end' || ((token.type === 'operator' || token.type === 'word') && terminators.includes(token.text))
    );
  }

  private andOr(): AndOr {
    const { begin } = this.lexer.peek();
    const first = this.pipeline();
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    while (this.isOperator('&&') || this.isOperator('||')) {
      const operator = this.lexer.next().text as '&&' | '||';
      this.skipNewlines();
      rest.push({ operator, pipeline: this.pipeline() });
    }
    const source = this.source.text.slice(begin, this.lexer.peek().begin).trim();
    const isBackground = this.isOperator('&');
    this.endsItem = isBackground || this.isOperator(';');
    if (this.endsItem) this.lexer.next();
    return { first, rest, isBackground, source };
  }

  private pipeline(): Pipeline {
    let isNegated = false;
    let timing: Pipeline['timing'];
    for (;;) {
      if (this.isWord('!')) isNegated = !isNegated;
      else if (this.features.hasTime && this.isWord('time')) timing ??= 'format';
      else if (timing === 'format' && this.isWord('-p')) timing = 'posix';
      else break;
      this.lexer.next();
    }
    if (timing !== undefined && this.endsPipeline(this.lexer.peek())) return { commands: [], isNegated, timing };
    const commands: Command[] = [this.command()];
    while (this.isOperator('|') || this.isOperator('|&')) {
      const mergesErrors = this.lexer.next().text === '|&';
      const last = commands.pop();
      if (last !== undefined) commands.push(mergesErrors ? this.withErrors(last) : last);
      this.skipNewlines();
      commands.push(this.command());
    }
    return { commands, isNegated, ...(timing === undefined ? {} : { timing }) };
  }

  private endsPipeline({ type, text }: Token): boolean {
    return type === 'end' || type === 'newline' || (type === 'operator' && [';', '&', '&&', '||', ')'].includes(text));
  }

  /** `command |& next` is `command 2>&1 | next`. */
  private withErrors(command: Command): Command {
    if (command.type === 'function') return command;
    const target: Word = { parts: [{ type: 'text', text: '1', isQuoted: false }] };
    return { ...command, redirections: [...command.redirections, { number: 2, operator: '>&', target }] };
  }

  private command(): Command {
    this.expandAliases();
    const token = this.lexer.peek();
    if (token.type === 'word' && CLOSING.has(token.text)) this.unexpected();
    return this.compound.command() ?? this.simple.command();
  }

  /** An alias is replaced once, and again where its text begins with another one. */
  private expandAliases(): void {
    const seen = new Set<string>();
    for (;;) {
      const token = this.lexer.peek();
      const replacement = token.type === 'word' ? this.aliases.get(token.text) : undefined;
      if (replacement === undefined || token.text === '' || seen.has(token.text)) return;
      seen.add(token.text);
      this.lexer.replaceNext(replacement);
    }
  }
}

/** All commands of a script. @throws ShellSyntaxError */
export const parseScript = (text: string, dialect: Dialect): CommandList =>
  new Parser(new SourceText(text), dialect).all();
