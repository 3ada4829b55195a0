import {
  hasRequiredNodeAffinity,
  matchesRequiredNodeAffinity,
  matchesTerm,
  type Node,
  type NodeSelectorTerm,
  type SelectedNode,
} from '../../api';
import { never, normalized, type FilterPlugin, type ScorePlugin } from '../framework';

const NAME = 'NodeAffinity';
const OTHER = never(NAME, "node(s) didn't match Pod's node affinity/selector");
const CONFLICT = never(NAME, 'pod affinity terms conflict');

const selectedNode = ({ metadata }: Node): SelectedNode => ({ name: metadata.name, labels: metadata.labels ?? {} });

/** Names that a term leaves; undefined for all. */
function namesOfTerm({ matchFields = [] }: NodeSelectorTerm): Set<string> | undefined {
  let names: Set<string> | undefined;
  for (const { key, operator, values = [] } of matchFields) {
    if (key !== 'metadata.name' || operator !== 'In') continue;
    names = new Set(names === undefined ? values : values.filter((value) => names?.has(value)));
  }
  return names;
}

/** Names of the only nodes that terms, one of which must hold, can mean; undefined when that may be any. */
function namesOf(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const term of terms) {
    const names = namesOfTerm(term);
    if (names === undefined) return undefined;
    for (const name of names) all.add(name);
  }
  return terms.length === 0 ? undefined : all;
}

/**
 * Keeps Pods to nodes that their `nodeSelector` and required node affinity ask for, and prefers those that the preferred
 * one asks for. A Pod that names its nodes, as those of DaemonSets do, is compared with no others.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/plugins/nodeaffinity. Not modelled: affinity added by configuration.
 */
export const nodeAffinity: FilterPlugin & ScorePlugin = {
  name: NAME,
  events: ['nodeAdded', 'nodeLabels', 'ownChange'],
  weight: 2,
  prepare({ pod: { spec } }) {
    if (!hasRequiredNodeAffinity(spec)) return undefined;
    const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    const nodeNames = namesOf(required?.nodeSelectorTerms ?? []);
    if (nodeNames?.size === 0) return CONFLICT;
    return {
      ...(nodeNames === undefined ? {} : { nodeNames }),
      check: (node) => (matchesRequiredNodeAffinity(spec, node) ? undefined : OTHER),
    };
  },
  mayHelp(event, { pod }) {
    if (!('node' in event)) return true;
    if (!matchesRequiredNodeAffinity(pod.spec, selectedNode(event.node))) return false;
    return event.previous === undefined || !matchesRequiredNodeAffinity(pod.spec, selectedNode(event.previous));
  },
  score({ pod }, nodes) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    if (preferred.length === 0) return undefined;
    const scores = nodes.map((node) =>
      preferred.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0),
    );
    return normalized(scores);
  },
};
