import { AuthorizerValue, CelError, compile, type CelValue, type Expression } from '../../resources/custom/cel';
import { type Fields, listAt, textAt } from '../../resources/fields';
import type { UserInfo } from '../../resources/resource';
import { type AdmissionObjects, admissionRequestOf } from './admission-request';
import type { Match } from './matching';
import type { AdmissionAttributes } from './plugin';
import { accountGroups, accountUsername, AUTHENTICATED } from '../authorization/groups';

/** What expressions may speak of, by name. */
export type Variables = Readonly<Record<string, CelValue>>;

/**
 * What the expressions of webhooks and policies speak of.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/cel/compile.go, condition.go.
 */
export function variablesOf(
  { object, oldObject }: AdmissionObjects,
  match: Match,
  attributes: AdmissionAttributes,
): Variables {
  const { namespace, context } = attributes;
  const inside = namespace === '' ? undefined : context.lookup('namespaces', '', namespace);
  return {
    object: object as CelValue,
    oldObject: oldObject as CelValue,
    request: admissionRequestOf(attributes, match) as unknown as CelValue,
    namespaceObject: (inside ?? null) as CelValue,
    ...authorizerVariables(attributes),
  };
}

/** A service account as a user. */
const userOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): UserInfo => ({
  username: accountUsername(namespace, name),
  groups: [...accountGroups(namespace), AUTHENTICATED],
});

/** Questions about rights, and the one about the request itself. */
function authorizerVariables({ server, user, resource, subresource, version, ...at }: AdmissionAttributes): Variables {
  const authorizer = new AuthorizerValue((question) => {
    const { serviceAccount, ...asked } = question;
    return server.authorizer.authorize({
      ...asked,
      user: serviceAccount === undefined ? user : userOf(serviceAccount),
    });
  });
  return {
    authorizer,
    'authorizer.requestResource': authorizer.resource({
      group: resource.group,
      version,
      resource: resource.resource,
      subresource,
      namespace: at.namespace,
      name: at.name,
    }),
  };
}

/** An expression that has been read, with what it was read from. */
export interface NamedExpression {
  readonly name: string;
  readonly source: string;
  /** Throws a CelError, also when it could not be read. */
  readonly run: Expression;
}

/** Reads an expression once; one that cannot be read fails whenever it is run. */
export function expressionOf(source: string, name = ''): NamedExpression {
  try {
    return { name, source, run: compile(source) };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    const failure = error;
    return {
      name,
      source,
      run: () => {
        throw failure;
      },
    };
  }
}

/** The conditions under which a webhook or a policy is asked at all. */
export const conditionsOf = (fields: Fields): readonly NamedExpression[] =>
  listAt(fields, 'matchConditions').map((each) => expressionOf(textAt(each, 'expression'), textAt(each, 'name')));

/** What is wrong with an expression that was run. */
export const expressionError = (source: string, error: CelError): string =>
  `expression '${source}' resulted in error: ${error.message}`;

/** Whether conditions hold, or what is wrong with them. One that does not hold decides, whatever is wrong with others. */
export function judgeConditions(
  conditions: readonly NamedExpression[],
  variables: Variables,
): { readonly holds: boolean; readonly errors: readonly string[] } {
  const errors: string[] = [];
  for (const { source, run } of conditions) {
    try {
      if (run(variables) === false) return { holds: false, errors: [] };
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      errors.push(expressionError(source, error));
    }
  }
  return { holds: errors.length === 0, errors };
}
