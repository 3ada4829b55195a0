import { equalJson, type KubeObject, type Labels, type Node, type ObjectChange } from '../api';
import type { PodInfo } from './snapshot/pod-info';

/** A change of a Node that scheduling cares about. */
export type NodeEventKind = 'nodeAdded' | 'nodeAllocatable' | 'nodeLabels' | 'nodeTaints' | 'nodeDeleted';

/** A change of a Pod that scheduling cares about; `own` ones are of the Pod that waits. */
export type PodEventKind = 'podPlaced' | 'podLabels' | 'podShrunk' | 'podGone' | 'ownChange';

/** A change of another object that scheduling cares about. */
export type StorageEventKind = 'claim' | 'volume' | 'storageClass' | 'csiNode';

export type ClusterEventKind = NodeEventKind | PodEventKind | StorageEventKind;

/** A change of the cluster that may let a waiting Pod find a node. */
export type ClusterEvent =
  | { readonly kind: NodeEventKind; readonly node: Node; readonly previous?: Node }
  | { readonly kind: PodEventKind; readonly pod: PodInfo; readonly previousLabels?: Labels }
  | { readonly kind: StorageEventKind; readonly object: KubeObject; readonly previous?: KubeObject };

/** The events that one change of a Node is. Source: Kubernetes 1.36, pkg/scheduler/framework `NodeSchedulingPropertiesChange`. */
export function nodeEvents({ type, object: node, previous }: ObjectChange<Node>): ClusterEvent[] {
  if (type === 'DELETED') return [{ kind: 'nodeDeleted', node }];
  if (previous === undefined) return [{ kind: 'nodeAdded', node }];
  const events: ClusterEvent[] = [];
  const note = (kind: NodeEventKind, before: unknown, after: unknown): void => {
    if (!equalJson(before, after)) events.push({ kind, node, previous });
  };
  note('nodeAllocatable', previous.status.allocatable, node.status.allocatable);
  note('nodeLabels', previous.metadata.labels, node.metadata.labels);
  note('nodeTaints', [previous.spec.unschedulable, previous.spec.taints], [node.spec.unschedulable, node.spec.taints]);
  return events;
}

/** Whether a Node differs from before in something that scheduling reads. */
export const isNodeChanged = (previous: Node, node: Node): boolean =>
  previous.spec.unschedulable !== node.spec.unschedulable ||
  !equalJson(previous.metadata.labels, node.metadata.labels) ||
  !equalJson(previous.spec.taints, node.spec.taints) ||
  !equalJson(previous.status.allocatable, node.status.allocatable) ||
  !equalJson(previous.status.images, node.status.images);
