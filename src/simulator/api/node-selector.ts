import { hasKey } from './json';
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from './kinds.generated';
import type { Labels } from './label-selector';

/** A node as far as selectors look at it. */
export interface SelectedNode {
  readonly name: string;
  readonly labels: Labels;
}

/** A whole number of 64 bits as Go reads it, or undefined. */
function integerOf(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[+-]?[0-9]+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
}

function isMet({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const actual = integerOf(value);
      const limit = integerOf(values[0]);
      if (actual === undefined || limit === undefined) return false;
      return operator === 'Gt' ? actual > limit : actual < limit;
    }
    default:
      return false;
  }
}

const labelOf = (labels: Labels, key: string): string | undefined => (hasKey(labels, key) ? labels[key] : undefined);

/** Whether a term matches; one without conditions matches no node. */
export function matchesTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  { name, labels }: SelectedNode,
): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => isMet(requirement, labelOf(labels, requirement.key))) &&
    matchFields.every((requirement) => isMet(requirement, requirement.key === 'metadata.name' ? name : undefined))
  );
}

/** Whether one of the terms matches. Source: Kubernetes 1.36, component-helpers/scheduling/corev1/nodeaffinity. */
export const matchesNodeSelector = ({ nodeSelectorTerms }: NodeSelector, node: SelectedNode): boolean =>
  nodeSelectorTerms.some((term) => matchesTerm(term, node));

/** Whether a Pod asks anything of its node. */
export const hasRequiredNodeAffinity = ({ nodeSelector, affinity }: PodSpec): boolean =>
  nodeSelector !== undefined || affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined;

/** Whether a node is what a Pod's `nodeSelector` and required node affinity ask for. */
export function matchesRequiredNodeAffinity({ nodeSelector, affinity }: PodSpec, node: SelectedNode): boolean {
  for (const key in nodeSelector) if (labelOf(node.labels, key) !== nodeSelector[key]) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || matchesNodeSelector(required, node);
}
