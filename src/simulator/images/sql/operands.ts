import type { Expression } from './ast';

/** Expressions that an expression is made of; queries within it are not looked into. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case 'call':
      return expression.args;
    case 'unary':
    case 'isNull':
    case 'isTruth':
    case 'cast':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'in':
      return [expression.operand, ...('type' in expression.list ? [] : expression.list)];
    case 'between':
      return [expression.operand, expression.low, expression.high];
    case 'like':
      return [expression.operand, expression.pattern];
    case 'case':
      return [
        ...(expression.operand === undefined ? [] : [expression.operand]),
        ...expression.branches.flatMap(({ when, then }) => [when, then]),
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ];
    default:
      return [];
  }
}
