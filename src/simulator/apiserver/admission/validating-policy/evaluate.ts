import type { KubeObject } from '../../../api';
import { CelError, type CelValue } from '../../../resources/custom/cel';
import { expressionError, judgeConditions, type Variables } from '../expressions';
import type { Policy, Validation } from './configured-policies';

/** What a policy says against a write. */
export interface Failure {
  readonly message: string;
  readonly reason: string;
}

/** The variables of a policy, each of which may use those before it. One that cannot be worked out is not there. */
function withOwn(policy: Policy, given: Variables): Variables {
  return policy.variables.reduce<Variables>(
    (variables, { name, run }) => {
      try {
        return { ...variables, variables: { ...(variables['variables'] as Variables), [name]: run(variables) } };
      } catch (error) {
        if (!(error instanceof CelError)) throw error;
        return variables;
      }
    },
    { ...given, variables: {} },
  );
}

function messageOf({ expression, message, messageExpression }: Validation, variables: Variables): string {
  try {
    const text = messageExpression?.run(variables);
    if (typeof text === 'string' && text.trim() !== '') return text;
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    // A message that cannot be made falls back to the fixed one.
  }
  return message === '' ? `failed expression: ${expression.source.trim()}` : message;
}

/** What a policy says against a write that it means; nothing when one of its conditions does not hold. */
export function failuresOf(policy: Policy, params: KubeObject | null, given: Variables): readonly Failure[] {
  const variables = withOwn(policy, { ...given, params: params as CelValue });
  const failed = (messages: readonly string[]): readonly Failure[] =>
    policy.isStrict ? messages.map((message) => ({ message, reason: '' })) : [];
  const { holds, errors } = judgeConditions(policy.conditions, variables);
  if (!holds) return failed(errors);
  return policy.validations.flatMap((validation) => {
    const { source, run } = validation.expression;
    try {
      if (run(variables) === true) return [];
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return failed([expressionError(source, error)]);
    }
    return [{ message: messageOf(validation, variables), reason: validation.reason }];
  });
}
