import type { Lease, Node } from '../../api';
import { isSilent, readinessOf, silentConditions } from './node-health';
import { decideEvictionTaints, hasEvictionTaint } from './taints';
import { isAllLost, zonesOf } from './zones';

/** Nodes that need something, by what. */
export interface Findings {
  /** Seen for the first time. */
  readonly appeared: readonly Node[];
  /** Seen before, and there no more. */
  readonly gone: readonly Node[];
  /** Not heard of for too long, and that is not said yet. */
  readonly silent: readonly Node[];
  /** Their taint changes at once: it goes, or says something else of why they are not ready. */
  readonly relabelled: readonly Node[];
  /** Not ready, and Pods are not driven away yet: they are in their turn, zone by zone. */
  readonly condemned: readonly Node[];
  /** Whether no node is ready: then nothing is driven away from anywhere. */
  readonly isAllLost: boolean;
}

/** Whether there is anything to do. */
export const isAny = ({ isAllLost: _, ...lists }: Findings): boolean =>
  Object.values(lists).some((nodes) => nodes.length > 0);

/**
 * Looks at all nodes. `known` holds the nodes of the last look by name.
 *
 * Source: Kubernetes 1.36, node_lifecycle_controller.go `monitorNodeHealth`, `processTaintBaseEviction`.
 */
export function examine(
  nodes: readonly Node[],
  leaseOf: (node: string) => Lease | undefined,
  known: ReadonlyMap<string, Node>,
  nowMs: number,
): Findings {
  const appeared: Node[] = [];
  const silent: Node[] = [];
  const relabelled: Node[] = [];
  const condemned: Node[] = [];
  const hasLost = nodes.some((node) => readinessOf(node) !== 'True');
  const isNoneReady = hasLost && isAllLost(zonesOf(nodes));
  let seen = 0;
  for (const node of nodes) {
    const { name, uid } = node.metadata;
    if (known.get(name)?.metadata.uid === uid) seen += 1;
    else appeared.push(node);
    if (isSilent(node, leaseOf(name), nowMs) && silentConditions(node, nowMs) !== node.status.conditions) {
      silent.push(node);
    }
    if (decideEvictionTaints(node, isNoneReady, '') === undefined) continue;
    if (hasEvictionTaint(node)) relabelled.push(node);
    else condemned.push(node);
  }
  const gone = seen === known.size ? [] : goneOf(nodes, known);
  return { appeared, gone, silent, relabelled, condemned, isAllLost: isNoneReady };
}

function goneOf(nodes: readonly Node[], known: ReadonlyMap<string, Node>): readonly Node[] {
  const uids = new Set(nodes.map(({ metadata }) => metadata.uid));
  return [...known.values()].filter(({ metadata }) => !uids.has(metadata.uid));
}
