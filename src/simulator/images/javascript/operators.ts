import { ScriptError } from './script-error';
import { isHostObject, isPlainObject, ScriptFunction, scriptText } from './values';

const isObject = (value: unknown): boolean =>
  Array.isArray(value) || isPlainObject(value) || isHostObject(value) || value instanceof ScriptFunction;

/** What stands for a value where no object can. */
const primitive = (value: unknown): unknown => (isObject(value) ? scriptText(value) : value);

/** What each operator makes of two values. */
const BINARY: Readonly<Record<string, (left: never, right: never) => unknown>> = {
  '+': (left: number, right: number) => left + right,
  '-': (left: number, right: number) => left - right,
  '*': (left: number, right: number) => left * right,
  '/': (left: number, right: number) => left / right,
  '%': (left: number, right: number) => left % right,
  '**': (left: number, right: number) => left ** right,
  '&': (left: number, right: number) => left & right,
  '|': (left: number, right: number) => left | right,
  '^': (left: number, right: number) => left ^ right,
  '<': (left: number, right: number) => left < right,
  '>': (left: number, right: number) => left > right,
  '<=': (left: number, right: number) => left <= right,
  '>=': (left: number, right: number) => left >= right,
};

function isLooselyEqual(left: unknown, right: unknown): boolean {
  if (left === undefined || left === null) return right === undefined || right === null;
  if (isObject(left) && isObject(right)) return left === right;
  const [one, other] = [primitive(left), primitive(right)];
  if (typeof one === typeof other) return one === other;
  return right !== undefined && right !== null && Number(one) === Number(other);
}

/** What an operator makes of two values. */
export function binary(operator: string, left: unknown, right: unknown): unknown {
  if (operator === '===') return left === right;
  if (operator === '!==') return left !== right;
  if (operator === '==') return isLooselyEqual(left, right);
  if (operator === '!=') return !isLooselyEqual(left, right);
  if (operator === 'in') return isPlainObject(right) && Object.hasOwn(right, scriptText(left));
  if (operator === 'instanceof') return false;
  const does = BINARY[operator];
  if (does === undefined) throw new ScriptError(`unknown operator ${operator}`, 'SyntaxError');
  return does(primitive(left) as never, primitive(right) as never);
}

/** What an operator makes of one value. */
export function unary(operator: string, value: unknown): unknown {
  switch (operator) {
    case '!':
      return !value;
    case '-':
      return -Number(primitive(value));
    case '+':
      return Number(primitive(value));
    case '~':
      return ~Number(primitive(value));
    case 'typeof':
      return value instanceof ScriptFunction ? 'function' : typeof value;
    case 'void':
      return undefined;
    default:
      return value;
  }
}
