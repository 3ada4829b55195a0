import type { DaemonSet, Node, Pod } from '../../api';
import { isPodAvailable, isPodFinished, isPodTerminating } from '../../client';
import { targetNodeOf } from './daemon-pod';
import type { Eligibility } from './eligibility';

/** A node as a DaemonSet sees it. */
export interface DaemonNode extends Eligibility {
  readonly name: string;
  /** Whether there is such a node. */
  readonly exists: boolean;
  /** The DaemonSet's Pods on it or meant for it, the oldest scheduled one first. */
  readonly pods: readonly Pod[];
}

/** What is observed of a DaemonSet. */
export interface Observed {
  readonly daemonSet: DaemonSet;
  /** All nodes, and those that only Pods name, by name. */
  readonly nodes: readonly DaemonNode[];
  /** Hash of the present template. */
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

const isScheduled = ({ spec }: Pod): boolean => spec.nodeName !== undefined && spec.nodeName !== '';

const byAge = (left: Pod, right: Pod): number => {
  if (isScheduled(left) !== isScheduled(right)) return isScheduled(left) ? -1 : 1;
  const created = left.metadata.creationTimestamp.localeCompare(right.metadata.creationTimestamp);
  return created === 0 ? (left.metadata.name < right.metadata.name ? -1 : 1) : created;
};

/**
 * Brings nodes and Pods together. A Pod that has ended and is being deleted counts no more.
 *
 * Source: Kubernetes 1.36, pkg/controller/daemon/daemon_controller.go `getNodesToDaemonPods`,
 * `podByCreationTimestampAndPhase`.
 */
export function daemonNodes(
  nodes: readonly Node[],
  pods: readonly Pod[],
  eligibility: (node: Node) => Eligibility,
): readonly DaemonNode[] {
  const podsOf = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = isPodFinished(pod) && isPodTerminating(pod) ? undefined : targetNodeOf(pod);
    if (node === undefined) continue;
    const others = podsOf.get(node);
    if (others === undefined) podsOf.set(node, [pod]);
    else others.push(pod);
  }
  const existing = nodes.map((node): DaemonNode => {
    const { name } = node.metadata;
    const own = podsOf.get(name)?.sort(byAge) ?? [];
    podsOf.delete(name);
    return { name, exists: true, pods: own, ...eligibility(node) };
  });
  const gone = [...podsOf].map(([name, own]): DaemonNode => ({
    name,
    exists: false,
    pods: own.sort(byAge),
    shouldRun: false,
    shouldContinueRunning: false,
  }));
  return gone.length === 0 ? existing : [...existing, ...gone.sort((left, right) => (left.name < right.name ? -1 : 1))];
}

/** Whether a Pod has been ready for as long as the DaemonSet asks. */
export const isAvailable = ({ daemonSet, nowMs }: Observed, pod: Pod): boolean =>
  isPodAvailable(pod, daemonSet.spec.minReadySeconds ?? 0, nowMs);
