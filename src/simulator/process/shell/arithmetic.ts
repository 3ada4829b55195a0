import { ArithmeticError } from './arithmetic-error';

/** Where an expression reads its variables and writes them. */
export interface ArithmeticVariables {
  /** Text of a variable, or of an element of an array. */
  get(name: string, index: bigint | undefined): string | undefined;
  set(name: string, index: bigint | undefined, value: string): void;
}

/** Binary operators by how tightly they bind. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|='];
const TOKEN =
  /\s*(<<=|>>=|\*\*|\+\+|--|&&|\|\||[=!<>+\-*/%&^|]=|<<|>>|[A-Za-z_]\w*|\d+#[0-9A-Za-z@_]+|[0-9][0-9A-Za-z]*|[^\s])/y;
const NAME = /^[A-Za-z_]/;

/** Expressions in values of variables that mean each other, at most. Source: bash, expr.c MAX_EXPR_RECURSION_LEVEL. */
const DEPTH_MAX = 1024;

/** A variable that an expression names. */
interface Target {
  readonly name: string;
  readonly index: bigint | undefined;
}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const bit = (value: boolean): bigint => (value ? 1n : 0n);

/** Evaluates one expression while it reads it. */
class Evaluation {
  private position = 0;
  /** Whether what is read now has no effect: the branch of `?:` or `&&` that is not taken. */
  private isSkipping = false;
  private lastBegin = 0;

  constructor(
    private readonly text: string,
    private readonly variables: ArithmeticVariables,
    private readonly depth: number,
  ) {}

  value(): bigint {
    if (this.text.trim() === '') return 0n;
    const value = this.comma();
    if (this.peek() !== '') this.fail('syntax');
    return value;
  }

  private fail(problem: ArithmeticError['problem'], begin = this.position): never {
    throw new ArithmeticError(
      problem,
      this.text,
      this.text.slice(begin).trimStart() || this.text.slice(this.lastBegin).trim(),
    );
  }

  private peek(): string {
    TOKEN.lastIndex = this.position;
    return TOKEN.exec(this.text)?.[1] ?? '';
  }

  private take(...tokens: readonly string[]): string | undefined {
    const token = this.peek();
    if (token === '' || !tokens.includes(token)) return undefined;
    this.next();
    return token;
  }

  private next(): string {
    TOKEN.lastIndex = this.position;
    const match = TOKEN.exec(this.text);
    if (match === null) return '';
    this.position = TOKEN.lastIndex;
    this.lastBegin = this.position - (match[1] ?? '').length;
    return match[1] ?? '';
  }

  private comma(): bigint {
    let value = this.assignment();
    while (this.take(',') !== undefined) value = this.assignment();
    return value;
  }

  private assignment(): bigint {
    const begin = this.position;
    const target = this.target();
    const operator = target === undefined ? undefined : this.take(...ASSIGNMENTS);
    if (target === undefined || operator === undefined) {
      this.position = begin;
      return this.conditional();
    }
    const right = this.assignment();
    const value = operator === '=' ? right : this.apply(operator.slice(0, -1), this.read(target), right);
    return this.write(target, value);
  }

  private target(): Target | undefined {
    if (!NAME.test(this.peek())) return undefined;
    const name = this.next();
    if (this.text[this.position] !== '[') return { name, index: undefined };
    this.position += 1;
    const index = this.comma();
    if (this.take(']') === undefined) this.fail('syntax');
    return { name, index };
  }

  private conditional(): bigint {
    const condition = this.binary(0);
    if (this.take('?') === undefined) return condition;
    const first = this.unless(condition === 0n, () => this.assignment());
    if (this.take(':') === undefined) this.fail('syntax');
    const second = this.unless(condition !== 0n, () => this.assignment());
    return condition === 0n ? second : first;
  }

