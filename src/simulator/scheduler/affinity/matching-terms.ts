import { LabelSelector, NOTHING, type Labels } from '../../api';
import type { SchedulingContext } from '../framework';
import type { AffinityTerm, NamespaceLabels } from '../snapshot/affinity-term';
import type { NodeCounts } from '../snapshot/node-counts';

const NO_LABELS: Labels = {};

/** How plugins look up the labels of Namespaces. */
export const namespaceLabels =
  ({ reader }: SchedulingContext): NamespaceLabels =>
  (namespace) =>
    reader.get('namespaces', '', namespace)?.metadata.labels ?? NO_LABELS;

/** Namespaces that a term looks into. */
function namespacesOf({ namespaces, namespaceSelector }: AffinityTerm, { reader }: SchedulingContext): Set<string> {
  const found = new Set(namespaces);
  if (namespaceSelector === undefined) return found;
  for (const { metadata } of reader.list('namespaces')) {
    if (namespaceSelector.matches(metadata.labels)) found.add(metadata.name);
  }
  return found;
}

/** Counts of the placed Pods that all of the terms mean, one for each Namespace that all look into. */
export function podsMeantByAll(terms: readonly AffinityTerm[], context: SchedulingContext): NodeCounts[] {
  const [first, ...others] = terms;
  if (first === undefined || terms.some(({ selector }) => selector === NOTHING)) return [];
  const selector =
    others.length === 0 ? first.selector : new LabelSelector(terms.flatMap((term) => term.selector.requirements));
  const shared = others.map((term) => namespacesOf(term, context));
  return [...namespacesOf(first, context)]
    .filter((namespace) => shared.every((namespaces) => namespaces.has(namespace)))
    .map((namespace) => context.snapshot.counts(namespace, selector, true));
}

/** Number of Pods in the domain of a topology, of several counts together. */
export function inDomain(counts: readonly NodeCounts[], topologyKey: string, domain: string): number {
  let sum = 0;
  for (const each of counts) sum += each.inDomains(topologyKey).get(domain) ?? 0;
  return sum;
}

/** Number of Pods in all domains of a topology, of several counts together. */
export function inAnyDomain(counts: readonly NodeCounts[], topologyKey: string): number {
  let sum = 0;
  for (const each of counts) for (const count of each.inDomains(topologyKey).values()) sum += count;
  return sum;
}
