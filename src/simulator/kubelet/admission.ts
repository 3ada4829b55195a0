import { matchesRequiredNodeAffinity, type Container, type Node, type Pod } from '../api';
import { amountOf, podRequests, type Amounts } from './pod-requests';

/** Why a node does not take a Pod that is bound to it. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** What the Pods on a node have taken already. */
export interface Taken {
  readonly amounts: Amounts;
  readonly pods: number;
  /** Ports of the node: `TCP/8080`. */
  readonly ports: ReadonlySet<string>;
}

/** Ports of the node that a Pod takes: `TCP/8080`. */
export function hostPorts({ spec }: Pod): readonly string[] {
  const { initContainers, containers } = spec;
  if (!containers.some(hasPorts) && initContainers?.some(hasPorts) !== true) return NO_PORTS;
  return [...(initContainers ?? []), ...containers].flatMap(({ ports = [] }) =>
    ports
      .filter(({ hostPort }) => (hostPort ?? 0) > 0)
      .map(({ hostPort, protocol }) => `${protocol ?? 'TCP'}/${hostPort as number}`),
  );
}

const NO_PORTS: readonly string[] = [];

/** Whether a container states ports. */
export const hasPorts = ({ ports }: Container): boolean => ports !== undefined && ports.length > 0;

/** What a Pod takes of its node. */
export interface Share {
  readonly amounts: Amounts;
  /** Ports of the node: `TCP/8080`. */
  readonly ports: readonly string[];
}

export const shareOf = (pod: Pod): Share => ({ amounts: podRequests(pod.spec), ports: hostPorts(pod) });

const lacks = (resource: string, requested: number, used: number, capacity: number): Rejection => ({
  reason: `OutOf${resource}`,
  message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
});

const failed = (predicate: string, description: string): Rejection => ({
  reason: predicate,
  message: `Predicate ${predicate} failed: ${description}`,
});

/**
 * Decides whether a node takes a Pod that was bound to it; undefined when it does. The scheduler has looked at the same
 * things: this catches Pods that name their node themselves. `share` is what the Pod takes.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/lifecycle/predicate.go `Admit`. Not modelled: static Pods, preemption for critical
 * ones, taints.
 */
export function decideAdmission(pod: Pod, node: Node, taken: Taken, share = shareOf(pod)): Rejection | undefined {
  const allocatable = node.status.allocatable ?? {};
  const podsMax = amountOf('pods', allocatable['pods'] ?? '0');
  if (taken.pods + 1 > podsMax) return lacks('pods', 1, taken.pods, podsMax);
  for (const resource in share.amounts) {
    const requested = share.amounts[resource] as number;
    const capacity = amountOf(resource, allocatable[resource] ?? '0');
    const used = taken.amounts[resource] ?? 0;
    if (requested > 0 && requested > capacity - used) return lacks(resource, requested, used, capacity);
  }
  if (!matchesRequiredNodeAffinity(pod.spec, { name: node.metadata.name, labels: node.metadata.labels ?? {} })) {
    return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  }
  if (share.ports.some((port) => taken.ports.has(port))) {
    return failed('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  }
  return undefined;
}
