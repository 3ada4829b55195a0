import type { Coroutine } from '../coroutine';
import type { Condition, Word } from './ast';
import { matchesPattern } from './pattern';
import { toExpression } from './regular-expression';
import type { Shell } from './shell';
import { compareNumbers, testFiles, testUnary } from './test-operators';

/** Code of `[[ condition ]]`: 0 when it holds, 1 when not, 2 when it cannot be told. */
export function* testCondition(shell: Shell, condition: Condition): Coroutine<number> {
  switch (condition.type) {
    case 'and':
    case 'or': {
      const left = yield* testCondition(shell, condition.left);
      if (left === (condition.type === 'and' ? 1 : 0) || left > 1) return left;
      return yield* testCondition(shell, condition.right);
    }
    case 'not': {
      const code = yield* testCondition(shell, condition.operand);
      return code > 1 ? code : 1 - code;
    }
    case 'unary': {
      const text = yield* shell.expansion.text(condition.operand);
      return testUnary(shell, condition.operator, text) ? 0 : 1;
    }
    case 'binary':
      return yield* testBinary(shell, condition.operator, condition.left, condition.right);
  }
}

function* testBinary(shell: Shell, operator: string, leftWord: Word, rightWord: Word): Coroutine<number> {
  const left = yield* shell.expansion.text(leftWord);
  switch (operator) {
    case '=':
    case '==':
    case '!=': {
      const isEqual = matchesPattern(left, yield* shell.expansion.pattern(rightWord));
      return isEqual === (operator !== '!=') ? 0 : 1;
    }
    case '=~':
      return matchExpression(shell, left, yield* shell.expansion.expression(rightWord));
    default:
  }
  const right = yield* shell.expansion.text(rightWord);
  if (operator === '<') return left < right ? 0 : 1;
  if (operator === '>') return left > right ? 0 : 1;
  if (operator === '-nt' || operator === '-ot' || operator === '-ef') {
    return testFiles(shell.process.files, operator, left, right) ? 0 : 1;
  }
  return compareNumbers(operator, shell.evaluate(left), shell.evaluate(right)) ? 0 : 1;
}

/** Matches a regular expression; what its groups have matched goes into BASH_REMATCH. */
function matchExpression(shell: Shell, text: string, source: string): number {
  const expression = toExpression(source, { isExtended: true });
  if (expression === undefined) return 2;
  const match = expression.exec(text);
  shell.variables.set('BASH_REMATCH', match === null ? [] : match.map((group: string | undefined) => group ?? ''));
  return match === null ? 1 : 0;
}
