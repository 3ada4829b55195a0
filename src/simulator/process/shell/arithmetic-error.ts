import type { Dialect } from './dialect';

/** An expression that has no value. */
export class ArithmeticError extends Error {
  constructor(
    readonly problem: 'syntax' | 'operand' | 'division' | 'base' | 'assignment',
    /** All of the expression. */
    readonly expression: string,
    /** What is left of it where it went wrong. */
    readonly token: string,
  ) {
    super(problem);
    this.name = 'ArithmeticError';
  }
}

const BASH_TEXTS: Readonly<Record<ArithmeticError['problem'], string>> = {
  syntax: 'syntax error in expression',
  operand: 'syntax error: operand expected',
  division: 'division by 0',
  base: 'value too great for base',
  assignment: 'attempted assignment to non-variable',
};

/** What a shell says of it. Source: as in dialect.ts. */
export function arithmeticText(error: ArithmeticError, dialect: Dialect): string {
  const { problem, expression, token } = error;
  if (dialect === 'bash') return `${expression.trimStart()}: ${BASH_TEXTS[problem]} (error token is "${token}")`;
  if (dialect === 'busybox') return problem === 'division' ? 'divide by zero' : 'arithmetic syntax error';
  const text = { division: 'division by zero', operand: 'expecting primary' }[problem as 'division'] ?? 'expecting EOF';
  return `arithmetic expression: ${text}: "${expression}"`;
}
