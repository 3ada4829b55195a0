import type { KubeObject } from '../../../api';
import { type Fields, fieldsAt, listAt, textAt, textsAt } from '../../../resources/fields';
import type { IndexKind, ReadStored, StoreIndex } from '../../../resources/store-index';
import { conditionsOf, expressionOf, type NamedExpression } from '../expressions';
import { type Selection, selectionOf } from '../matching';

const GROUP = 'admissionregistration.k8s.io';
const POLICIES = `${GROUP}/validatingadmissionpolicies`;
const BINDINGS = `${GROUP}/validatingadmissionpolicybindings`;

/** One rule of a policy. */
export interface Validation {
  readonly expression: NamedExpression;
  /** What is said when the rule does not hold. */
  readonly message: string;
  /** Works out what is said. */
  readonly messageExpression?: NamedExpression;
  readonly reason: string;
}

/** A policy whose expressions have been read. */
export interface Policy {
  readonly name: string;
  readonly selection: Selection;
  /** Whether a rule that cannot be worked out counts as broken. */
  readonly isStrict: boolean;
  readonly conditions: readonly NamedExpression[];
  readonly variables: readonly NamedExpression[];
  readonly validations: readonly Validation[];
  /** Kind of its parameters. @default - it has none */
  readonly paramKind?: Fields;
}

/** A policy that holds, and where. */
export interface BoundPolicy {
  readonly policy: Policy;
  readonly binding: string;
  readonly selection: Selection;
  readonly actions: readonly string[];
  readonly paramRef?: Fields;
}

/** A selection without rules means every write. */
const EVERY_WRITE = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] };

function policySelection(match: Fields | undefined): Selection {
  const selection = selectionOf(match, 'resourceRules');
  return selection.rules.length > 0 ? selection : { ...selection, rules: [EVERY_WRITE] };
}

function validationOf(validation: Fields): Validation {
  const message = textAt(validation, 'messageExpression');
  return {
    expression: expressionOf(textAt(validation, 'expression')),
    message: textAt(validation, 'message'),
    ...(message === '' ? {} : { messageExpression: expressionOf(message) }),
    reason: textAt(validation, 'reason'),
  };
}

function policyOf({ metadata, spec }: KubeObject & { readonly spec?: unknown }): Policy {
  const fields = (spec ?? {}) as Fields;
  const paramKind = fieldsAt(fields, 'paramKind');
  return {
    name: metadata.name ?? '',
    selection: policySelection(fieldsAt(fields, 'matchConstraints')),
    isStrict: textAt(fields, 'failurePolicy') !== 'Ignore',
    conditions: conditionsOf(fields),
    variables: listAt(fields, 'variables').map((each) =>
      expressionOf(textAt(each, 'expression'), textAt(each, 'name')),
    ),
    validations: listAt(fields, 'validations').map(validationOf),
    ...(paramKind === undefined ? {} : { paramKind }),
  };
}

function boundPolicy(binding: KubeObject, policies: ReadonlyMap<string, Policy>): readonly BoundPolicy[] {
  const spec = fieldsAt(binding, 'spec');
  const policy = policies.get(textAt(spec, 'policyName'));
  if (policy === undefined) return [];
  const paramRef = fieldsAt(spec, 'paramRef');
  return [
    {
      policy,
      binding: binding.metadata.name ?? '',
      selection: policySelection(fieldsAt(spec, 'matchResources')),
      actions: textsAt(spec, 'validationActions'),
      ...(paramRef === undefined ? {} : { paramRef }),
    },
  ];
}

/** All policies that hold, by name of their binding. Expressions are read once, not with every write. */
export class PolicyIndex implements StoreIndex {
  private known: readonly BoundPolicy[] | undefined;

  constructor(private readonly read: ReadStored) {}

  get bound(): readonly BoundPolicy[] {
    if (this.known === undefined) {
      const policies = new Map(this.read(POLICIES).map((each) => [each.metadata.name ?? '', policyOf(each)]));
      this.known = this.read(BINDINGS).flatMap((each) => boundPolicy(each, policies));
    }
    return this.known;
  }

  change(storage: string): void {
    if (storage === POLICIES || storage === BINDINGS) this.known = undefined;
  }
}

/** The index of policies. */
export const policyIndex: IndexKind<PolicyIndex> = { name: 'policies', create: (read) => new PolicyIndex(read) };
