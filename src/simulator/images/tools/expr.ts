import { toExpression } from '../../process/shell';
import type { Tool } from './tool';

/** An expression that cannot be read. */
class ExprError extends Error {}

const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
];
const isInteger = (text: string): boolean => /^-?\d+$/.test(text);
const isNull = (text: string): boolean => text === '' || /^-?0+$/.test(text);

function integer(text: string): bigint {
  if (!isInteger(text)) throw new ExprError('non-integer argument');
  return BigInt(text);
}

function apply(operator: string, left: string, right: string): string {
  switch (operator) {
    case '|':
      return isNull(left) ? (isNull(right) ? '0' : right) : left;
    case '&':
      return isNull(left) || isNull(right) ? '0' : left;
    case ':': {
      const expression = toExpression(`^\\(${right}\\)`);
      const match = expression?.exec(left);
      const hasGroup = /\\\(/.test(right);
      if (hasGroup) return match?.[2] ?? '';
      return String([...(match?.[0] ?? '')].length);
    }
    case '+':
      return String(integer(left) + integer(right));
    case '-':
      return String(integer(left) - integer(right));
    case '*':
      return String(integer(left) * integer(right));
    case '/':
    case '%':
      if (integer(right) === 0n) throw new ExprError('division by zero');
      return String(operator === '/' ? integer(left) / integer(right) : integer(left) % integer(right));
    default: {
      const order =
        isInteger(left) && isInteger(right)
          ? Number(BigInt(left) - BigInt(right))
          : left < right
            ? -1
            : left > right
              ? 1
              : 0;
      const holds = {
        '<': order < 0,
        '<=': order <= 0,
        '=': order === 0,
        '==': order === 0,
        '!=': order !== 0,
        '>=': order >= 0,
        '>': order > 0,
      };
      return holds[operator as '<'] ? '1' : '0';
    }
  }
}

/** `expr`. */
export const expr: Tool = function* (call) {
  let position = 0;
  const next = (): string => {
    const word = call.args[position];
    if (word === undefined)
      throw new ExprError(
        call.isBusybox ? 'syntax error' : `syntax error: missing argument after '${call.args.at(-1) ?? ''}'`,
      );
    position += 1;
    return word;
  };
  const primary = (): string => {
    const word = next();
    if (word === '(') {
      const value = binary(0);
      next();
      return value;
    }
    if (word === 'length' && position < call.args.length) return String([...next()].length);
    if (word === 'substr') {
      const [text, from, length] = [next(), Number(next()), Number(next())];
      return [...text].slice(from - 1, from - 1 + length).join('');
    }
    if (word === 'match') return apply(':', next(), next());
    return word;
  };
  const binary = (level: number): string => {
    const operators = LEVELS[level];
    if (operators === undefined) return primary();
    let left = binary(level + 1);
    for (
      let operator = call.args[position];
      operator !== undefined && operators.includes(operator);
      operator = call.args[position]
    ) {
      position += 1;
      left = apply(operator, left, binary(level + 1));
    }
    return left;
  };
  try {
    if (call.args.length === 0)
      throw new ExprError(
        call.isBusybox ? 'too few arguments' : "missing operand\nTry 'expr --help' for more information.",
      );
    const value = binary(0);
    if (position < call.args.length)
      throw new ExprError(
        call.isBusybox ? 'syntax error' : `syntax error: unexpected argument '${call.args[position] ?? ''}'`,
      );
    yield* call.print(`${value}\n`);
    return isNull(value) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ExprError)) throw error;
    return yield* call.fail(error.message, 2);
  }
};
