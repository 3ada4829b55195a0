import {
  type Coroutine,
  decodeText,
  encodeText,
  isSystemError,
  type Process,
  type Program,
  type Stream,
} from '../../process';
import { type OptionSpec, OptionError, parseOptions, type ParsedOptions } from './options';

/** Whose tools they are: they differ in options and in the words of their errors. */
export type ToolStyle = 'busybox' | 'gnu';

/** A small program that comes in several styles. */
export type Tool = (call: ToolCall) => Coroutine<number>;

/** Leaves a tool with a code; what was to be said was said. */
export class ToolFailed extends Error {
  constructor(readonly code: number) {
    super('failed');
    this.name = 'ToolFailed';
  }
}

const NEWLINE = 10;

/** First line of what busybox says of itself. */
export const BUSYBOX = 'BusyBox v1.36.1 () multi-call binary.';

/** One run of a tool. */
export class ToolCall {
  /** What it was called by. */
  readonly name: string;
  /** Arguments behind the name. */
  readonly args: readonly string[];
  readonly isBusybox: boolean;

  constructor(
    readonly process: Process,
    readonly style: ToolStyle,
    private readonly argv: readonly string[] = process.argv,
  ) {
    const called = argv[0] ?? '';
    this.name = called.slice(called.lastIndexOf('/') + 1);
    this.args = argv.slice(1);
    this.isBusybox = style === 'busybox';
  }

  /** The same call with other arguments. */
  withArgs(args: readonly string[]): ToolCall {
    return new ToolCall(this.process, this.style, [this.argv[0] ?? '', ...args]);
  }

  /** Says what is wrong, with the name in front. */
  *complain(text: string): Coroutine<void> {
    yield* this.process.complain(`${this.name}: ${text}\n`);
  }

  /** Says what is wrong and leaves with `code`. */
  *fail(text: string, code = 1): Coroutine<never> {
    yield* this.complain(text);
    throw new ToolFailed(code);
  }

  /** Reads options; one that there is not is refused with `code`. */
  *options(spec: OptionSpec, code = 1): Coroutine<ParsedOptions> {
    if (this.args[0] === '--help') {
      const usage = `Usage: ${this.name} [OPTION]...\n`;
      if (this.isBusybox) yield* this.process.complain(`${BUSYBOX}\n\n${usage}`);
      else yield* this.print(usage);
      throw new ToolFailed(0);
    }
    try {
      return parseOptions(this.args, spec);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      const hint = this.isBusybox
        ? `\nUsage: ${this.name} [OPTION]...`
        : `Try '${this.name} --help' for more information.`;
      yield* this.process.complain(`${this.name}: ${error.text(this.isBusybox)}\n${hint}\n`);
      throw new ToolFailed(code);
    }
  }

  /** Refuses a call without arguments that it needs. */
  *missingOperand(after?: string): Coroutine<never> {
    if (this.isBusybox) {
      yield* this.process.complain(`${BUSYBOX}\n\nUsage: ${this.name} [OPTION]...\n`);
    } else {
      const text = after === undefined ? 'missing operand' : `missing file operand`;
      yield* this.process.complain(`${this.name}: ${text}\nTry '${this.name} --help' for more information.\n`);
    }
    throw new ToolFailed(1);
  }

  /** Prints text. */
  *print(text: string): Coroutine<void> {
    if (text !== '') yield* this.process.stdout.write(encodeText(text));
  }

  /** Does something with files; what the system refuses is said by `describe`, and false returned. */
  *attempt(action: () => void, describe: (message: string) => string): Coroutine<boolean> {
    try {
      action();
      return true;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* this.complain(describe(error.message));
      return false;
    }
  }

