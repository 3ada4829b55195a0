import { type FileSystem, isSystemError } from '../../process';
import { Remembered } from './remembered';

/** One directive of a configuration: `listen 80;`, or a block with others within. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** Undefined for one that ends with a semicolon. */
  readonly block?: readonly Directive[];
  readonly file: string;
  readonly line: number;
}

/** A configuration that nginx does not start with; the message is what stands behind `[emerg] 1#1: `. */
export class ConfigError extends Error {}

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly line: number;
}

const PIECES = /#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[{};]|\n|(?:[^\s{};\\]|\\.|\$\{[^}]*\})+/g;

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };

const unescaped = (_: string, letter: string): string => ESCAPES[letter] ?? letter;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const match of text.matchAll(PIECES)) {
    const [piece, double, single] = match;
    if (piece === '\n') line += 1;
    else if (!piece.startsWith('#')) {
      const quoted = double ?? single;
      tokens.push({
        text: (quoted ?? piece).replace(/\\(["'\\trn])/g, unescaped),
        isQuoted: quoted !== undefined,
        line,
      });
      line += (quoted ?? '').split('\n').length - 1;
    }
  }
  return tokens;
}

const knownTokens = new Remembered<readonly Token[]>();

/** Files that a pattern of `include` names, in their order. */
function included(files: FileSystem, pattern: string): readonly string[] {
  const path = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
  if (!path.includes('*')) return [path];
  const slash = path.lastIndexOf('/');
  const expression = new RegExp(
    `^${path
      .slice(slash + 1)
      .replace(/[.+^$(){}|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')}$`,
  );
  const folder = path.slice(0, slash);
  if (!files.exists(folder)) return [];
  return files
    .list(folder)
    .filter(({ name }) => expression.test(name) && !name.startsWith('.'))
    .map(({ name }) => `${folder}/${name}`);
}

class Reader {
  private index = 0;

  constructor(
    private readonly source: ConfigSource,
    private readonly file: string,
    private readonly tokens: readonly Token[],
  ) {}

  /** Directives up to the end of the block or file. */
  read(isBlock: boolean): readonly Directive[] {
    const directives: Directive[] = [];
    for (;;) {
      const token = this.tokens[this.index];
      if (token === undefined) {
        if (isBlock) throw this.problem('unexpected end of file, expecting "}"');
        return directives;
      }
      this.index += 1;
      if (token.text === '}' && !token.isQuoted) {
        if (!isBlock) throw this.problem('unexpected "}"', token.line);
        return directives;
      }
      directives.push(...this.directive(token));
    }
  }

  private directive(first: Token): readonly Directive[] {
    if (first.text === ';' || first.text === '{') throw this.problem(`unexpected "${first.text}"`, first.line);
    const args: string[] = [];
    const { file } = this;
    for (;;) {
      const token = this.tokens[this.index];
      if (token === undefined) throw this.problem('unexpected end of file, expecting ";" or "}"');
      this.index += 1;
      const mark = token.isQuoted ? '' : token.text;
      if (mark === '}') throw this.problem('unexpected "}"', token.line);
      if (mark === ';') break;
      if (mark === '{') return [{ name: first.text, args, block: this.read(true), file, line: first.line }];
      args.push(token.text);
    }
    if (first.text !== 'include') return [{ name: first.text, args, file, line: first.line }];
    return this.source.include(args[0] ?? '');
  }

  private problem(text: string, line = this.tokens.at(-1)?.line ?? 1): ConfigError {
    return new ConfigError(`${text} in ${this.file}:${line}`);
  }
}

/** Where a configuration comes from: files, and the command line. All throw ConfigError. */
export class ConfigSource {
  private readonly texts: string[] = [];

  constructor(private readonly files: FileSystem) {}

  /** All that was read so far, and where: the same of it means the same. */
  get content(): string {
    return JSON.stringify(this.texts);
  }

  /** Directives of a text. */
  parse(file: string, text: string): readonly Directive[] {
    this.texts.push(file, text);
    const tokens = knownTokens.of(text, () => tokensOf(text));
    return new Reader(this, file, tokens).read(false);
  }

  /** Directives of a file, with those of all files that it includes. */
  read(path: string): readonly Directive[] {
    let text: string;
    try {
      text = this.files.readText(path);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new ConfigError(`open() "${path}" failed (${error.code === 'ENOENT' ? 2 : 13}: ${error.message})`);
    }
    return this.parse(path, text);
  }

  /** Directives of the files that a pattern names. */
  include(pattern: string): readonly Directive[] {
    return included(this.files, pattern).flatMap((path) => this.read(path));
  }
}
