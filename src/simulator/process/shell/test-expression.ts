import type { Process } from '../process';
import type { Shell } from './shell';
import { compareNumbers, testFiles, testUnary } from './test-operators';

/** An expression of `test` that cannot be told. */
export class TestError extends Error {
  constructor(
    readonly problem: 'integer' | 'operand' | 'unary' | 'binary' | 'argument' | 'bracket' | 'parenthesis',
    /** What is wrong. */
    readonly token: string,
    /** What stands before it. */
    readonly before = '',
  ) {
    super(problem);
    this.name = 'TestError';
  }
}

const UNARY = /^-[abcdefghknoprstuvwxzGLNOS]$/;
const NUMBERS = new Set(['-eq', '-ne', '-lt', '-le', '-gt', '-ge']);
const BINARY = new Set([...NUMBERS, '=', '==', '!=', '<', '>', '-nt', '-ot', '-ef']);

function integer(text: string): bigint {
  const trimmed = text.trim();
  if (!/^[+-]?\d+$/.test(trimmed)) throw new TestError('integer', text);
  return BigInt(trimmed.replace(/^\+/, ''));
}

/** Reads and evaluates the arguments of `test`. Source: POSIX.1-2017, utilities, test; how many decide what they mean. */
class TestExpression {
  private position = 0;

  constructor(
    private readonly where: Shell | Process,
    private readonly args: readonly string[],
  ) {}

  value(): boolean {
    if (this.args.length === 0) return false;
    const value = this.or();
    const rest = this.args[this.position];
    if (rest === undefined) return value;
    throw new TestError(this.args.length === 2 ? 'unary' : 'binary', rest, this.args[this.position - 1]);
  }

  private or(): boolean {
    let value = this.and();
    while (this.take('-o')) value = this.and() || value;
    return value;
  }

  private and(): boolean {
    let value = this.not();
    while (this.take('-a')) value = this.not() && value;
    return value;
  }

  private not(): boolean {
    if (this.left > 1 && !this.isBinary(this.position) && this.take('!')) return !this.not();
    return this.primary();
  }

  private primary(): boolean {
    const first = this.args[this.position];
    if (first === undefined) throw new TestError('argument', this.args[this.position - 1] ?? '');
    if (this.isBinary(this.position)) return this.binary();
    if (first === '(' && this.left > 2) {
      this.position += 1;
      const value = this.or();
      if (!this.take(')')) throw new TestError('parenthesis', ')');
      return value;
    }
    const operand = this.args[this.position + 1];
    if (UNARY.test(first) && operand !== undefined) {
      this.position += 2;
      if (first === '-t') integer(operand);
      return testUnary(this.where, first, operand);
    }
    this.position += 1;
    return first !== '';
  }

  private binary(): boolean {
    const [left = '', operator = '', right = ''] = this.args.slice(this.position, this.position + 3);
    this.position += 3;
    if (NUMBERS.has(operator)) return compareNumbers(operator, integer(left), integer(right));
    if (operator === '=' || operator === '==') return left === right;
    if (operator === '!=') return left !== right;
    if (operator === '<') return left < right;
    if (operator === '>') return left > right;
    const { files } = 'process' in this.where ? this.where.process : this.where;
    return testFiles(files, operator, left, right);
  }

  private get left(): number {
    return this.args.length - this.position;
  }

  private isBinary(position: number): boolean {
    return position + 2 < this.args.length && BINARY.has(this.args[position + 1] ?? '');
  }

  private take(token: string): boolean {
    if (this.args[this.position] !== token) return false;
    this.position += 1;
    return true;
  }
}

/**
 * Whether the arguments of `test`, or of `[` without the closing bracket, hold.
 *
 * @throws TestError for what is no expression.
 */
export const evaluateTest = (where: Shell | Process, args: readonly string[]): boolean =>
  new TestExpression(where, args).value();
