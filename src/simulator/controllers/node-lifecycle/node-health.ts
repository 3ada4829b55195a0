import { toTimestamp, type Lease, type Node, type NodeCondition } from '../../api';
import { conditionOf } from '../../client';

/** How long a node may be silent. Source: Kubernetes 1.36, pkg/controller/nodelifecycle/config, NodeMonitorGracePeriod. */
const GRACE_MS = 50_000;
/** How long a node may take to say its first word. Source: the same, NodeStartupGracePeriod. */
const STARTUP_GRACE_MS = 60_000;
/** Conditions that only the node agent knows. */
const AGENT_CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

const timeOf = (timestamp: string | undefined): number => (timestamp === undefined ? -Infinity : Date.parse(timestamp));

/**
 * When a node spoke last, milliseconds since 1970: its lease or its status, whatever is newer; else its creation.
 *
 * Not modelled: the real controller trusts its own clock and notes when it saw a change.
 */
export function lastHeardMs(node: Node, lease: Lease | undefined): number {
  const ready = conditionOf(node.status.conditions, 'Ready');
  const heardMs = Math.max(timeOf(lease?.spec.renewTime), timeOf(ready?.lastHeartbeatTime));
  return heardMs > -Infinity ? heardMs : timeOf(node.metadata.creationTimestamp);
}

/** Whether a node has been silent for too long. */
export function isSilent(node: Node, lease: Lease | undefined, nowMs: number): boolean {
  const isKnown = conditionOf(node.status.conditions, 'Ready') !== undefined;
  return nowMs > lastHeardMs(node, lease) + (isKnown ? GRACE_MS : STARTUP_GRACE_MS);
}

/**
 * The conditions of a node that fell silent: what its agent said is unknown now. The same list when that is said already.
 *
 * Source: Kubernetes 1.36, pkg/controller/nodelifecycle/node_lifecycle_controller.go `tryUpdateNodeHealth`.
 */
export function silentConditions(node: Node, nowMs: number): readonly NodeCondition[] {
  const present = node.status.conditions ?? [];
  const now = toTimestamp(nowMs);
  const unknown = present.map((condition) =>
    AGENT_CONDITIONS.includes(condition.type) && condition.status !== 'Unknown'
      ? {
          ...condition,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: now,
        }
      : condition,
  );
  const missing = AGENT_CONDITIONS.filter((type) => conditionOf(present, type) === undefined).map((type) => ({
    type,
    status: 'Unknown',
    lastHeartbeatTime: node.metadata.creationTimestamp,
    lastTransitionTime: now,
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
  }));
  const isSame = missing.length === 0 && unknown.every((condition, index) => condition === present[index]);
  return isSame ? present : [...unknown, ...missing];
}

/** Whether a node is ready: True, False, or Unknown when nobody knows. */
export const readinessOf = (node: Node): string => conditionOf(node.status.conditions, 'Ready')?.status ?? 'Unknown';
