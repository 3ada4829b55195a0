import { CelObject, type CelLibrary } from './value';

/** What an expression asks an authorizer, in the words of RBAC. */
export interface RightsQuestion {
  readonly verb: string;
  readonly isResourceRequest: boolean;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Path of what is no resource. */
  readonly path: string;
  /** Whose rights are meant. @default - those of the user whose request is judged */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
}

/** Answers such questions. */
export type AnswerRights = (question: RightsQuestion) => { readonly isAllowed: boolean; readonly reason?: string };

const NOTHING: RightsQuestion = {
  verb: '',
  isResourceRequest: false,
  group: '',
  version: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
  path: '',
};

/** A question under way, of a kind that decides what may be said next. */
abstract class Question extends CelObject {
  readonly order = undefined;

  constructor(
    readonly answer: AnswerRights,
    readonly question: RightsQuestion,
  ) {
    super();
  }

  override toString(): string {
    return `${this.type}${JSON.stringify(this.question)}`;
  }
}

class PathCheck extends Question {
  readonly type = 'kubernetes.authorization.PathCheck';
}

class GroupCheck extends Question {
  readonly type = 'kubernetes.authorization.GroupCheck';
}

class ResourceCheck extends Question {
  readonly type = 'kubernetes.authorization.ResourceCheck';

  with(change: Partial<RightsQuestion>): ResourceCheck {
    return new ResourceCheck(this.answer, { ...this.question, ...change });
  }
}

/** The variable `authorizer`. */
export class AuthorizerValue extends Question {
  readonly type = 'kubernetes.authorization.Authorizer';

  constructor(answer: AnswerRights, question: RightsQuestion = NOTHING) {
    super(answer, question);
  }

  /** The question about a resource: the variable `authorizer.requestResource`. */
  resource(
    at: Pick<RightsQuestion, 'group' | 'version' | 'resource' | 'subresource' | 'namespace' | 'name'>,
  ): CelObject {
    return new ResourceCheck(this.answer, { ...this.question, ...at, isResourceRequest: true });
  }
}

class Decision extends CelObject {
  readonly type = 'kubernetes.authorization.Decision';
  readonly order = undefined;

  constructor(
    readonly isAllowed: boolean,
    readonly reason: string,
  ) {
    super();
  }

  override toString(): string {
    return `${this.type}{${String(this.isAllowed)}, ${this.reason}}`;
  }
}

/** A method of a resource check that sets one part of the question. */
const setting =
  (field: 'subresource' | 'namespace' | 'name'): CelLibrary[string] =>
  (check, value) =>
    check instanceof ResourceCheck && typeof value === 'string' ? check.with({ [field]: value }) : undefined;

/** Selectors narrow what is asked; roles do not know them. */
const selecting: CelLibrary[string] = (check, selector) =>
  check instanceof ResourceCheck && typeof selector === 'string' ? check : undefined;

/**
 * Questions about rights. Source: Kubernetes 1.36, apiserver/pkg/cel/library/authz.go. Not modelled: an authorizer that
 * fails, so `errored` is never true.
 */
export const AUTHORIZER: CelLibrary = {
  path: (authorizer, path) =>
    authorizer instanceof AuthorizerValue && typeof path === 'string'
      ? new PathCheck(authorizer.answer, { ...authorizer.question, path })
      : undefined,
  group: (authorizer, group) =>
    authorizer instanceof AuthorizerValue && typeof group === 'string'
      ? new GroupCheck(authorizer.answer, { ...authorizer.question, group, version: '*', isResourceRequest: true })
      : undefined,
  serviceAccount: (authorizer, namespace, name) =>
    authorizer instanceof AuthorizerValue && typeof namespace === 'string' && typeof name === 'string'
      ? new AuthorizerValue(authorizer.answer, { ...authorizer.question, serviceAccount: { namespace, name } })
      : undefined,
  resource: (check, resource) =>
    check instanceof GroupCheck && typeof resource === 'string'
      ? new ResourceCheck(check.answer, { ...check.question, resource })
      : undefined,
  subresource: setting('subresource'),
  namespace: setting('namespace'),
  name: setting('name'),
  fieldSelector: selecting,
  labelSelector: selecting,
  check: (check, verb) => {
    if (!(check instanceof ResourceCheck || check instanceof PathCheck) || typeof verb !== 'string') return undefined;
    const { isAllowed, reason = '' } = check.answer({ ...check.question, verb });
    return new Decision(isAllowed, reason);
  },
  allowed: (decision) => (decision instanceof Decision ? decision.isAllowed : undefined),
  reason: (decision) => (decision instanceof Decision ? decision.reason : undefined),
  errored: (decision) => (decision instanceof Decision ? false : undefined),
  error: (decision) => (decision instanceof Decision ? '' : undefined),
};
