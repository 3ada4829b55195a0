import type { Coroutine, Stream } from '../../process';
import { escapeExpression, matchesPattern, toExpression } from '../../process/shell';
import type { ParsedOptions } from './options';
import { LineReader, type Tool, type ToolCall } from './tool';

const LONG = {
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'perl-regexp': 'P',
  'basic-regexp': 'G',
  'ignore-case': 'i',
  'invert-match': 'v',
  count: 'c',
  quiet: 'q',
  silent: 'q',
  recursive: 'r',
  'line-number': 'n',
  'only-matching': 'o',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  'no-filename': 'h',
  'with-filename': 'H',
  'word-regexp': 'w',
  'line-regexp': 'x',
  'no-messages': 's',
  regexp: 'e',
  file: 'f',
  'max-count': 'm',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  color: 'k',
  include: 'I',
  'line-buffered': 'u',
};

/** The expression that finds what is looked for, all matches of it; undefined when it is none. */
function finder(patterns: readonly string[], options: ParsedOptions, name: string): RegExp | undefined {
  const isFixed = options.has('F') || name === 'fgrep';
  const isExtended = options.has('E') || options.has('P') || name === 'egrep';
  const sources: string[] = [];
  for (const pattern of patterns) {
    if (options.has('P')) {
      sources.push(pattern);
      continue;
    }
    const source = isFixed ? escapeExpression(pattern) : toExpression(pattern, { isExtended })?.source;
    if (source === undefined) return undefined;
    sources.push(source === '(?:)' ? '' : source);
  }
  const any = `(?:${sources.join('|')})`;
  const bounded = options.has('x') ? `^${any}$` : options.has('w') ? `(?<!\\w)${any}(?!\\w)` : any;
  const ignoresCase = options.has('i') || options.has('y');
  try {
    return new RegExp(bounded, `gu${ignoresCase ? 'i' : ''}`);
  } catch {
    return undefined;
  }
}

/** How matches of one file are shown. */
class Search {
  /** Whether anything was found at all. */
  found = false;
  private readonly before: number;
  private readonly after: number;

  constructor(
    private readonly call: ToolCall,
    private readonly options: ParsedOptions,
    private readonly expression: RegExp,
    private readonly hasNames: boolean,
  ) {
    this.before = Number(options.value('B') ?? options.value('C') ?? 0);
    this.after = Number(options.value('A') ?? options.value('C') ?? 0);
  }

  *file(stream: Stream, path: string): Coroutine<boolean> {
    const { call, options } = this;
    const name = path === '-' ? '(standard input)' : path;
    const reader = new LineReader(stream);
    const limit = Number(options.value('m') ?? Infinity);
    const context: { readonly number: number; readonly line: string }[] = [];
    let count = 0;
    let number = 0;
    let shownTo = 0;
    let trailing = 0;
    const isQuiet = options.has('q') || options.has('c') || options.has('l') || options.has('L');
    for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
      number += 1;
      this.expression.lastIndex = 0;
      const isHit = this.expression.test(line) !== options.has('v');
      if (isHit) {
        count += 1;
        this.found = true;
        if (options.has('q')) return true;
        if (options.has('l') || options.has('L')) break;
        if (!isQuiet) {
          const first = context[0]?.number ?? number;
          if (this.before + this.after > 0 && shownTo > 0 && first > shownTo + 1) yield* call.print('--\n');
          for (const each of context.splice(0)) yield* this.show(name, each.number, each.line, '-');
          yield* this.hit(name, number, line);
          shownTo = number;
          trailing = this.after;
        }
        if (count >= limit) break;
      } else if (trailing > 0 && !isQuiet) {
        trailing -= 1;
        yield* this.show(name, number, line, '-');
        shownTo = number;
      } else if (this.before > 0) {
        context.push({ number, line });
        if (context.length > this.before) context.shift();
      }
    }
    if (options.has('c')) yield* call.print(`${this.hasNames ? `${name}:` : ''}${count}\n`);
    if (options.has('l') && count > 0) yield* call.print(`${name}\n`);
    if (options.has('L') && count === 0) yield* call.print(`${name}\n`);
    return count > 0;
  }

  private *hit(name: string, number: number, line: string): Coroutine<void> {
    if (!this.options.has('o')) return yield* this.show(name, number, line, ':');
    if (this.options.has('v')) return;
    // The search goes on where the test of the line has ended.
    this.expression.lastIndex = 0;
    for (const match of line.matchAll(this.expression)) {
      if (match[0] !== '') yield* this.show(name, number, match[0], ':');
    }
  }

  private show(name: string, number: number, line: string, mark: string): Coroutine<void> {
    const where = `${this.hasNames ? `${name}${mark}` : ''}${this.options.has('n') ? `${number}${mark}` : ''}`;
    return this.call.print(`${where}${line}\n`);
  }
}

/** All files below a path, in order. */
function* filesBelow(call: ToolCall, path: string, include: readonly string[]): Generator<string> {
  const { files } = call.process;
  if (!files.exists(path) || files.stat(path).type !== 'directory') {
    yield path;
    return;
  }
  for (const { name, type } of files.list(path)) {
    const below = path === '.' ? name : `${path.replace(/\/$/, '')}/${name}`;
    if (type === 'directory') yield* filesBelow(call, below, include);
    else if (type === 'file' && (include.length === 0 || include.some((pattern) => matchesPattern(name, pattern))))
      yield below;
  }
}

/** `grep`, `egrep` and `fgrep`. `-P` is read as an expression of JavaScript. */
export const grep: Tool = function* (call) {
  const options = yield* call.options({ letters: 'EFGPiyvcqrRnolLhHwxse:f:m:A:B:C:azkI:u', long: LONG }, 2);
  const operands = [...options.operands];
  const patterns = [...options.values('e')];
  for (const path of options.values('f'))
    patterns.push(...call.process.files.readText(path).replace(/\n$/, '').split('\n'));
  if (!options.has('e') && !options.has('f')) {
    const pattern = operands.shift();
    if (pattern === undefined) {
      const usage = call.isBusybox
        ? 'BusyBox v1.36.1 () multi-call binary.\n\nUsage: grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...\n'
        : "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";
      yield* call.process.complain(usage);
      return 2;
    }
    patterns.push(...pattern.split('\n'));
  }
  const expression = finder(patterns, options, call.name);
  if (expression === undefined) {
    const text = call.isBusybox ? `bad regex '${patterns.join('|')}': Invalid regexp` : 'Invalid regular expression';
    return yield* call.fail(text, 2);
  }
  const isRecursive = options.has('r') || options.has('R');
  const roots = operands.length === 0 && isRecursive ? ['.'] : operands;
  const paths = isRecursive ? roots.flatMap((path) => [...filesBelow(call, path, options.values('I'))]) : roots;
  const hasNames = options.has('H') || ((paths.length > 1 || isRecursive) && !options.has('h'));
  const search = new Search(call, options, expression, hasNames);
  let failed = false;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    const isMissing = path !== '-' && !call.process.files.exists(path);
    if (isMissing && options.has('s')) {
      failed = true;
      continue;
    }
    const stream = yield* call.open(path);
    if (stream === undefined) {
      failed = true;
      continue;
    }
    try {
      const found = yield* search.file(stream, path);
      if (found && options.has('q')) return 0;
    } finally {
      if (path !== '-') stream.close();
    }
  }
  return failed ? 2 : search.found ? 0 : 1;
};