  private binary(level: number): bigint {
    const operators = LEVELS[level];
    if (operators === undefined) return this.power();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = this.take(...operators);
      if (operator === undefined) return left;
      if (operator === '&&') left = bit(this.unless(left === 0n, () => this.binary(level + 1)) !== 0n && left !== 0n);
      else if (operator === '||')
        left = bit(this.unless(left !== 0n, () => this.binary(level + 1)) !== 0n || left !== 0n);
      else left = this.apply(operator, left, this.binary(level + 1));
    }
  }

  private power(): bigint {
    const base = this.unary();
    if (this.take('**') === undefined) return base;
    const exponent = this.power();
    if (exponent < 0n || exponent > 4096n) this.fail('operand');
    return wrap(base ** exponent);
  }

  private unary(): bigint {
    const operator = this.take('!', '~', '-', '+', '++', '--');
    if (operator === undefined) return this.postfix();
    if (operator === '++' || operator === '--') {
      const target = this.target();
      if (target === undefined) return this.unary();
      return this.write(target, this.read(target) + (operator === '++' ? 1n : -1n));
    }
    const operand = this.unary();
    if (operator === '!') return bit(operand === 0n);
    return operator === '~' ? wrap(~operand) : operator === '-' ? wrap(-operand) : operand;
  }

  private postfix(): bigint {
    const target = this.target();
    if (target === undefined) return this.primary();
    const value = this.read(target);
    const operator = this.take('++', '--');
    if (operator !== undefined) this.write(target, value + (operator === '++' ? 1n : -1n));
    return value;
  }

  private primary(): bigint {
    if (this.take('(') !== undefined) {
      const value = this.comma();
      if (this.take(')') === undefined) this.fail('syntax');
      return value;
    }
    if (!/^\d/.test(this.peek())) this.fail('operand');
    return this.number(this.next());
  }

  private number(text: string): bigint {
    const [, base, digits = ''] = /^(\d+)#(.+)$/.exec(text) ?? [];
    if (base !== undefined) return this.inBase(digits, BigInt(base));
    if (/^0[xX][0-9a-fA-F]+$/.test(text)) return wrap(BigInt(text));
    if (/^0[0-7]*$/.test(text)) return wrap(BigInt(`0o${text}`));
    if (/^[1-9]\d*$/.test(text)) return wrap(BigInt(text));
    return this.fail('base', this.lastBegin);
  }

  private inBase(digits: string, base: bigint): bigint {
    let value = 0n;
    for (const digit of digits) {
      const order = '0123456789abcdefghijklmnopqrstuvwxyz'.indexOf(base <= 36n ? digit.toLowerCase() : digit);
      if (order < 0 || BigInt(order) >= base) this.fail('base', this.lastBegin);
      value = value * base + BigInt(order);
    }
    return wrap(value);
  }

  private apply(operator: string, left: bigint, right: bigint): bigint {
    switch (operator) {
      case '+':
        return wrap(left + right);
      case '-':
        return wrap(left - right);
      case '*':
        return wrap(left * right);
      case '/':
      case '%':
        if (right === 0n) {
          if (this.isSkipping) return 0n;
          this.fail('division', this.lastBegin);
        }
        return wrap(operator === '/' ? left / right : left % right);
      case '<<':
        return wrap(left << (right & 63n));
      case '>>':
        return wrap(left >> (right & 63n));
      case '&':
        return left & right;
      case '|':
        return left | right;
      case '^':
        return left ^ right;
      case '==':
        return bit(left === right);
      case '!=':
        return bit(left !== right);
      case '<':
        return bit(left < right);
      case '>':
        return bit(left > right);
      case '<=':
        return bit(left <= right);
      default:
        return bit(left >= right);
    }
  }

  private unless(isSkipped: boolean, read: () => bigint): bigint {
    const before = this.isSkipping;
    this.isSkipping ||= isSkipped;
    try {
      return read();
    } finally {
      this.isSkipping = before;
    }
  }

  private read(target: Target): bigint {
    if (this.isSkipping) return 0n;
    const text = this.variables.get(target.name, target.index) ?? '';
    if (/^-?\d{1,15}$/.test(text) && !/^-?0\d/.test(text)) return BigInt(text);
    if (this.depth >= DEPTH_MAX) this.fail('syntax');
    return new Evaluation(text, this.variables, this.depth + 1).value();
  }

  private write(target: Target, value: bigint): bigint {
    const wrapped = wrap(value);
    if (!this.isSkipping) this.variables.set(target.name, target.index, String(wrapped));
    return wrapped;
  }
}

/** Value of an expression in 64 bits. @throws ArithmeticError */
export const evaluateArithmetic = (expression: string, variables: ArithmeticVariables): bigint =>
  new Evaluation(expression, variables, 0).value();
