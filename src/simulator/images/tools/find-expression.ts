import type { Coroutine, FileStat } from '../../process';
import { matchesPattern } from '../../process/shell';
import { runProgram } from './run-program';
import type { ToolCall } from './tool';

/** What is known of a path while it is looked at. */
interface Visit {
  readonly path: string;
  readonly stat: FileStat;
  readonly depth: number;
}

/** A test or an action; true when it holds. */
export type FindTest = (visit: Visit) => Coroutine<boolean>;

const TYPES: Readonly<Record<string, FileStat['type']>> = {
  b: 'device',
  c: 'device',
  d: 'directory',
  f: 'file',
  l: 'symlink',
  p: 'pipe',
  s: 'socket',
};
const SIZES: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, '': 512, k: 1024, M: 1048576, G: 1073741824 };

/** `+5`, `-5` or `5` against a number. */
function compares(text: string, value: number): boolean {
  const number = Number(text.replace(/^[+-]/, ''));
  if (text.startsWith('+')) return value > number;
  return text.startsWith('-') ? value < number : value === number;
}

/** Reads the expression of `find`. */
export class FindParser {
  /** Whether there is an action: otherwise paths are printed. */
  hasAction = false;
  /** Directories below this depth are not entered. */
  depthMax = Infinity;
  /** Nothing above this depth is tested. */
  depthMin = 0;
  /** Whether a directory comes behind what it holds. */
  isDepthFirst = false;
  /** Paths whose directories are not entered. */
  readonly pruned = new Set<string>();
  private position = 0;

  constructor(
    private readonly call: ToolCall,
    private readonly args: readonly string[],
  ) {}

  /** The expression as one test; what is unknown ends the tool. */
  *parse(): Coroutine<FindTest> {
    const test = this.args.length === 0 ? this.always() : yield* this.or();
    if (this.position < this.args.length) return yield* this.unknown(this.args[this.position] ?? '');
    return test;
  }

  private always(): FindTest {
    // eslint-disable-next-line require-yield -- It holds at once.
    return function* () {
      return true;
    };
  }

  private *unknown(word: string): Coroutine<never> {
    if (this.call.isBusybox) return yield* this.call.fail(`unrecognized: ${word}`);
    return yield* this.call.fail(
      word.startsWith('-') ? `unknown predicate \`${word}'` : `paths must precede expression: \`${word}'`,
    );
  }

  private peek(): string | undefined {
    return this.args[this.position];
  }

  private next(): string {
    this.position += 1;
    return this.args[this.position - 1] ?? '';
  }

  private *or(): Coroutine<FindTest> {
    const alternatives = [yield* this.and()];
    while (this.peek() === '-o' || this.peek() === '-or') {
      this.next();
      alternatives.push(yield* this.and());
    }
    if (alternatives.length === 1) return alternatives[0] as FindTest;
    return function* (visit) {
      for (const test of alternatives) if (yield* test(visit)) return true;
      return false;
    };
  }

  private *and(): Coroutine<FindTest> {
    const tests: FindTest[] = [];
    for (
      let word = this.peek();
      word !== undefined && word !== '-o' && word !== '-or' && word !== ')';
      word = this.peek()
    ) {
      if (word === '-a' || word === '-and') this.next();
      else tests.push(yield* this.primary());
    }
    return function* (visit) {
      for (const test of tests) if (!(yield* test(visit))) return false;
      return true;
    };
  }

  private *primary(): Coroutine<FindTest> {
    const word = this.next();
    if (word === '!' || word === '-not') {
      const test = yield* this.primary();
      return function* (visit) {
        return !(yield* test(visit));
      };
    }
    if (word === '(') {
      const test = yield* this.or();
      this.next();
      return test;
    }
    return this.action(word) ?? (yield* this.test(word));
  }

  private action(word: string): FindTest | undefined {
    const { call } = this;
    const print = (ending: string): FindTest =>
      function* ({ path }) {
        yield* call.print(`${path}${ending}`);
        return true;
      };
    const actions: Readonly<Record<string, () => FindTest>> = {
      '-print': () => print('\n'),
      '-print0': () => print('\0'),
      '-delete': () => {
        this.isDepthFirst = true;
        return function* ({ path }) {
          return yield* call.attempt(
            () => call.process.files.remove(path),
            (message) => `cannot delete '${path}': ${message}`,
          );
        };
      },
      '-exec': () => this.exec(),
    };
    const make = actions[word];
    if (make === undefined) return undefined;
    this.hasAction = true;
    return make();
  }

  private exec(): FindTest {
    const { call } = this;
    const argv: string[] = [];
    for (let word = this.next(); word !== ';' && word !== '+' && word !== ''; word = this.next()) argv.push(word);
    return function* ({ path }) {
      return (
        (yield* runProgram(
          call,
          argv.map((word) => word.replaceAll('{}', path)),
        )).code === 0
      );
    };
  }

  private *test(word: string): Coroutine<FindTest> {
    const { call } = this;
    const { nowMs, files } = call.process;
    const value = (): string => this.next();
    const when = (holds: (visit: Visit) => boolean): FindTest =>
      // eslint-disable-next-line require-yield -- It is known at once.
      function* (visit) {
        return holds(visit);
      };
    const nameOf = (path: string): string => path.replace(/^.*\//, '') || path;
    switch (word) {
      case '-name':
      case '-iname': {
        const pattern = value();
        const fold = (text: string): string => (word === '-iname' ? text.toLowerCase() : text);
        return when(({ path }) => matchesPattern(fold(nameOf(path)), fold(pattern)));
      }
      case '-path': {
        const pattern = value();
        return when(({ path }) => matchesPattern(path, pattern));
      }
      case '-type': {
        const types = value()
          .split(',')
          .map((letter) => TYPES[letter]);
        return when(({ stat }) => types.includes(stat.type));
      }
      case '-size': {
        const [, amount = '0', unit = ''] = /^([+-]?\d+)([cwbkMG]?)$/.exec(value()) ?? [];
        return when(({ stat }) => compares(amount, Math.ceil(stat.sizeBytes / (SIZES[unit] ?? 512))));
      }
      case '-mtime':
      case '-mmin': {
        const amount = value();
        const unit = word === '-mtime' ? 86_400_000 : 60_000;
        return when(({ stat }) => compares(amount, Math.floor((nowMs - stat.modifiedMs) / unit)));
      }
      case '-newer': {
        const { modifiedMs } = files.stat(value());
        return when(({ stat }) => stat.modifiedMs > modifiedMs);
      }
      case '-empty':
        return when(({ path, stat }) =>
          stat.type === 'directory' ? files.list(path).length === 0 : stat.sizeBytes === 0,
        );
      case '-perm': {
        const mode = value();
        const bits = parseInt(mode.replace(/^[-/]/, ''), 8);
        return when(({ stat }) =>
          mode.startsWith('-')
            ? (stat.mode & bits) === bits
            : mode.startsWith('/')
              ? (stat.mode & bits) !== 0
              : stat.mode === bits,
        );
      }
      case '-maxdepth':
        this.depthMax = Number(value());
        return this.always();
      case '-mindepth':
        this.depthMin = Number(value());
        return this.always();
      case '-depth':
        this.isDepthFirst = true;
        return this.always();
      case '-xdev':
      case '-follow':
        return this.always();
      case '-prune':
        return when(({ path }) => this.pruned.add(path) !== undefined);
      case '-true':
        return this.always();
      default:
        return yield* this.unknown(word);
    }
  }
}
