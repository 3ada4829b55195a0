import type { Coroutine } from '../../coroutine';
import type { Dialect } from '../dialect';
import type { Shell } from '../shell';
import { evaluateTest, TestError } from '../test-expression';
import type { Builtins } from './builtin';

/** What a shell says of an expression that is none. Source: as in dialect.ts. */
function testText({ problem, token, before }: TestError, dialect: Dialect): string {
  if (dialect === 'bash') {
    const texts = {
      integer: `${token}: integer expression expected`,
      operand: `${token}: argument expected`,
      unary: `${before}: unary operator expected`,
      binary: before === '' ? `${token}: binary operator expected` : 'too many arguments',
      argument: 'argument expected',
      bracket: "missing `]'",
      parenthesis: "`)' expected",
    };
    return texts[problem];
  }
  if (dialect === 'dash') {
    if (problem === 'integer') return `Illegal number: ${token}`;
    if (problem === 'bracket') return 'missing ]';
    if (problem === 'argument') return 'argument expected';
    return problem === 'parenthesis' ? 'closing paren expected' : `${before}: unexpected operator`;
  }
  if (problem === 'integer') return `${token}: bad number`;
  if (problem === 'bracket') return 'missing ]';
  if (problem === 'argument') return 'argument expected';
  return problem === 'parenthesis' ? 'closing paren expected' : `${token}: unknown operand`;
}

function testing(name: 'test' | '[') {
  return function* (shell: Shell, args: readonly string[]): Coroutine<number> {
    try {
      if (name === 'test') return evaluateTest(shell, args) ? 0 : 1;
      if (args.at(-1) !== ']') throw new TestError('bracket', ']');
      return evaluateTest(shell, args.slice(0, -1)) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TestError)) throw error;
      // busybox does not say which of its applets complains.
      yield* shell.complain(testText(error, shell.dialect), shell.dialect === 'busybox' ? undefined : name);
      return 2;
    }
  };
}

/** `test` and `[`. */
export const testBuiltins: Builtins = { '[': { run: testing('[') }, test: { run: testing('test') } };
