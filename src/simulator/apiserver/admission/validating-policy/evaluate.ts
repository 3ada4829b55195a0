import type { KubeObject } from '../../../api';
import { CelError, compile, type CelValue } from '../../../resources/custom/cel';
import { type Fields, listAt, textAt } from '../../../resources/fields';
import type { AdmissionAttributes } from '../plugin';

/** What a policy says against a write. */
export interface Failure {
  readonly message: string;
  readonly reason: string;
}

type Variables = Readonly<Record<string, CelValue>>;

/** What expressions may speak of. Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/cel. */
export function variablesOf(object: KubeObject, params: KubeObject | null, attributes: AdmissionAttributes): Variables {
  const { verb, old, resource, version, subresource, namespace, name, user, dryRun, context } = attributes;
  const request = {
    kind: { group: resource.group, version, kind: resource.kind },
    resource: { group: resource.group, version, resource: resource.resource },
    subResource: subresource,
    name,
    namespace,
    operation: verb.toUpperCase(),
    userInfo: { ...user },
    dryRun,
  };
  const inside = namespace === '' ? undefined : context.lookup('namespaces', '', namespace);
  return {
    object: (verb === 'delete' ? null : object) as CelValue,
    oldObject: (old ?? null) as CelValue,
    request: request as unknown as CelValue,
    params: params as CelValue,
    namespaceObject: (inside ?? null) as CelValue,
  };
}

/** The variables of a policy, each of which may use those before it. One that cannot be worked out is not there. */
function withOwn(spec: Fields, given: Variables): Variables {
  return listAt(spec, 'variables').reduce<Variables>(
    (variables, each) => {
      try {
        const value = compile(textAt(each, 'expression'))(variables);
        return { ...variables, variables: { ...(variables['variables'] as Variables), [textAt(each, 'name')]: value } };
      } catch (error) {
        if (!(error instanceof CelError)) throw error;
        return variables;
      }
    },
    { ...given, variables: {} },
  );
}

function messageOf(validation: Fields, variables: Variables): string {
  const expression = textAt(validation, 'messageExpression');
  try {
    const text = expression === '' ? '' : compile(expression)(variables);
    if (typeof text === 'string' && text.trim() !== '') return text;
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    // A message that cannot be made falls back to the fixed one.
  }
  const fixed = textAt(validation, 'message');
  return fixed === '' ? `failed expression: ${textAt(validation, 'expression').trim()}` : fixed;
}

/** What a policy says against a write that it means; nothing when one of its conditions does not hold. */
export function failuresOf(spec: Fields, given: Variables): readonly Failure[] {
  const isStrict = textAt(spec, 'failurePolicy') !== 'Ignore';
  const variables = withOwn(spec, given);
  const failed = (expression: string, error: unknown): readonly Failure[] => {
    if (!(error instanceof CelError)) throw error;
    const message = `expression '${expression}' resulted in error: ${error.message}`;
    return isStrict ? [{ message, reason: '' }] : [];
  };
  for (const condition of listAt(spec, 'matchConditions')) {
    const expression = textAt(condition, 'expression');
    try {
      if (compile(expression)(variables) !== true) return [];
    } catch (error) {
      return failed(expression, error);
    }
  }
  return listAt(spec, 'validations').flatMap((validation) => {
    const expression = textAt(validation, 'expression');
    try {
      if (compile(expression)(variables) === true) return [];
    } catch (error) {
      return failed(expression, error);
    }
    return [{ message: messageOf(validation, variables), reason: textAt(validation, 'reason') }];
  });
}
