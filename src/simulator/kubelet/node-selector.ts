import type { Node, NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from '../api';

function matches(
  { key, operator, values = [] }: NodeSelectorRequirement,
  fields: Readonly<Record<string, string>>,
): boolean {
  const value = fields[key];
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
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

function fits({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, { metadata }: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => matches(requirement, metadata.labels ?? {})) &&
    matchFields.every((requirement) => matches(requirement, { 'metadata.name': metadata.name }))
  );
}

/**
 * Whether a Pod may be on a node by its `nodeSelector` and its required node affinity.
 *
 * Source: Kubernetes 1.36, component-helpers/scheduling/corev1/nodeaffinity `GetRequiredNodeAffinity`.
 */
export function selectsNode({ nodeSelector, affinity }: PodSpec, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  if (Object.entries(nodeSelector ?? {}).some(([key, value]) => labels[key] !== value)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || required.nodeSelectorTerms.some((term) => fits(term, node));
}