  /** A file to be read, stdin for `-`; undefined when it cannot be opened, which was said. */
  *open(path: string): Coroutine<Stream | undefined> {
    if (path === '-') return this.process.stdin;
    try {
      const { files } = this.process;
      if (!this.isBusybox && files.exists(path) && files.stat(path).type === 'directory') {
        yield* this.complain(`${path}: Is a directory`);
        return undefined;
      }
      return this.process.openStream(path);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      yield* this.complain(this.openText(path, error.message));
      return undefined;
    }
  }

  /** How this style says that a file cannot be opened. */
  openText(path: string, message: string): string {
    const { name } = this;
    if (this.isBusybox)
      return ['grep', 'egrep', 'fgrep', 'head', 'wc'].includes(name)
        ? `${path}: ${message}`
        : `can't open '${path}': ${message}`;
    if (name === 'head' || name === 'tail') return `cannot open '${path}' for reading: ${message}`;
    return name === 'tar'
      ? `${path}: Cannot open: ${message}\ntar: Error is not recoverable: exiting now`
      : `${path}: ${message}`;
  }

  /**
   * Hands each file (stdin without any) to `read`, one after the other; returns 1 when one could not be read, 0 otherwise.
   */
  *eachInput(paths: readonly string[], read: (stream: Stream, path: string) => Coroutine<void>): Coroutine<number> {
    let code = 0;
    for (const path of paths.length === 0 ? ['-'] : paths) {
      const stream = yield* this.open(path);
      if (stream === undefined) {
        code = 1;
        continue;
      }
      try {
        yield* read(stream, path);
      } catch (error) {
        if (!isSystemError(error) || error.code === 'EPIPE') throw error;
        yield* this.complain(this.isBusybox ? `read error: ${error.message}` : `${path}: ${error.message}`);
        code = 1;
      } finally {
        if (path !== '-') stream.close();
      }
    }
    return code;
  }
}

/** Lines of a stream, one after the other. */
export class LineReader {
  private rest: Uint8Array = new Uint8Array(0);
  private isAtEnd = false;
  /** Whether the last line that was read had a newline. */
  hasNewline = true;

  constructor(
    private readonly stream: Stream,
    private readonly separator = NEWLINE,
  ) {}

  /** The next line without its newline; undefined at the end. */
  *next(): Coroutine<string | undefined> {
    const pieces: Uint8Array[] = [];
    for (;;) {
      const end = this.rest.indexOf(this.separator);
      if (end >= 0) {
        pieces.push(this.rest.subarray(0, end));
        this.rest = this.rest.subarray(end + 1);
        this.hasNewline = true;
        return decodeText(joined(pieces));
      }
      pieces.push(this.rest);
      const more = this.isAtEnd ? undefined : yield* this.stream.read();
      if (more === undefined) {
        this.isAtEnd = true;
        this.rest = new Uint8Array(0);
        this.hasNewline = false;
        const last = joined(pieces);
        return last.length === 0 ? undefined : decodeText(last);
      }
      this.rest = more;
    }
  }
}

/** All bytes, one piece after the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const filled = pieces.filter((piece) => piece.length > 0);
  const only = filled[0];
  if (filled.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(filled.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of filled) {
    all.set(piece, offset);
    offset += piece.length;
  }
  return all;
}

/** All bytes of a stream. */
export function* readAllBytes(stream: Stream): Coroutine<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let piece = yield* stream.read(); piece !== undefined; piece = yield* stream.read()) pieces.push(piece);
  return joined(pieces);
}

/** All lines of a stream. */
export function* readLines(stream: Stream): Coroutine<string[]> {
  const text = decodeText(yield* readAllBytes(stream));
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** Runs a tool in a style, for one call. */
export function* runTool(tool: Tool, call: ToolCall): Coroutine<number> {
  try {
    return yield* tool(call);
  } catch (error) {
    if (error instanceof ToolFailed) return error.code;
    throw error;
  }
}

/** A tool as a program of an image. */
export const programOf =
  (tool: Tool, style: ToolStyle): Program =>
  (process) =>
    runTool(tool, new ToolCall(process, style));
