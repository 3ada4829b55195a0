import type { Affinity, DaemonSet, NodeSelector, Pod } from '../../api';
import { podOf, type PodDraft } from '../pod-control';
import { daemonTolerations } from './tolerations';

/** Label of a Pod and of a revision that shows the hash of the template. */
export const HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';
const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';
const NODE_NAME_FIELD = 'metadata.name';

/** Number of the template, by the annotation that the API server keeps; undefined when it is no number. */
function templateGenerationOf({ metadata }: DaemonSet): string | undefined {
  const text = metadata.annotations?.[GENERATION_ANNOTATION];
  return text !== undefined && /^[+-]?[0-9]+$/.test(text) ? String(Number(text)) : undefined;
}

/** Affinity that allows one node only; what else it says about nodes has been decided before. */
function affinityTo(node: string, affinity: Affinity = {}): Affinity {
  const required: NodeSelector = {
    nodeSelectorTerms: [{ matchFields: [{ key: NODE_NAME_FIELD, operator: 'In', values: [node] }] }],
  };
  const nodeAffinity = { ...affinity.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: required };
  return { ...affinity, nodeAffinity };
}

/**
 * The draft of the Pod for a node; the scheduler binds it there.
 *
 * Source: Kubernetes 1.36, pkg/controller/daemon/util `CreatePodTemplate`, `ReplaceDaemonSetPodNodeNameNodeAffinity`.
 */
export function newDaemonPod(daemonSet: DaemonSet, node: string, hash: string): PodDraft {
  const { template } = daemonSet.spec;
  const generation = templateGenerationOf(daemonSet);
  return podOf(template, daemonSet, {
    labels: { ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }), [HASH_LABEL]: hash },
    spec: { affinity: affinityTo(node, template.spec.affinity), tolerations: daemonTolerations(template.spec) },
  });
}

/**
 * The node that a Pod is on or meant for; undefined when it says none.
 *
 * Source: pkg/controller/daemon/util `GetTargetNodeName`.
 */
export function targetNodeOf({ spec }: Pod): string | undefined {
  if (spec.nodeName !== undefined && spec.nodeName !== '') return spec.nodeName;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    for (const { key, operator, values = [] } of matchFields) {
      if (key === NODE_NAME_FIELD && operator === 'In') return values.length === 1 ? values[0] : undefined;
    }
  }
  return undefined;
}

/**
 * Whether a Pod is of the present template: by its hash, or by the number of the template, so that a DaemonSet that is
 * made anew over orphaned Pods takes those with the same number as they are.
 *
 * Source: pkg/controller/daemon/util `IsPodUpdated`.
 */
export function isPodUpdated(daemonSet: DaemonSet, pod: Pod, hash: string): boolean {
  const { labels = {} } = pod.metadata;
  if (labels[HASH_LABEL] === hash) return true;
  const generation = templateGenerationOf(daemonSet);
  return generation !== undefined && labels[GENERATION_LABEL] === generation;
}
