/** A node as others know it. */
export interface KnownNode {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly clusterName: string;
}

/** A node, and when it was last heard of. */
interface Seen {
  readonly node: KnownNode;
  readonly lastMs: number;
}

/** Time after which a node that says nothing is gone. Source: Elasticsearch 2, discovery.zen.fd: 3 times 30 s. */
const GONE_MS = 90_000;

/** The nodes that one of them knows, and whom it takes for the master. */
export class Membership {
  private readonly seen = new Map<string, Seen>();

  constructor(
    readonly self: KnownNode,
    private readonly masterNodesMin: number,
  ) {}

  /** Notes that a node was heard of. One at the address of another takes its place. */
  note(node: KnownNode, nowMs: number): void {
    if (node.id === this.self.id || node.clusterName !== this.self.clusterName) return;
    for (const [id, other] of this.seen) if (other.node.address === node.address) this.seen.delete(id);
    this.seen.set(node.id, { node, lastMs: nowMs });
  }

  /** Notes that nobody listens where a node was. */
  forget(address: string): void {
    for (const [id, { node }] of this.seen) if (node.address === address) this.seen.delete(id);
  }

  /** Itself and all that it has heard of lately, in the order of their numbers. */
  nodes(nowMs: number): readonly KnownNode[] {
    for (const [id, { lastMs }] of this.seen) if (nowMs - lastMs > GONE_MS) this.seen.delete(id);
    const all = [this.self, ...[...this.seen.values()].map(({ node }) => node)];
    return all.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The node with the lowest number, once enough know each other; undefined before. */
  master(nowMs: number): KnownNode | undefined {
    const nodes = this.nodes(nowMs);
    return nodes.length >= this.masterNodesMin ? nodes[0] : undefined;
  }
}
