import type { NodeInfo } from './node-info';

const REGION_LABELS = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'];
const ZONE_LABELS = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];

const first = (node: NodeInfo, keys: readonly string[]): string =>
  keys.map((key) => node.labelOf(key)).find((value) => value !== undefined) ?? '';

/**
 * Nodes as they are tried: one of each zone in turn, zones and nodes in the order in which they came.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/backend/cache/node_tree.go `list`.
 */
export function acrossZones(nodes: Iterable<NodeInfo>): NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const node of nodes) {
    const zone = `${first(node, REGION_LABELS)}:${first(node, ZONE_LABELS)}`;
    const inZone = zones.get(zone);
    if (inZone === undefined) zones.set(zone, [node]);
    else inZone.push(node);
  }
  const lists = [...zones.values()];
  if (lists.length === 1) return lists[0] as NodeInfo[];
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const ordered: NodeInfo[] = [];
  for (let index = 0; index < longest; index += 1) {
    for (const list of lists) {
      const node = list[index];
      if (node !== undefined) ordered.push(node);
    }
  }
  return ordered;
}
