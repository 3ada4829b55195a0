import { evaluate, type Variables } from './evaluate';
import { parse } from './parser';
import type { CelValue } from './value';

export { AuthorizerValue, type RightsQuestion } from './authorizer';
export { parseBytes } from './bytes';
export { parseDuration, parseTimestamp } from './times';
export { CelError, Optional, type CelValue } from './value';

/** A rule that has been read. Throws a CelError when it cannot be evaluated. */
export type Expression = (variables: Variables) => CelValue;

/** Reads an expression of the Common Expression Language. Throws a CelError. */
export function compile(source: string): Expression {
  const tree = parse(source);
  return (variables) => evaluate(tree, variables);
}
