import {
  newRequirement,
  type LabelRequirement,
  LabelSelector,
  type Node,
  type NodeSelector,
  type NodeSelectorRequirement,
  type PodSpec,
  type SelectorOperator,
  SelectorSyntaxError,
} from '../../api';

const OPERATORS: ReadonlyMap<string, SelectorOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
  ['Gt', 'gt'],
  ['Lt', 'lt'],
]);

/** A term that can be asked about nodes. */
interface Term {
  readonly labels: LabelSelector;
  readonly fields: LabelSelector;
}

function selectorOf(requirements: readonly NodeSelectorRequirement[]): LabelSelector {
  return new LabelSelector(
    requirements.map(({ key, operator, values }): LabelRequirement => {
      const known = OPERATORS.get(operator);
      if (known === undefined) throw new SelectorSyntaxError(`"${operator}" is not a valid node selector operator`);
      return newRequirement(key, known, values ?? []);
    }),
  );
}

/** The terms that can be read; an empty one matches no node and is left out. */
const termsOf = ({ nodeSelectorTerms }: NodeSelector): Term[] =>
  nodeSelectorTerms.flatMap(({ matchExpressions = [], matchFields = [] }) => {
    if (matchExpressions.length === 0 && matchFields.length === 0) return [];
    try {
      return [{ labels: selectorOf(matchExpressions), fields: selectorOf(matchFields) }];
    } catch (error) {
      if (error instanceof SelectorSyntaxError) return [];
      throw error;
    }
  });

/**
 * Whether a node has what the specification of a Pod requires of its labels and its name: `nodeSelector`, and one of the
 * terms of the required node affinity. The returned function may be asked about many nodes.
 *
 * Source: Kubernetes 1.36, component-helpers/scheduling/corev1/nodeaffinity `GetRequiredNodeAffinity`.
 */
export function requiredNodeMatcher({ nodeSelector = {}, affinity }: PodSpec): (node: Node) => boolean {
  const wanted = Object.entries(nodeSelector);
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required === undefined ? undefined : termsOf(required);
  return ({ metadata }) => {
    const { labels = {}, name } = metadata;
    if (!wanted.every(([key, value]) => labels[key] === value)) return false;
    if (terms === undefined) return true;
    return terms.some((term) => term.labels.matches(labels) && term.fields.matches({ 'metadata.name': name }));
  };
}
