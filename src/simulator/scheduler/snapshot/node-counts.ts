import type { NodeInfo } from './node-info';

/** How many of something there are on each node, and in each domain of a topology: a zone, a rack. */
export class NodeCounts {
  private readonly onNodes = new Map<NodeInfo, number>();
  private readonly domains = new Map<string, Map<string, number>>();
  private sum = 0;

  /** Number on all nodes. */
  get total(): number {
    return this.sum;
  }

  onNode(node: NodeInfo): number {
    return this.onNodes.get(node) ?? 0;
  }

  /**
   * Numbers by value of a node label; domains without any are left out. Nodes that do not exist, or have no such label,
   * belong to none.
   */
  inDomains(topologyKey: string): ReadonlyMap<string, number> {
    const known = this.domains.get(topologyKey);
    if (known !== undefined) return known;
    const counts = new Map<string, number>();
    for (const [node, count] of this.onNodes) addTo(counts, domainOf(node, topologyKey), count);
    this.domains.set(topologyKey, counts);
    return counts;
  }

  add(node: NodeInfo, delta: number): void {
    const count = this.onNode(node) + delta;
    if (count === 0) this.onNodes.delete(node);
    else this.onNodes.set(node, count);
    this.sum += delta;
    for (const [topologyKey, counts] of this.domains) addTo(counts, domainOf(node, topologyKey), delta);
  }

  /** To be called when a node has come, gone or got other labels. */
  forgetDomains(node: NodeInfo): void {
    if (this.onNodes.has(node)) this.domains.clear();
  }
}

const domainOf = (node: NodeInfo, topologyKey: string): string | undefined =>
  node.node === undefined ? undefined : node.labelOf(topologyKey);

function addTo(counts: Map<string, number>, value: string | undefined, delta: number): void {
  if (value === undefined) return;
  const count = (counts.get(value) ?? 0) + delta;
  if (count === 0) counts.delete(value);
  else counts.set(value, count);
}
