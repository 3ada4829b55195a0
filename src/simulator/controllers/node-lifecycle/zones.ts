import type { Node } from '../../api';
import { readinessOf } from './node-health';

/** How much of a zone is lost. */
export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** Nodes per second from which Pods are driven away. Source: pkg/controller/nodelifecycle/config, NodeEvictionRate. */
const RATE = 0.1;
/** The same in a large zone that is partly lost. Source: SecondaryNodeEvictionRate. */
const SECONDARY_RATE = 0.01;
/** Zones with more nodes are large. Source: LargeClusterSizeThreshold. */
const LARGE_NODES_MIN = 50;
/** Share of lost nodes from which a zone is partly lost. Source: UnhealthyZoneThreshold. */
const UNHEALTHY_SHARE_MIN = 0.55;

/** The zone of a node. Source: component-helpers/node/topology `GetZoneKey`. */
export function zoneOf({ metadata }: Node): string {
  const labels = metadata.labels ?? {};
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`;
}

/** Nodes of a zone, by whether they are ready. */
export interface ZoneHealth {
  readonly nodes: number;
  readonly lost: number;
}

/** Counts ready and lost nodes zone by zone, but for those that say they do not count. */
export function zonesOf(nodes: readonly Node[]): ReadonlyMap<string, ZoneHealth> {
  const zones = new Map<string, ZoneHealth>();
  for (const node of nodes) {
    if (node.metadata.labels?.['node.kubernetes.io/exclude-disruption'] !== undefined) continue;
    const zone = zoneOf(node);
    const health = zones.get(zone) ?? { nodes: 0, lost: 0 };
    const isLost = readinessOf(node) !== 'True';
    zones.set(zone, { nodes: health.nodes + 1, lost: health.lost + (isLost ? 1 : 0) });
  }
  return zones;
}

/** Source: Kubernetes 1.36, node_lifecycle_controller.go `ComputeZoneState`. */
export function stateOf({ nodes, lost }: ZoneHealth): ZoneState {
  if (lost > 0 && lost === nodes) return 'FullDisruption';
  return lost > 2 && lost / nodes >= UNHEALTHY_SHARE_MIN ? 'PartialDisruption' : 'Normal';
}

/** Whether no node of the cluster is ready: then the fault is rather with who asks, and nothing is driven away. */
export const isAllLost = (zones: ReadonlyMap<string, ZoneHealth>): boolean =>
  zones.size > 0 && [...zones.values()].every((health) => stateOf(health) === 'FullDisruption');

/**
 * Milliseconds between two nodes of a zone from which Pods are driven away; Infinity when it is done to none.
 * Source: node_lifecycle_controller.go `setLimiterInZone`, `ReducedQPSFunc`.
 */
export function evictionIntervalMs(health: ZoneHealth): number {
  if (stateOf(health) !== 'PartialDisruption') return 1000 / RATE;
  return health.nodes > LARGE_NODES_MIN ? 1000 / SECONDARY_RATE : Infinity;
}
