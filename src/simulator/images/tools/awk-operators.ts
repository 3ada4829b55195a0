import { type AwkValue, compareValues, toNumber, toText } from './awk-values';

/** Result of arithmetic: `+ - * / %`, and a power for any other operator. */
export function calculate(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      return left ** right;
  }
}

/** Whether a comparison holds between values of this order; undefined for what is no comparison. */
function holds(operator: string, order: number): boolean | undefined {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return undefined;
  }
}

/** Result of an operator that needs both sides: concatenation (a blank), comparison (0 or 1) or arithmetic. */
export function applyOperator(operator: string, left: AwkValue, right: AwkValue): AwkValue {
  if (operator === ' ') return toText(left) + toText(right);
  const comparison = holds(operator, compareValues(left, right));
  if (comparison === undefined) return calculate(operator, toNumber(left), toNumber(right));
  return comparison ? 1 : 0;
}
